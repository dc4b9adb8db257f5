/* The two ends of the line. */
#ifndef HOST_H
#define HOST_H

enum host { HOST_A, HOST_B, HOSTS };

#endif
