/* Serving one connection of the threaded server, from accept to close: request after request. */
#ifndef SERVE_H
#define SERVE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "access_log.h"
#include "crowd.h"
#include "site.h"

/* What all threads share. Times are in seconds, INFINITY is none. */
struct service {
    struct site *site;
    struct access_log *log; /* NULL: none */
    double
        limit_s; /* for a head from its first byte on, and for each progress of a body, in or out */
    double idle_s;          /* a connection may stay silent so long between two requests */
    long requests_limit;    /* of one connection; then it is closed */
    atomic_bool ending;     /* finish what has begun, and begin nothing new */
    atomic_ullong requests; /* answered, for the summary */
};

/* What a thread needs for it, once for all its connections. */
struct desk;

/* Returns NULL without memory. It must live as long as the service, whose crowd it joins. */
struct desk *desk_create(struct service *service);
void desk_release(struct desk *desk);

/* Serve SOCK, the connection of PEER, until it is closed; for a service that is full: answer 503 and close. Both
 * close SOCK. What goes wrong is said, and ends this connection only. */
void serve(struct desk *desk, int sock, const char *peer);
void serve_full(struct desk *desk, int sock, const char *peer);

#endif
