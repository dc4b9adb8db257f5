#include "respond.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folder.h"
#include "response.h"
#include "stream.h"

enum {
    HEAD_ROOM = 16 * 1024, /* for any head: a redirect has to repeat the path of the request */
    SMALL = 16 * 1024,  /* goes into one send with the head: to copy it costs less than a second */
    PIECE = 256 * 1024, /* of an open file is read and sent at a time */
};

static bool head_only(const struct exchange *exchange)
{
    return span_is(exchange->request->method, "HEAD");
}

/* Send BYTES. 0; -1 when the client has gone, which is said, once. */
static int send_part(struct exchange *exchange, const char *bytes, size_t length)
{
    if (exchange->lost)
        return -1;
    if (stream_send(exchange->stream, bytes, length) == 0)
        return 0;
    exchange->lost = true;
    bool left = exchange->begun && (errno == EPIPE || errno == ECONNRESET);
    if (exchange->stream->late)
        warn("%s took its answer too slowly; the connection is closed", exchange->peer);
    else if (!left) /* who watches a page without an end ends it by leaving */
        warn("lost the connection to %s: %s", exchange->peer, strerror(errno));
    return -1;
}

/* The answer cannot be sent, or not to its end, for a reason of our own. */
static int give_up(struct exchange *exchange, const char *why)
{
    exchange->lost = true;
    warn("the answer to %s was broken off: %s", exchange->peer, why);
    return -1;
}

/* Write the head to TEXT, which has SIZE bytes. LENGTH is that of the content; -1: there is none, or nobody knows. Returns
 * how many bytes; 0 when there is no room, which is said. */
static size_t write_head(struct exchange *exchange, char *text, size_t size, long long length)
{
    struct answer *answer = &exchange->answer;
    text_put(&answer->fields, "X-Content-Type-Options: nosniff\r\n");
    const struct response response = {
        .status = answer->status,
        .type = answer->type,
        .length = length,
        .fields = text_span(&answer->fields),
        .date = exchange->date,
        .keep_alive = exchange->keep_alive,
    };
    size_t head = response_head(text, size, &response);
    if (head < size && !answer->fields.failed)
        return head;
    give_up(exchange, answer->fields.failed ? "no memory is left" : "its head is too long");
    return 0;
}

/* --- content whose length is known ------------------------------------------------------------------ */

/* Head and content lie in memory: send both, put together in SPACE, which has ROOM bytes. */
static void send_together(struct exchange *exchange, char *space, size_t room, const char *content,
                          size_t length)
{
    bool empty = exchange->answer.type == NULL;
    size_t head = write_head(exchange, space, room, empty ? -1 : (long long)length);
    if (head == 0)
        return;
    if (head_only(exchange))
        length = 0; /* RFC 9110, section 9.3.2: the same head, no content */
    size_t first = room - head < SMALL ? room - head : SMALL;
    if (first > length)
        first = length;
    if (first > 0)
        memcpy(space + head, content, first);
    if (length > first)
        stream_no_delay(exchange->stream);
    if (send_part(exchange, space, head + first) == -1 ||
        (length > first && send_part(exchange, content + first, length - first) == -1))
        return;
    exchange->content_sent = length;
}

static void send_bytes(struct exchange *exchange, const char *content, size_t length)
{
    if (exchange->room >= HEAD_ROOM) {
        send_together(exchange, exchange->space, exchange->room, content, length);
        return;
    }
    char *space = malloc(HEAD_ROOM); /* pipelined requests fill all the space that there is */
    if (space == NULL)
        give_up(exchange, "no memory is left");
    else
        send_together(exchange, space, HEAD_ROOM, content, length);
    free(space);
}

/* Read a piece of the file, LEFT bytes at most, to BUFFER. Returns its length; 0 when it is not to be had, which
 * is said: what the head has promised cannot be kept. */
