/* One direction of a bad line: takes datagrams, and delivers them late, twice, out of order or not at all,
 * as their fates say. Knows no sockets: what it delivers, it hands to a function. */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fate.h"

/* One flow's part of a direction. Zeros, then flow, direction and owner set; the wire does the rest. */
struct stream {
    uint64_t flow, direction;
    void *owner;       /* for the program that delivers */
    uint64_t number;   /* of the last datagram that came */
    double last_due_s; /* jitter does not change the order: not before this */
    size_t on_the_way; /* so many are held back or queued; the stream must not go away meanwhile */
    struct delayed *held; /* held back until a later one has passed, the first first */
    struct stream *next_holding;
};

struct counts {
    unsigned long long came, lost, dropped, duplicated, reordered, overflowed, delivered;
};

struct wire {
    uint64_t seed;
    struct odds odds;
    double delay_s, jitter_s; /* jitter: up to so much more or less */
    double least_delay_s;     /* sooner none arrives, jitter or not; 0: at once, within wire_put */
    double rate_bit_s;        /* 0: without limit */
    size_t
        queue_limit; /* with a rate: so many may wait for the line to be free; 0: without limit */
    void (*deliver)(struct stream *stream, uint64_t number, const char *bytes, size_t length);

    struct counts counts;
    double free_at_s; /* the bits before are on the line until then */
    double *starts;   /* a ring of queue_limit: when those that wait will get the line */
    size_t first_start, waiting;
    size_t queued_bytes;
    struct delayed **queue; /* a heap: the first to deliver is at 0 */
    size_t queued, room;
    uint64_t queued_ever;
    struct stream *holding; /* the streams that hold something back */
};

/* What has become of a datagram that was put on the wire. None: it is passed on. Overflowed: no copy of it had room. What one
 * that is held will find when it goes on, nobody knows yet. */
struct verdict {
    bool dropped, lost, duplicated, held, overflowed;
};

/* Put a datagram of STREAM on the wire at NOW_S. If nothing delays it, it is delivered before this returns. DROP: it is lost, whatever its
 * fate says. */
struct verdict wire_put(struct wire *wire, struct stream *stream, const char *bytes, size_t length,
                        bool drop, double now_s);

/* When must wire_run be called next? INFINITY: not before wire_put. */
double wire_due(const struct wire *wire);

/* Deliver what is due at NOW_S. */
void wire_run(struct wire *wire, double now_s);

/* The rate has been changed: what is put on the wire from now on does not wait until all that came before is through at the
 * old one. That arrives when it would have. */
void wire_free_line(struct wire *wire);

/* Forget what is on the way. */
void wire_end(struct wire *wire);

#endif
