#include "template.h"

#include <string.h>

struct value value_text(const char *name, const char *text)
{
    return value_span(name, (struct span){text, strlen(text)});
}

struct value value_span(const char *name, struct span text)
{
    return (struct value){.name = name, .kind = VALUE_TEXT, .text = text};
}

struct value value_number(const char *name, long number)
{
    return (struct value){.name = name, .kind = VALUE_NUMBER, .number = number};
}

struct value value_markup(const char *name, const struct text *markup)
{
    return (struct value){.name = name, .kind = VALUE_MARKUP, .text = text_span(markup)};
}

/* Where in SPAN does TEXT begin? Its length when nowhere. */
static size_t find(struct span span, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i + length <= span.length; i++)
        if (memcmp(span.at + i, text, length) == 0)
            return i;
    return span.length;
}

/* Take the first LENGTH bytes off SPAN. */
static struct span take(struct span *span, size_t length)
{
    struct span taken = {span->at, length};
    span->at += length;
    span->length -= length;
    return taken;
}

/* Put the value NAME into its place. False when there is none that fits. */
static bool put_value(struct text *into, struct span name, bool raw, const struct value *values,
                      size_t count)
{
    const struct value *value = values, *end = values + count;
    while (value < end && !span_is(name, value->name))
        value++;
    if (value == end || (raw && value->kind != VALUE_MARKUP))
        return false;
    if (raw)
        text_add(into, value->text.at, value->text.length);
    else if (value->kind == VALUE_NUMBER)
        text_print(into, "%ld", value->number);
    else
        text_escape(into, value->text);
    return true;
}

bool template_fill(struct text *into, struct span template, const struct value *values,
                   size_t count)
{
    bool complete = true;
    while (template.length > 0) {
        struct span before = take(&template, find(template, "{{")), place = template;
        text_add(into, before.at, before.length);
        if (place.length == 0)
            break;
        bool raw = place.length > 2 && place.at[2] == '{';
        size_t mark = raw ? 3 : 2, length = find(template, raw ? "}}}" : "}}");
        if (length == template.length || length < mark) { /* it has no end */
            text_add(into, template.at, template.length);
            return false;
        }
        place = take(&template, length + mark);
        if (!put_value(into, (struct span){place.at + mark, length - mark}, raw, values, count)) {
            text_add(into, place.at, place.length);
            complete = false;
        }
    }
    return complete;
}
