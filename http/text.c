#include "text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/printable.h"

/* Make room for LENGTH more. */
static bool reserve(struct text *text, size_t length)
{
    if (text->failed || length <= text->size - text->length)
        return !text->failed;
    size_t size = text->size > 0 ? text->size : 256;
    while (size - text->length < length && size <= SIZE_MAX / 2)
        size *= 2;
    char *bytes = size - text->length >= length ? realloc(text->bytes, size) : NULL;
    if (bytes == NULL) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    text->size = size;
    return true;
}

void text_add(struct text *text, const char *bytes, size_t length)
{
    if (length == 0 || !reserve(text, length))
        return;
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

void text_put(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_print(struct text *text, const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length < 0)
        text->failed = true;
    else
        text_add(text, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
}

void text_escape(struct text *text, struct span bytes)
{
    while (bytes.length > 0) {
        size_t plain = printable_length(bytes.at, bytes.length);
        size_t taken = plain > 0 ? plain : 1;
        char c = bytes.at[0];
        if (c == '&')
            text_put(text, "&amp;");
        else if (c == '<')
            text_put(text, "&lt;");
        else if (c == '>')
            text_put(text, "&gt;");
        else if (c == '"')
            text_put(text, "&quot;");
        else if (c == '\'')
            text_put(text, "&#39;");
        else if (plain > 0 || c == '\t' || c == '\n' || c == '\r')
            text_add(text, bytes.at, taken);
        else
            text_print(text, "\\x%02x", (unsigned)(unsigned char)c);
        bytes.at += taken;
        bytes.length -= taken;
    }
}

struct span text_span(const struct text *text)
{
    return (struct span){text->bytes, text->length};
}

void text_release(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}
