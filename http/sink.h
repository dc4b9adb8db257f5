/* Where a client puts what it receives: standard output, or a file. */
#ifndef SINK_H
#define SINK_H

#include <stdbool.h>
#include <stdio.h>

#include "span.h"

struct sink {
    FILE *out;
    const char *name;
    unsigned long long length, expected; /* bytes so far, and in the end; 0: nobody knows */
    bool terminal;                       /* printed safely */
    bool progress;                       /* shown on the terminal meanwhile */
};

/* Open FILE, or standard output if it is NULL, for EXPECTED bytes, 0 if nobody knows. Call it when something has come, for
 * it empties the file. This function and those below end the program when the sink cannot be written to. */
struct sink sink_open(const char *file, unsigned long long expected);

/* Put DATA there; to a terminal safely (common/printable.h), but for its line ends and tabs. */
void sink_put(struct sink *sink, struct span data);

/* Show how much has come, if it goes to a file and a person watches. */
void sink_show_progress(const struct sink *sink);

/* Write out what is left. A file is closed, standard output stays open. */
void sink_close(struct sink *sink);

#endif
