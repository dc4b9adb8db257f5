/* One connection of the threaded server: its bytes, in and out, each with an answer to "how long may that take?" */
#ifndef STREAM_H
#define STREAM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "crowd.h"

enum {
    SLOWEST_RATE = 500, /* bytes a second: who is slower than that, in the long run, is given up */
    ARRIVALS_KEPT = 32,
};

/* A call of recv: with it, so many bytes had come on this connection, at that time. */
struct arrival {
    unsigned long long received;
    double at_s;
};

struct stream {
    int sock;
    double limit_s;      /* how long the peer may let us wait: -t */
    atomic_bool *ending; /* the server is to end: idle connections are closed */
    struct seat *seat;   /* where /connections sees what happens here */
    double armed_s;      /* the limit that the socket has now (SO_RCVTIMEO) */
    bool late;           /* a deadline was missed */
    bool no_delay;       /* TCP_NODELAY is set */
    unsigned long long received, sent;
    unsigned long long arrival_count;
    struct arrival arrivals[ARRIVALS_KEPT]; /* the last ones, for /inspect: a ring */
};

/* Begin with a socket that accept returned; from now on it is the stream's, and stream_close closes it, also when this fails.
 * IDLE_S is how long it may stay silent. Times are in seconds; INFINITY is no limit. 0, or -1 with errno. */
int stream_open(struct stream *stream, int sock, double limit_s, double idle_s, atomic_bool *ending,
                struct seat *seat);

/* Wait, at most IDLE_S, for the first bytes of a request. As recv; 0 also when the time is up (late is set then)
 * or the server is to end. */
ssize_t stream_wait(struct stream *stream, char *bytes, size_t room, double idle_s);

/* Receive what comes until DEADLINE_S (now_s). As recv; -1 with EAGAIN, and late, when the time is up. */
ssize_t stream_receive(struct stream *stream, char *bytes, size_t room, double deadline_s);

/* What is sent in several calls shall not wait, each part for the acknowledgment of the one before it (TCP_NODELAY; RFC 9293,
 * section 3.7.4). A connection that sends all in one call needs no such thing. */
void stream_no_delay(struct stream *stream);

/* Send all bytes. 0; -1 with errno when the peer has gone, or with EAGAIN, and late, when it takes them too
 * slowly. */
int stream_send(struct stream *stream, const char *bytes, size_t length);

/* Has something come that was not received yet, be it the end? */
bool stream_has_more(const struct stream *stream);

/* Close. If bytes of the peer were left unread, or still come, close alone would send a reset, which can destroy our
 * answer on its way (RFC 9112, section 9.6): with LINGER_S > 0 say that it was all, and read until the peer has closed,
 * too, but no longer than that. */
void stream_close(struct stream *stream, double linger_s);

#endif
