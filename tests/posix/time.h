/* <time.h> */
#ifndef POSIX_TIME_H
#define POSIX_TIME_H

#include "system.h"

#define NULL ((void *)0)
#define CLOCK_REALTIME SYSTEM_REALTIME
#define CLOCK_MONOTONIC SYSTEM_MONOTONIC

typedef SYSTEM_CLOCKID_T clockid_t;
typedef SYSTEM_SIZE_T size_t;
typedef SYSTEM_TIME_T time_t;

#include "timespec.h"

/* The members stand in any order, and among others. */
struct tm {
    const char *system_zone;
    int tm_isdst, tm_yday, tm_wday, tm_year, tm_mon, tm_mday, tm_hour, tm_min, tm_sec;
};

int clock_gettime(clockid_t, struct timespec *);
struct tm *gmtime_r(const time_t *restrict, struct tm *restrict);
struct tm *localtime_r(const time_t *restrict, struct tm *restrict);
int nanosleep(const struct timespec *, struct timespec *);
size_t strftime(char *restrict, size_t, const char *restrict, const struct tm *restrict);
time_t time(time_t *);
void tzset(void);

#endif
