/* Heads of requests by dice: most are well formed or nearly so, the rest is spoilt. */
#ifndef HEADS_H
#define HEADS_H

#include <stddef.h>
#include <stdint.h>

enum { HEAD_SIZE = 1000 };

/* One after the other, each in the place of the one before. */
struct head {
    uint64_t dice; /* any number but 0 to begin with */
    size_t length;
    char text[HEAD_SIZE]; /* not ended by a NUL */
};

/* Make the next one. */
void head_make(struct head *head);

/* A number from 0 up to, not including, BELOW. */
size_t head_roll(struct head *head, size_t below);

#endif
