#include "writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"

/* splitmix64 */
size_t roll(struct writer *w, size_t below)
{
    uint64_t x = w->dice += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return (size_t)((x ^ (x >> 31)) % below);
}

void add(struct writer *w, const char *bytes, size_t length)
{
    if (w->room - w->length < length) {
        w->room = 2 * (w->length + length);
        w->script.bytes = more_memory(w->script.bytes, w->room);
    }
    memcpy(w->script.bytes + w->length, bytes, length);
    w->length += length;
}

void add_text(struct writer *w, const char *text)
{
    add(w, text, strlen(text));
}

void add_format(struct writer *w, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text)
        die("'%s' makes too long a text", format);
    add(w, text, (size_t)length);
}

struct piece *end_piece(struct writer *w)
{
    if (w->script.piece_count == PIECES)
        die("a script has too many pieces");
    struct piece *piece = &w->script.pieces[w->script.piece_count++];
    *piece = (struct piece){.end = w->length, .answers = w->answers};
    return piece;
}

void await_answers(struct writer *w)
{
    w->answers = w->script.expected_count;
}

void wait_some(struct writer *w, double longest_s)
{
    end_piece(w)->pause_s = longest_s * (double)roll(w, 1000) / 1000;
}

struct expected *expect(struct writer *w, int status)
{
    if (w->script.expected_count == PIECES)
        die("a script has too many answers");
    struct expected *expected = &w->script.expected[w->script.expected_count++];
    *expected = (struct expected){.status = status};
    return expected;
}

void begin(struct writer *w)
{
    char *bytes = w->script.bytes;
    w->script = (struct script){.bytes = bytes};
    w->length = 0;
    w->answers = 0;
    wait_some(w, 0.1);
}

void writer_release(struct writer *w)
{
    free(w->script.bytes);
}
