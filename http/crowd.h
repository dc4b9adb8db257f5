/* Who is connected now, and what is done for each: for the page /connections. Safe to call from many threads. */
#ifndef CROWD_H
#define CROWD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "../common/address.h"

enum doing { IDLE, READING_HEAD, READING_BODY, IN_HANDLER, WRITING };

struct crowd;

/* Where one thread serves one connection after the other. What changes often is atomic: whoever looks sees each number as
 * it was a moment ago, and nobody waits. The rest belongs to the crowd. */
struct seat {
    _Atomic enum doing doing;
    atomic_ulong requests;
    atomic_ullong received, sent; /* bytes */

    char peer[ADDRESS_SIZE]; /* "" while the seat is free */
    double since_s;          /* now_s() when it was taken */
    int thread;              /* counted from 1 */
    struct seat *next, *previous;
};

/* Returns NULL without memory. It is released when all seats have been taken away. */
struct crowd *crowd_create(void);
void crowd_release(struct crowd *crowd);

/* A thread brings its seat, and takes it away again before it ends. */
void crowd_join(struct crowd *crowd, struct seat *seat);
void crowd_quit(struct crowd *crowd, struct seat *seat);

/* PEER takes the seat, and leaves it. */
void crowd_sit(struct crowd *crowd, struct seat *seat, const char *peer);
void crowd_leave(struct crowd *crowd, struct seat *seat);

/* What was seen of one seat. */
struct crowd_member {
    char peer[ADDRESS_SIZE];
    int thread;
    enum doing doing;
    unsigned long requests;
    unsigned long long received, sent;
    double age_s;
};

/* Write what is to be seen of the seats taken, at most ROOM of them, to MEMBERS. Returns how many are taken. */
size_t crowd_look(struct crowd *crowd, struct crowd_member *members, size_t room);

/* "reading the head" */
const char *doing_text(enum doing doing);

#endif
