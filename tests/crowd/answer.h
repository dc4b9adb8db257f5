/* The answers that a client of a crowd waits for, compared byte by byte with what comes. */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "../../http/body.h"
#include "../../http/reply.h"

/* What must come. */
struct expected {
    int status;       /* 0: any, but 503, which only says that the server is full */
    bool head_only;   /* it answers HEAD: no content follows */
    const char *body; /* the content, somebody else's bytes; NULL: any that ends as its head says */
    size_t length;    /* of that content */
    const char *field; /* the name of a field that must be there, with this value; NULL: none */
    char value[64];
};

/* What was wrong with the answers, or with the connection. */
enum fault {
    RIGHT, /* nothing */
    NOT_CONNECTED,
    CLOSED,       /* in the middle of an answer, or before it */
    RESET,        /* the same, with a reset */
    SILENT,       /* nothing has come for too long */
    OTHER_STATUS, /* this and those below: it came, but was not what was expected */
    OTHER_HEAD,
    OTHER_BODY,
    TOO_MUCH, /* bytes that no request asked for */
    FAULTS,
};

/* One answer while it comes; all zeros before its first byte. */
struct answer {
    char head[2048];
    size_t head_length; /* bytes of it that have come */
    bool in_body;       /* the head is whole */
    struct reply reply; /* what it says, once it is whole */
    struct body body;
    size_t body_length; /* bytes of the content that have come */
};

enum { DETAILS_SIZE = 160 };

/* Take as much of LENGTH bytes as belongs to this answer: *USED. *WHOLE says whether it is complete. Returns what
 * is wrong, in words in DETAILS, or RIGHT. */
enum fault answer_take(struct answer *answer, const struct expected *expected, const char *bytes,
                       size_t length, size_t *used, bool *whole, char details[DETAILS_SIZE]);

#endif
