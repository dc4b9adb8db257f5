/* Requests that must be answered well, and how. CLOSE: this is the last one of its connection. */
#ifndef REQUESTS_H
#define REQUESTS_H

#include "writer.h"

/* A whole file, or only its head (HEAD). */
void ask_file(struct writer *w, bool close);

/* A part of a file, in each of the ways to say which, and parts that are not there. */
void ask_range(struct writer *w, bool close);

/* An upload to /echo, with Content-Length or in chunks, which must come back. */
void ask_large_echo(struct writer *w, bool close);

/* Any request, with a small body if it has one. */
void ask_any(struct writer *w, bool close);

/* The last request, which ASK adds, and who closes then. */
void ask_last(struct writer *w, void (*ask)(struct writer *w, bool close));

#endif
