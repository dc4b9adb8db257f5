/* What the command line of lab/link asks for. */
#ifndef WISHES_H
#define WISHES_H

#include <stdbool.h>

#include "../host.h"
#include "../line_options.h"

struct wishes {
    struct line_wishes line;
    const char *commands[HOSTS]; /* for the shell; NULL: none */
    const char *name;            /* NULL: any */
    const char *svg, *pcap;      /* NULL: none */
    bool quiet;
};

#endif
