/* <sched.h> */
#ifndef POSIX_SCHED_H
#define POSIX_SCHED_H

int sched_yield(void);

#endif
