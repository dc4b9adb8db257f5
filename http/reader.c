#include "reader.h"

#include <string.h>

#include "../common/timing.h"

void reader_start(struct reader *reader, struct stream *stream)
{
    reader->stream = stream;
    reader->length = reader->taken = 0;
}

/* Forget the last request; what has come behind it, of the next ones, moves to the front. */
static void begin_next(struct reader *reader)
{
    reader->length -= reader->taken;
    memmove(reader->bytes, reader->bytes + reader->taken, reader->length);
    reader->taken = 0;
    reader->start = reader->stream->received - reader->length;
    reader->first_arrival = reader->stream->arrival_count - (reader->length > 0);
}

enum read_result reader_head(struct reader *reader, double idle_s, double limit_s,
                             const struct rule **broken)
{
    struct stream *stream = reader->stream;
    struct request *request = &reader->request;
    double deadline_s = 0;
    *broken = NULL;
    begin_next(reader);
    ssize_t received = (ssize_t)reader->length;
    if (received == 0) {
        received = stream_wait(stream, reader->bytes, sizeof reader->bytes, idle_s);
        reader->length = received > 0 ? (size_t)received : 0;
    }
    atomic_store_explicit(&stream->seat->doing, READING_HEAD, memory_order_relaxed);
    request_reset(request);
    while (received > 0) {
        enum request_result result = request_parse(request, reader->bytes, reader->length, broken);
        if (result == REQUEST_REFUSED)
            return READ_REFUSED;
        if (result == REQUEST_WHOLE) {
            reader->taken = request->head_length;
            return READ_WHOLE;
        }
        if (deadline_s == 0)
            deadline_s = now_s() + limit_s;
        received = stream_receive(stream, reader->bytes + reader->length,
                                  sizeof reader->bytes - reader->length, deadline_s);
        reader->length += received > 0 ? (size_t)received : 0;
    }
    bool begun = request->fields_start > 0 || reader->length > request->parsed;
    if (received == 0 && !begun) /* empty lines do not begin a request */
        return READ_NOTHING;
    if (received == -1 && !stream->late)
        return READ_LOST;
    *broken = received == 0 ? &HEAD_INCOMPLETE : &HEAD_TOO_SLOW;
    return READ_REFUSED;
}

bool reader_has_more(const struct reader *reader)
{
    return reader->length > reader->taken;
}

/* Keep LENGTH bytes as they came, as long as there is room. */
static void keep(struct text *record, const char *bytes, size_t length)
{
    size_t room = record->length < RECORD_LIMIT ? RECORD_LIMIT - record->length : 0;
    text_add(record, bytes, length < room ? length : room);
}

/* Receive more of the body, into the room behind the head, which stays. */
static ssize_t receive_more(struct reader *reader, double deadline_s)
{
    size_t head = reader->request.head_length;
    ssize_t received = stream_receive(reader->stream, reader->bytes + head,
                                      sizeof reader->bytes - head, deadline_s);
    reader->taken = head;
    reader->length = head + (received > 0 ? (size_t)received : 0);
    return received;
}

enum read_result reader_body(struct reader *reader, double limit_s, struct text *body_text,
                             struct text *record, const struct rule **broken)
{
    static const struct rule slow = {408, "The body of the request came too slowly",
                                     "RFC 9110, section 15.5.9"};
    static const struct rule incomplete = {400, "The request ended in the middle of its body",
                                           "RFC 9112, section 8"};
    const struct request *request = &reader->request;
    double start_s = 0;
    struct body body;
    *broken = body_start(&body, request->framing, request->content_length, BODY_LIMIT);
    while (*broken == NULL) {
        size_t used;
        struct span data;
        const char *bytes = reader->bytes + reader->taken;
        enum body_result result =
            body_take(&body, bytes, reader->length - reader->taken, &used, &data, broken);
        reader->taken += used;
        if (record != NULL)
            keep(record, bytes, used);
        if (result == BODY_DATA && body_text != NULL)
            text_add(body_text, data.at, data.length);
        if (result == BODY_END)
            return READ_WHOLE;
        if (result != BODY_NOT_YET)
            continue;
        if (start_s == 0)
            start_s = now_s();
        ssize_t received =
            receive_more(reader, start_s + limit_s + (double)body.length / SLOWEST_RATE);
        if (received == -1 && !reader->stream->late)
            return READ_LOST;
        if (received <= 0)
            *broken = received == 0 ? &incomplete : &slow;
    }
    return READ_REFUSED;
}
