/* Reading the head of a response, as a client does (RFC 9112, section 4). */
#ifndef REPLY_H
#define REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "body.h"
#include "span.h"

enum { REPLY_LIMIT = 65536 }; /* bytes of the head */

/* The spans point into the caller's bytes. */
struct reply {
    int minor; /* HTTP/1.minor */
    int status;
    struct span reason;
    struct span fields; /* all field lines */
    size_t head_length;
    enum framing framing; /* how the end of the body is known (RFC 9112, section 6.3) */
    uint64_t content_length;
};

enum reply_result { REPLY_NOT_YET, REPLY_WHOLE, REPLY_WRONG };

/* Parse LENGTH bytes. Of a response to HEAD (HEAD_ONLY), no body follows. Lines may end in LF alone, for there
 * are servers that write so; nothing follows for us from it. *WRONG says what is wrong. */
enum reply_result reply_parse(struct reply *reply, const char *bytes, size_t length, bool head_only,
                              const char **wrong);

/* The value of the first field of that name; false when there is none. */
bool reply_field(const struct reply *reply, const char *name, struct span *value);

#endif
