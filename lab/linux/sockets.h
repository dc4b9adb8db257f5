/* What the sockets of a network are doing: /proc/net/tcp and udp (proc(5)), as ss reads them elsewhere. */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <stdbool.h>

struct sockets {
    bool somebody_waits; /* a TCP socket listens, or a UDP socket is bound */
    int open; /* TCP connections that are neither closed nor only waiting for time to pass */
};

/* Of the network that the process is in. Takes some milliseconds: the kernel looks through a table that all networks share. */
struct sockets look_at_sockets(void);

#endif
