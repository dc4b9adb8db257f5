/* What kinds of clients there are in a mixed crowd. */
#ifndef KINDS_H
#define KINDS_H

#include "writer.h"

enum { KINDS = 8 };

struct kind {
    const char *name;
    void (*write)(struct writer *w); /* the script of the next client, but for its patience */
};

extern const struct kind kinds[KINDS];

#endif
