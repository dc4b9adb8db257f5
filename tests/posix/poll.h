/* <poll.h> */
#ifndef POSIX_POLL_H
#define POSIX_POLL_H

#include "system.h"

#define POLLIN 1
#define POLLOUT 4
#define POLLERR 8
#define POLLHUP 16
#define POLLNVAL 32

typedef SYSTEM_NFDS_T nfds_t;

struct pollfd {
    int fd;
    short events, revents;
};

int poll(struct pollfd[], nfds_t, int);

#endif
