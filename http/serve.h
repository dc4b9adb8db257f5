/* Serving one connection of the threaded server, from accept to close: request after request. */
#ifndef SERVE_H
#define SERVE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "access_log.h"
#include "crowd.h"
#include "reader.h"
#include "response.h"
#include "site.h"
#include "stream.h"

/* What all threads share. Times are in seconds, INFINITY is none. */
struct service {
    struct site *site;
    struct access_log *log; /* NULL: none */
    double limit_s;         /* for a head from its first byte on; of bodies, see SLOWEST_RATE */
    double idle_s;          /* a connection may stay silent so long between two requests */
    long requests_limit;    /* of one connection; then it is closed */
    atomic_bool ending;     /* finish what has begun, and begin nothing new */
    atomic_ullong requests; /* answered, for the summary */
};

/* What a thread needs for it, once for all its connections. It lies on the thread's own stack, and memory that is never touched
 * is never taken: ten thousand idle connections are ten thousand desks. So the small parts lie together at one end, beside
 * the frame of the caller, and the large arrays, of which a small request touches the beginning only, at the other. */
struct desk {
    struct reader reader;
    char path[REQUEST_LINE_LIMIT]; /* of the request, if it has to be decoded */
    struct stream stream;
    struct seat seat;
    time_t second; /* the time in DATE */
    char date[HTTP_DATE_SIZE];
    unsigned long long answered; /* requests of this connection */
    struct service *service;
};

/* Begin, and end: the desk's seat is in the crowd of the service meanwhile. */
void desk_open(struct desk *desk, struct service *service);
void desk_close(struct desk *desk);

/* Serve SOCK, the connection of PEER, until it is closed; for a service that is full: answer 503 and close. Both
 * close SOCK. What goes wrong is said, and ends this connection only. */
void serve(struct desk *desk, int sock, const char *peer);
void serve_full(struct desk *desk, int sock, const char *peer);

#endif
