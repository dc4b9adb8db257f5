/* The bad line that a command line asks for: one table of options for lab/link and lab/compare. */
#ifndef LINE_OPTIONS_H
#define LINE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "../common/options.h"
#include "host.h"
#include "selector.h"
#include "wire.h"

enum { LINE_MTU = 1500, LINE_PACKET = 65535 };

/* How the line gets at the hosts' packets (linux/device.h). */
enum backend { BACKEND_ANY, BACKEND_TUN, BACKEND_VETH };

/* How the hosts' TCP is to behave. */
struct manners {
    const char *congestion; /* "reno"; "system": whatever is the default here */
    bool classic;           /* as in the textbooks: no SACK, no timestamps, no later inventions */
};

struct line_wishes {
    double loss[HOSTS], dup[HOSTS], reorder[HOSTS]; /* from 0 to 1; what this host sends */
    double delay_s[HOSTS], jitter_s[HOSTS], rate_bit_s[HOSTS]; /* rate 0: without limit */
    long queue, mtu, seed;
    struct selectors drop;
    struct manners manners;
    enum backend backend;
};

/* What is asked for if nothing is: a line without faults. */
extern const struct line_wishes line_as_usual;

/* Fill in ROWS of a table (options.h), which read into WISHES. */
enum { LINE_OPTIONS = 13 };
void line_options(struct option rows[LINE_OPTIONS], struct line_wishes *wishes);

/* The wires that they ask for. */
void line_wires(const struct line_wishes *wishes, struct wire wires[HOSTS]);

/* In words: "loss 5 % from a, 0 % from b; delay 20 ms; seed 7". Returns TEXT. */
enum { LINE_WORDS = 512 };
char *line_words(char text[LINE_WORDS], const struct line_wishes *wishes);

#endif
