/* <sys/time.h> */
#ifndef POSIX_SYS_TIME_H
#define POSIX_SYS_TIME_H

#include "../system.h"

typedef SYSTEM_TIME_T time_t;
typedef SYSTEM_SUSECONDS_T suseconds_t;

#include "../timeval.h"

#endif