static size_t read_piece(struct exchange *exchange, char *buffer, off_t from, off_t left)
{
    ssize_t got;
    do
        got = pread(exchange->answer.file, buffer, left < PIECE ? (size_t)left : PIECE, from);
    while (got == -1 && errno == EINTR);
    if (got <= 0)
        give_up(exchange, got == -1 ? strerror(errno) : "the file has become shorter");
    return got > 0 ? (size_t)got : 0;
}

/* Send head and content piece by piece, through BUFFER, which has room for a head and a piece. */
static void send_pieces(struct exchange *exchange, char *buffer)
{
    off_t from = exchange->answer.from, left = exchange->answer.length;
    size_t head = write_head(exchange, buffer, HEAD_ROOM, (long long)left);
    if (head == 0)
        return;
    if (head_only(exchange))
        left = 0;
    do { /* the head goes with the first piece */
        size_t got = left > 0 ? read_piece(exchange, buffer + head, from, left) : 0;
        if (exchange->lost || send_part(exchange, buffer, head + got) == -1)
            return;
        exchange->content_sent += got;
        from += (off_t)got;
        left -= (off_t)got;
        head = 0;
    } while (left > 0);
}

static void send_file(struct exchange *exchange)
{
    char *buffer = malloc(HEAD_ROOM + PIECE);
    if (buffer == NULL) {
        give_up(exchange, "no memory is left");
        return;
    }
    stream_no_delay(exchange->stream);
    send_pieces(exchange, buffer);
    free(buffer);
}

/* --- content whose length is not known -------------------------------------------------------------- */

int exchange_begin(struct exchange *exchange)
{
    char head[HEAD_ROOM];
    exchange->begun = true;
    exchange->chunked = exchange->request->minor == 1;
    if (!exchange->chunked)
        exchange->keep_alive = false; /* the end of the connection is the end of the content */
    else
        text_put(&exchange->answer.fields, "Transfer-Encoding: chunked\r\n");
    stream_no_delay(exchange->stream);
    size_t length = write_head(exchange, head, sizeof head, -1);
    int sent = length > 0 ? send_part(exchange, head, length) : -1;
    return head_only(exchange) ? -1 : sent;
}

int exchange_piece(struct exchange *exchange, const char *bytes, size_t length)
{
    char size[32];
    if (length == 0 || head_only(exchange)) /* a chunk of size 0 would be the end */
        return 0;
    exchange->content_sent += length;
    if (!exchange->chunked)
        return send_part(exchange, bytes, length);
    struct text chunk = {0};
    int digits = snprintf(size, sizeof size, "%zx\r\n", length);
    text_add(&chunk, size, digits > 0 ? (size_t)digits : 0);
    text_add(&chunk, bytes, length);
    text_put(&chunk, "\r\n");
    int result = chunk.failed ? give_up(exchange, "no memory is left")
                              : send_part(exchange, chunk.bytes, chunk.length);
    text_release(&chunk);
    return result;
}

static void finish_pieces(struct exchange *exchange)
{
    if (exchange->chunked && !head_only(exchange))
        send_part(exchange, "0\r\n\r\n", 5);
}

/* ----------------------------------------------------------------------------------------------------- */

void respond(struct exchange *exchange)
{
    struct answer *answer = &exchange->answer;
    if (answer->text.failed || answer->fields.failed) {
        answer_release(answer);
        exchange_refuse(exchange, &NO_MEMORY);
    }
    if (exchange->begun)
        finish_pieces(exchange);
    else if (answer->file != -1)
        send_file(exchange);
    else if (answer->stored != NULL)
        send_bytes(exchange, stored_bytes(answer->stored) + answer->from, (size_t)answer->length);
    else
        send_bytes(exchange, answer->text.bytes, answer->text.length);
    if (exchange->lost)
        exchange->keep_alive = false;
}

void answer_release(struct answer *answer)
{
    text_release(&answer->fields);
    text_release(&answer->text);
    if (answer->stored != NULL)
        stored_release(answer->stored);
    if (answer->file != -1)
        close(answer->file);
    answer->stored = NULL;
    answer->file = -1;
}
