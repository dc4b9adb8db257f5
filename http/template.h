/* Templates: text with places for values, {{name}}. What is put there is escaped, so that a browser shows it and
 * obeys none of it; only HTML that we made ourselves goes as it is into a place {{{name}}}.
 *
 *     <p>Hello, {{name}}!</p>   with name = <b>   gives   <p>Hello, &lt;b&gt;!</p> */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include <stdbool.h>

#include "span.h"
#include "text.h"

enum value_kind { VALUE_TEXT, VALUE_NUMBER, VALUE_MARKUP };

/* What a name stands for. The bytes belong to somebody else. */
struct value {
    const char *name;
    enum value_kind kind;
    struct span text;
    long number; /* instead of the text */
};

/* What NAME stands for: a string, some bytes, a number. They must stay where they are while the value is used. */
struct value value_text(const char *name, const char *text);
struct value value_span(const char *name, struct span text);
struct value value_number(const char *name, long number);

/* HTML of ours: the only kind that {{{name}}} takes, so that no page can let a peer's bytes through by a slip. */
struct value value_markup(const char *name, const struct text *markup);

/* Add TEMPLATE to INTO, with the values in their places. False when there is a place that has none, or one {{{name}}}
 * for a value that is no markup; it then stands there as it was, to be found. */
bool template_fill(struct text *into, struct span template, const struct value *values,
                   size_t count);

#endif
