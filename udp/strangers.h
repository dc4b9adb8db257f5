/* Datagrams from somebody who is not the peer: a bound socket takes them from everybody. */
#ifndef STRANGERS_H
#define STRANGERS_H

#include <stdbool.h>
#include <sys/socket.h>

#include "../common/address.h"

enum { STRANGERS = 16 };

/* Who has been told that we are busy; all zeros: nobody yet. */
struct strangers {
    char told[STRANGERS][ADDRESS_SIZE]; /* the last one at count - 1 */
    int count;
};

/* Somebody at ADDRESS, of SIZE bytes, in words THERE, has sent a datagram to SOCK: send back that we are busy,
 * once. True when it was news; false to one who was told before, and to all after the first STRANGERS. */
bool strangers_tell(struct strangers *strangers, int sock, const char *there,
                    const struct sockaddr *address, socklen_t size);

#endif
