/* Lines out of a stream of bytes.
 *
 * recv and read return what has come: half a line, or three. A line reader keeps what is not yet a
 * whole line. It reads nothing itself: the program calls recv (or read) and hands over the bytes.
 *
 *     char *space;
 *     size_t room = line_reader_room(&reader, &space);
 *     ssize_t received = recv(sock, space, room, 0);
 *     if (received >= 0)
 *         line_reader_add(&reader, (size_t)received);
 *     while (line_reader_take(&reader, &line) == LINE_WHOLE) ...
 */
#ifndef LINE_READER_H
#define LINE_READER_H

#include <stdbool.h>
#include <stddef.h>

enum { LINE_LIMIT = 4096 }; /* the longest line, in bytes, without its end */

/* One for each connection; all zeros is an empty one. It owns its bytes; nothing to release. */
struct line_reader {
    size_t start, end; /* bytes[start..end) wait to be taken */
    size_t skipped;    /* so much of a line that is too long has been thrown away */
    bool ended;        /* no more will come */
    char bytes[LINE_LIMIT + 2];
};

struct line {
    const char *text; /* not ended by a NUL; valid until the next call of line_reader_room */
    size_t length;    /* without "\n" or "\r\n"; of a line that is too long, what it had in all */
};

enum line_result {
    LINE_WHOLE,    /* here it is; a last line without "\n" counts once the input has ended */
    LINE_TOO_LONG, /* it had line.length bytes, more than LINE_LIMIT; they are gone */
    LINE_NOT_YET,  /* read more */
    LINE_END,      /* the input has ended and all was taken */
};

/* Where may how many bytes be put? At least one, once all whole lines were taken. */
size_t line_reader_room(struct line_reader *reader, char **space);

/* So many bytes have been put there; 0: the input has ended. */
void line_reader_add(struct line_reader *reader, size_t length);

/* Take the next line out. */
enum line_result line_reader_take(struct line_reader *reader, struct line *line);

/* Is TEXT the whole of LINE? */
bool line_is(const struct line *line, const char *text);

#endif
