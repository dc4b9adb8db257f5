/* What the command line of lab/link asks for. */
#ifndef WISHES_H
#define WISHES_H

#include <stdbool.h>

#include "../host.h"
#include "../selector.h"
#include "../wire.h"
#include "line.h"

struct wishes {
    double loss[HOSTS], dup[HOSTS], reorder[HOSTS]; /* from 0 to 1; what this host sends */
    double delay_s[HOSTS], jitter_s[HOSTS], rate_bit_s[HOSTS]; /* rate 0: without limit */
    long queue, mtu, seed;
    struct selectors drop;
    struct manners manners;
    enum backend backend;
    const char *commands[HOSTS]; /* for the shell; NULL: none */
    const char *name;            /* NULL: any */
    const char *svg, *pcap;      /* NULL: none */
    bool quiet;
};

/* The wires that they ask for. */
void wishes_wires(const struct wishes *wishes, struct wire wires[HOSTS]);

#endif
