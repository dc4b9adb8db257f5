/* The second reading of a request's head: slow and obvious, by regular expressions. */
#ifndef READING_H
#define READING_H

#include <stdbool.h>
#include <stddef.h>

#include "heads.h"

enum { NOT_YET = 1 }; /* beside a status: more must come */

/* What it finds out. */
struct reading {
    bool http_1_0, chunked, has_length, has_host, close, keep_alive, expects;
    char length[HEAD_SIZE]; /* Content-Length, as it came */
    size_t head_length;
};

/* Prepare the regular expressions, once; false when that fails. */
bool reading_start(void);
void reading_end(void);

/* Read LENGTH bytes, at most HEAD_SIZE. Returns 0 when the head is whole, NOT_YET, or the status with which it is refused. */
int read_head(struct reading *reading, const char *bytes, size_t length);

#endif
