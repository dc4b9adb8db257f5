/* Reading the head of an HTTP/1.1 request: bytes in, a parsed request or the rule that was broken out.
 *
 * The parser does no input and allocates nothing; it only looks at bytes that the program has received, as
 * often as more have come:
 *
 *     struct request request = {0};
 *     do
 *         receive more into buffer, length grows
 *     while (request_parse(&request, buffer, length, &broken) == REQUEST_NOT_YET);
 *
 * It is strict: what two readers could understand differently is refused (RFC 9112, section 11.2). Then the
 * connection must be closed, for nobody knows where the next request begins. */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "body.h"
#include "rule.h"
#include "span.h"
#include "target.h"

enum {
    REQUEST_LINE_LIMIT = 8192, /* bytes, with its end; longer: 414 */
    FIELDS_SIZE_LIMIT = 8192,  /* bytes of all field lines with their ends; more: 431 */
    FIELDS_LIMIT = 100,        /* fields; more: 431 */
    EMPTY_LINES_LIMIT = 4,     /* before the request line */
    HEAD_LIMIT = REQUEST_LINE_LIMIT + FIELDS_SIZE_LIMIT + 2 * EMPTY_LINES_LIMIT + 2,
};

struct field {
    struct span name, value; /* the value without the spaces and tabs around it */
};

/* Zeros before the first call. The spans point into the caller's bytes, so these must stay where they are. */
struct request {
    struct field fields[FIELDS_LIMIT]; /* the first field_count of them */
    size_t field_count;
    struct span method;
    struct target target; /* its host is that of the Host field, unless the target itself has one */
    int minor;            /* HTTP/1.minor: 0, or 1 for 1.1 and all later ones */
    enum framing framing;
    uint64_t content_length; /* if framing is BODY_LENGTH */
    bool keep_alive;         /* the client is ready for another request on this connection */
    bool expects_continue;   /* it waits for "100 Continue" before the body (RFC 9110, 10.1.1) */
    size_t head_length;      /* bytes up to the body, once the head is whole */

    /* For the parser: how far it is. */
    size_t parsed;       /* whole lines up to here are done */
    size_t scanned;      /* no end of line between parsed and here */
    size_t fields_start; /* where the field lines begin; 0: the request line is not done */
    int empty_lines;
    bool has_host, has_length, closes;
};

/* Make it ready for another request: zeros, but for the fields, which are not looked at before they are written. */
void request_reset(struct request *request);

enum request_result {
    REQUEST_NOT_YET, /* so far it is well formed; more must come */
    REQUEST_WHOLE,   /* the head is whole, and head_length long */
    REQUEST_REFUSED, /* *BROKEN is the rule, and the connection must be closed after the answer */
};

/* Parse LENGTH bytes, which begin with those of the last call. Goes on where the last call stopped: each byte
 * is looked at a fixed number of times, however they come. */
enum request_result request_parse(struct request *request, const char *bytes, size_t length,
                                  const struct rule **broken);

/* The first field of that name, in any case of letters; NULL when there is none. */
const struct field *request_field(const struct request *request, const char *name);

/* Is it one of the methods that HTTP itself has (RFC 9110, section 9; PATCH: RFC 5789)? Else the answer is
 * METHOD_UNKNOWN, 501. */
bool is_known_method(struct span method);

/* Rules that the program finds broken, not the parser: the head was not whole in time, 408; or when the connection
 * ended, 400. And one of the parser's: the fields are over FIELDS_SIZE_LIMIT. */
extern const struct rule METHOD_UNKNOWN, HEAD_TOO_SLOW, HEAD_INCOMPLETE, FIELDS_TOO_LARGE;

#endif
