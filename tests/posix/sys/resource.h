/* <sys/resource.h> */
#ifndef POSIX_SYS_RESOURCE_H
#define POSIX_SYS_RESOURCE_H

#include "../system.h"

#define RLIMIT_FSIZE 1
#define RLIMIT_NOFILE 8
#define RLIM_INFINITY ((rlim_t)-1)

typedef SYSTEM_RLIM_T rlim_t;

struct rlimit {
    rlim_t rlim_cur, rlim_max;
};

int getrlimit(int, struct rlimit *);
int setrlimit(int, const struct rlimit *);

#endif
