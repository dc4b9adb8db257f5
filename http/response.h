/* The head of a response (RFC 9112, section 4; RFC 9110, sections 6.6 and 15). */
#ifndef RESPONSE_H
#define RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "rule.h"
#include "span.h"

enum {
    HTTP_DATE_SIZE = 30,       /* "Sun, 06 Nov 1994 08:49:37 GMT" and a NUL */
    RESPONSE_HEAD_SIZE = 2048, /* room for any head that this suite sends */
    ERROR_PAGE_SIZE = 1024,
};

/* What a status means, in the words of RFC 9110, section 15: "Not Found". */
const char *status_reason(int status);

/* A time as fields write it (IMF-fixdate, RFC 9110, section 5.6.7). Returns TEXT. */
char *http_date(char text[HTTP_DATE_SIZE], time_t when);

struct response {
    int status;
    const char *type;   /* Content-Type; NULL: the response has no content, and no such field */
    long long length;   /* Content-Length; -1: no such field */
    struct span fields; /* more fields, each with its CR LF */
    const char *date;   /* http_date of now, if it is known; NULL: look at the clock */
    bool keep_alive;    /* else "Connection: close" */
};

/* Write the head, with Date, and the empty line behind it. Returns its length; it is cut, and not to be sent, if
 * that is SIZE or more. */
size_t response_head(char *text, size_t size, const struct response *response);

/* Write a page that says which RULE was broken; STYLE is the path of its style sheet, NULL: none. Returns its length; a rule
 * that is too long is cut. */
size_t error_page(char text[ERROR_PAGE_SIZE], const struct rule *rule, const char *style);

#endif
