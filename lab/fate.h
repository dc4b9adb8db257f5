/* The fate of a datagram or packet on a bad line: whether it is lost, doubled, overtaken, and its jitter.
 *
 * Fate is a pure function of a seed and of which datagram it is, not a stream of random numbers: so the
 * 17th datagram of a flow meets the same fate however many others come between, and in every run. */
#ifndef FATE_H
#define FATE_H

#include <stdbool.h>
#include <stdint.h>

/* Which datagram? */
struct identity {
    uint64_t seed;
    uint64_t flow;      /* who talks with whom: 1 is the first to appear, 2 the second */
    uint64_t direction; /* 0 or 1 */
    uint64_t number;    /* 1 is the first of this flow in this direction */
};

/* How likely is what? From 0, never, to 1, always. */
struct odds {
    double loss, dup, reorder;
};

struct fate {
    bool lost; /* then it is neither of the next two */
    bool duplicated;
    bool reordered;
    double jitter; /* from -1 up to 1, to be multiplied by the largest */
};

struct fate fate_of(const struct identity *identity, const struct odds *odds);

/* What the fates are made of: a number from 0 up to, not including, 1, evenly spread. Another PURPOSE gives
 * another number that has nothing to do with the first. */
double fate_draw(const struct identity *identity, uint64_t purpose);

#endif
