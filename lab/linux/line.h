/* Two hosts, and a bad line between them: two networks of the kernel's, each with an interface lab0, whose packets come to us. We carry them
 * to the other side, late, twice, out of order or not at all, as their fates say (../wire.h). */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>

#include "../capture.h"
#include "../host.h"
#include "../ladder.h"
#include "../ladder_picture.h"
#include "../line_options.h"
#include "../selector.h"
#include "../wire.h"
#include "device.h"
#include "names.h"
#include "refusal.h"
#include "sockets.h"

struct host_side {
    int network; /* the descriptor of its namespace */
    struct device device;
    struct wire wire; /* for what this side sends */
    struct stream stream;
    unsigned long long unsent;        /* packets that the other host's kernel did not take */
    struct capture *capture;          /* NULL: none */
    size_t drawn[LADDER_PACKETS + 1]; /* what the picture calls the N-th packet of this side */
};

struct line {
    struct host_side sides[HOSTS];
    int users, middle;    /* namespaces; middle is -1 without veth */
    enum backend backend; /* the one that was taken */
    struct selectors selectors;
    struct tracker *tracker;
    double start_s; /* when the first packet was sent; 0: not yet */
    FILE *ladder;   /* NULL: not shown */
    bool colour;
    struct ladder_picture *picture; /* NULL: none */
};

/* line_make.c: make both hosts. The wires, and what is to be shown, are the caller's to fill in; the rest of LINE is made here. The process is in a user namespace
 * of its own from then on. 0; or -1, and the caller says or tries what it likes; what was made goes with the process. */
int line_make(struct line *line, enum backend backend, int mtu, const struct manners *manners,
              struct refusal *refusal);

/* From now on the line from either host is like WIRES[host] says: seed, odds, delays, rate, queue. */
void line_begin(struct line *line, const struct wire wires[HOSTS]);

/* Carry what the hosts send, and what is due, and wait for the next of it, at most so long. EXTRA: one more descriptor to wait for, or -1.
 * Returns whether something can be read there. Ends early when a signal comes. */
bool line_carry(struct line *line, double wait_s, int extra);

/* Is nothing on the way? */
bool line_is_empty(const struct line *line);

/* What the sockets of a host are doing. */
struct sockets line_sockets(const struct line *line, enum host host);

/* How many of the packets of this host never reached the line, as its queue was full. -1: not known. */
long long line_missed(struct line *line, enum host host);

/* Forget what is on the way, and close what line_make has opened; not the caller's captures and picture. */
void line_end(struct line *line);

#endif
