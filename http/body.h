/* Reading a body: which of the bytes behind a head belong to it, and where does it end (RFC 9112, section 6)?
 *
 * As they come, the bytes are handed over; what belongs to the body, without the framing of chunks, comes back
 * as spans into the same bytes. Nothing is kept, so a body of any size can pass:
 *
 *     while ((result = body_take(&body, bytes, length, &used, &data, &broken)) == BODY_DATA) {
 *         do something with data
 *         bytes += used, length -= used
 *     }
 */
#ifndef BODY_H
#define BODY_H

#include <stdint.h>

#include "rule.h"
#include "span.h"

/* How is the end of a body known (RFC 9112, section 6.3)? */
enum framing {
    BODY_NONE,
    BODY_LENGTH,   /* Content-Length says how many bytes */
    BODY_CHUNKED,  /* pieces, each with its size in front; the last one is empty */
    BODY_TO_CLOSE, /* of a response only: all until the connection is closed */
};

enum {
    CHUNK_LINE_LIMIT = 1024, /* of a chunk's size with its extensions */
    TRAILERS_LIMIT = 8192,   /* of all fields behind the last chunk */
};

struct body {
    enum framing framing;
    uint64_t limit;  /* the body may have so many bytes; more: 413 */
    uint64_t length; /* so many of the body have come */
    uint64_t left;   /* of the body, or of this chunk, so many are to come */
    int state;       /* where in a chunk we are */
    size_t line;     /* bytes of this chunk's line, or of the trailers */
};

/* A body with this FRAMING; CONTENT_LENGTH counts if it is BODY_LENGTH. NULL, or the rule that it breaks already:
 * Content-Length is over the LIMIT. */
const struct rule *body_start(struct body *body, enum framing framing, uint64_t content_length,
                              uint64_t limit);

enum body_result {
    BODY_DATA,    /* *DATA is the next part; there may be more in the bytes behind those *USED */
    BODY_NOT_YET, /* all was used, more must come */
    BODY_END,     /* the body is whole; what follows those *USED is not part of it */
    BODY_REFUSED, /* *BROKEN is the rule, and the connection must be closed after the answer */
};

/* Take the body, or part of it, out of LENGTH bytes. *BROKEN is NULL unless the result is BODY_REFUSED. */
enum body_result body_take(struct body *body, const char *bytes, size_t length, size_t *used,
                           struct span *data, const struct rule **broken);

/* The connection was closed by the other side. Is the body whole? */
bool body_ends_at_close(const struct body *body);

#endif
