/* <sys/select.h> */
#ifndef POSIX_SYS_SELECT_H
#define POSIX_SYS_SELECT_H

#include "../system.h"
#include "../timespec.h"
#include "../timeval.h"

#define FD_SETSIZE 1024

typedef SYSTEM_SIGSET_T sigset_t;
typedef SYSTEM_SUSECONDS_T suseconds_t;
typedef SYSTEM_TIME_T time_t;
typedef struct {
    unsigned int bits[FD_SETSIZE / 32];
} fd_set;

void FD_SET(int, fd_set *);
void FD_ZERO(fd_set *);
int FD_ISSET(int, fd_set *);
int select(int, fd_set *restrict, fd_set *restrict, fd_set *restrict, struct timeval *restrict);
int pselect(int, fd_set *restrict, fd_set *restrict, fd_set *restrict,
            const struct timespec *restrict, const sigset_t *restrict);

#endif
