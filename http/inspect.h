/* /inspect: exactly the bytes that the client sent, and what was understood from them. */
#ifndef INSPECT_H
#define INSPECT_H

#include "exchange.h"
#include "stream.h"
#include "text.h"

/* A request as it came. */
struct record {
    struct text bytes;         /* head and body, framing and all; at most RECORD_LIMIT (reader.h) */
    unsigned long long start;  /* so many bytes of the connection came before it */
    unsigned long long length; /* so many belong to it */
    unsigned long long first_arrival; /* the first recv that brought some of it (stream.h) */
    const struct stream *stream;      /* which knows when they came */
};

/* The handler. Its route keeps the record (BODY_RECORDED). */
void show_inspect(struct exchange *exchange);

#endif
