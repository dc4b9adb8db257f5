/* struct timespec, which several headers have. */
#ifndef TIMESPEC_H
#define TIMESPEC_H

#include "system.h"

struct timespec {
    SYSTEM_TIME_T tv_sec;
    long tv_nsec;
};

#endif
