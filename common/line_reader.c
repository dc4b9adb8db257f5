#include "line_reader.h"

#include <string.h>

size_t line_reader_room(struct line_reader *reader, char **space)
{
    size_t waiting = reader->end - reader->start;
    memmove(reader->bytes, reader->bytes + reader->start, waiting);
    reader->start = 0;
    reader->end = waiting;
    *space = reader->bytes + waiting;
    return sizeof reader->bytes - waiting;
}

void line_reader_add(struct line_reader *reader, size_t length)
{
    reader->end += length;
    reader->ended = length == 0;
}

enum line_result line_reader_take(struct line_reader *reader, struct line *line)
{
    const char *text = reader->bytes + reader->start;
    size_t waiting = reader->end - reader->start;
    const char *newline = memchr(text, '\n', waiting);

    if (newline == NULL && !reader->ended) {
        if (waiting == sizeof reader->bytes) { /* full, and its end is not in sight */
            reader->skipped += waiting - 1;    /* a "\r" may be half of its end: keep one byte */
            reader->start = reader->end - 1;
        }
        return LINE_NOT_YET;
    }
    if (newline == NULL && waiting == 0 && reader->skipped == 0)
        return LINE_END;

    size_t length = newline ? (size_t)(newline - text) : waiting;
    reader->start += newline ? length + 1 : length;
    if (newline && length > 0 && text[length - 1] == '\r')
        length--;
    line->text = text;
    line->length = reader->skipped + length;
    reader->skipped = 0;
    return line->length > LINE_LIMIT ? LINE_TOO_LONG : LINE_WHOLE;
}

bool line_is(const struct line *line, const char *text)
{
    return line->length == strlen(text) && memcmp(line->text, text, line->length) == 0;
}
