/* Text that grows: where pages, field lines and bodies are put together. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "../common/message.h"
#include "span.h"

/* All zeros is an empty one. It owns its bytes until text_release. When memory runs out it becomes and stays
 * "failed" and what is added is lost: so it need be asked only once, at the end. */
struct text {
    char *bytes; /* not ended by a NUL; NULL while nothing was added */
    size_t length, size;
    bool failed;
};

/* Add bytes as they are. */
void text_add(struct text *text, const char *bytes, size_t length);

/* Add a string as it is; or as printf formats it, up to 511 bytes of it. */
void text_put(struct text *text, const char *string);
void text_print(struct text *text, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;

/* Add bytes of somebody else's so that a browser shows them and obeys none of them: & < > " ' as HTML's
 * references; what is no UTF-8 and control characters, but for tab and line ends, as \xNN. Right between tags and inside
 * a quoted attribute. */
void text_escape(struct text *text, struct span bytes);

/* What it holds. */
struct span text_span(const struct text *text);

/* Give the memory back; it is empty then, and no longer failed. */
void text_release(struct text *text);

#endif
