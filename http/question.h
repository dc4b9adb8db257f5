/* What a client asks: a URL, a method, perhaps data; how that is written, and where a redirect leads it. */
#ifndef QUESTION_H
#define QUESTION_H

#include <stdbool.h>
#include <stddef.h>

#include "reply.h"
#include "url.h"

enum { LINES = 32 };

/* It points into the command line. */
struct question {
    struct url url;
    const char *method, *data; /* data: NULL when there is none */
    const char *lines[LINES];  /* more field lines, without CR LF */
    int line_count;
};

/* The option -H adds a field line: a reader for struct option (common/options.h), INTO a struct question. */
void read_field_line(const char *noun, const char *text, void *into);

/* Write the head of the request into TEXT, SIZE bytes; the data follows it. Returns its length, or ends the program when
 * it is too long. */
size_t question_write(const struct question *question, char *text, size_t size);

/* Does REPLY say that the page is elsewhere? Then the question is the next one. A place that cannot be asked for ends
 * the program. */
bool question_follow(struct question *question, const struct reply *reply);

#endif
