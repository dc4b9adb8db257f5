/* struct timeval, which several headers have. */
#ifndef TIMEVAL_H
#define TIMEVAL_H

#include "system.h"

struct timeval {
    SYSTEM_TIME_T tv_sec;
    SYSTEM_SUSECONDS_T tv_usec;
};

#endif
