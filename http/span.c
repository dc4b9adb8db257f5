#include "span.h"

#include <string.h>
#include <strings.h>

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

int hex_value(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* Methods and the names of fields are tokens. */
static bool is_token_char(char c)
{
    static const bool others[128] = {
        ['!'] = true,  ['#'] = true, ['$'] = true, ['%'] = true, ['&'] = true,
        ['\''] = true, ['*'] = true, ['+'] = true, ['-'] = true, ['.'] = true,
        ['^'] = true,  ['_'] = true, ['`'] = true, ['|'] = true, ['~'] = true,
    };
    unsigned char byte = (unsigned char)c;
    return is_alnum(c) || (byte < sizeof others && others[byte]);
}

bool is_token(struct span span)
{
    for (size_t i = 0; i < span.length; i++)
        if (!is_token_char(span.at[i]))
            return false;
    return span.length > 0;
}

bool span_is(struct span span, const char *text)
{
    return span.length == strlen(text) && memcmp(span.at, text, span.length) == 0;
}

bool span_is_nocase(struct span span, const char *text)
{
    return span.length == strlen(text) && strncasecmp(span.at, text, span.length) == 0;
}

struct span span_trimmed(struct span span)
{
    while (span.length > 0 && (span.at[0] == ' ' || span.at[0] == '\t')) {
        span.at++;
        span.length--;
    }
    while (span.length > 0 && (span.at[span.length - 1] == ' ' || span.at[span.length - 1] == '\t'))
        span.length--;
    return span;
}

struct span span_cut(struct span *span, char c)
{
    const char *found = span->length > 0 ? memchr(span->at, c, span->length) : NULL;
    struct span before = *span;
    if (found != NULL)
        before.length = (size_t)(found - span->at);
    size_t used = before.length + (found != NULL);
    if (used > 0) /* an empty one may point nowhere, and to add to NULL, even 0, is undefined */
        span->at += used;
    span->length -= used;
    return before;
}

bool list_contains(struct span list, const char *member)
{
    while (list.length > 0)
        if (span_is_nocase(span_trimmed(span_cut(&list, ',')), member))
            return true;
    return false;
}

bool is_escape(struct span span, size_t i)
{
    return span.length - i > 2 && is_hex(span.at[i + 1]) && is_hex(span.at[i + 2]);
}

bool span_has(struct span span, char c)
{
    return span.length > 0 && memchr(span.at, c, span.length) != NULL;
}
