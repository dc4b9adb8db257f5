/* Requests out of a stream, one behind the other: each head, then its body, within their limits. */
#ifndef READER_H
#define READER_H

#include "request.h"
#include "stream.h"
#include "text.h"

enum {
    BODY_LIMIT = 1024 * 1024, /* bytes of a body; more: 413 */
    RECORD_LIMIT = 64 * 1024, /* so much of a request is kept as it came, for /inspect */
    BODY_ROOM = 16 * 1024,    /* is received of a body at a time */
};

/* The spans of its request point into its bytes, which stand last: what is used of them begins beside the rest. */
struct reader {
    struct request request;
    size_t length;                    /* bytes that have come */
    size_t taken;                     /* of these belong to this request, as far as it was read */
    unsigned long long start;         /* so many bytes of the stream came before this request */
    unsigned long long first_arrival; /* which call of recv brought its first byte (stream.h) */
    struct stream *stream;
    char bytes[HEAD_LIMIT + BODY_ROOM];
};

enum read_result {
    READ_WHOLE,
    READ_REFUSED, /* *BROKEN is the rule; answer, then close */
    READ_NOTHING, /* no request has begun, and none will: close */
    READ_LOST,    /* the connection is lost, with errno */
};

/* Begin with a connection of which nothing was read; STREAM must stay open as long as the reader is used. */
void reader_start(struct reader *reader, struct stream *stream);

/* Read the next head: wait for its first byte at most IDLE_S, from then on for the rest at most LIMIT_S. *BROKEN is NULL
 * unless the result is READ_REFUSED. */
enum read_result reader_head(struct reader *reader, double idle_s, double limit_s,
                             const struct rule **broken);

/* Have bytes of the body come with the head? Then nobody waits for "100 Continue". */
bool reader_has_more(const struct reader *reader);

/* Read the body of this request to its end; it may take LIMIT_S, and a second more for each SLOWEST_RATE bytes. What
 * belongs to it is added to BODY, unless that is NULL; what came, framing and all, to RECORD, unless that is
 * NULL, up to RECORD_LIMIT. */
enum read_result reader_body(struct reader *reader, double limit_s, struct text *body,
                             struct text *record, const struct rule **broken);

#endif
