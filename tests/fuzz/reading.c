#include "reading.h"

#include <stdlib.h>
#include <string.h>

static const uint64_t FNV_START = 14695981039346656037U, FNV_PRIME = 1099511628211U;

/* --- the input on its way -------------------------------------------------------------------------- */

void stream_start(struct stream *stream, size_t length, bool in_pieces)
{
    stream->have = 0;
    stream->length = length;
    stream->draw = 0;
    memset(stream->bytes, '\n', stream->size);
    if (!in_pieces)
        return;
    stream->draw = FNV_START;
    for (size_t i = 0; i < length; i++)
        stream->draw = (stream->draw ^ stream->input[i]) * FNV_PRIME;
    stream->draw |= 1; /* xorshift never leaves 0 */
}

/* From 1 byte to 512, and as often below 8 as above. */
static size_t next_piece(struct stream *stream)
{
    stream->draw ^= stream->draw << 13;
    stream->draw ^= stream->draw >> 7;
    stream->draw ^= stream->draw << 17;
    return 1 + (size_t)(stream->draw >> 8) % ((size_t)1 << stream->draw % 10);
}

bool stream_more(struct stream *stream)
{
    size_t left = stream->length - stream->have, piece = left;
    if (left == 0)
        return false;
    if (stream->draw != 0)
        piece = next_piece(stream);
    if (piece > left)
        piece = left;
    memcpy(stream->bytes + stream->have, stream->input + stream->have, piece);
    stream->have += piece;
    return true;
}

/* --- a body ---------------------------------------------------------------------------------------- */

static void add_places(struct content *content, size_t from, size_t count)
{
    for (size_t i = from; i < from + count; i++)
        content->places = (content->places ^ i) * FNV_PRIME;
    content->length += count;
}

static void take(struct body *body, const struct stream *stream, struct content *content)
{
    const char *bytes = stream->bytes + content->end;
    size_t length = stream->have - content->end, used;
    struct span data = {NULL, 0};
    content->result = body_take(body, bytes, length, &used, &data, &content->broken);
    REQUIRE(used <= length);
    REQUIRE((content->broken != NULL) == (content->result == BODY_REFUSED));
    REQUIRE(content->result != BODY_NOT_YET || used == length);
    REQUIRE(content->result != BODY_END || body_ends_at_close(body));
    content->end += used;
    if (content->result != BODY_DATA)
        return;
    REQUIRE(data.length > 0 && is_inside(data, bytes, bytes + used));
    add_places(content, (size_t)(data.at - stream->bytes), data.length);
}

/* A second, naive reading of chunks that were found well formed: it must come to the same bytes. */
static void check_chunks(const struct stream *stream, size_t start, const struct content *content)
{
    struct content again = {.places = FNV_START};
    struct span rest = {stream->bytes + start, content->end - start};
    for (;;) {
        struct span line = span_cut(&rest, '\n'), digits = {line.at, 0};
        while (digits.length < line.length && is_hex(line.at[digits.length]))
            digits.length++;
        REQUIRE(digits.length > 0 && digits.length < line.length);
        REQUIRE(consists_of((struct span){line.at + digits.length, 1}, " \t;\r"));
        uint64_t size = strtoull(digits.at, NULL, 16);
        if (size == 0)
            break;
        REQUIRE(size < rest.length && rest.length - size > 2);
        REQUIRE(memcmp(rest.at + size, "\r\n", 2) == 0);
        add_places(&again, (size_t)(rest.at - stream->bytes), (size_t)size);
        rest.at += size + 2;
        rest.length -= (size_t)size + 2;
    }
    REQUIRE(again.length == content->length && again.places == content->places);
    while (rest.length > 2) { /* the trailers */
        struct span line = span_cut(&rest, '\n'), name = span_cut(&line, ':');
        REQUIRE(is_token(name) && line.length > 0 && line.at[line.length - 1] == '\r');
    }
    REQUIRE(span_is(rest, "\r\n"));
}

void read_content(struct stream *stream, size_t start, enum framing framing,
                  uint64_t content_length, uint64_t limit, struct content *content)
{
    struct body body;
    *content = (struct content){.end = start, .places = FNV_START};
    content->broken = body_start(&body, framing, content_length, limit);
    content->result = content->broken != NULL ? BODY_REFUSED : BODY_DATA;
    while (content->result == BODY_DATA || (content->result == BODY_NOT_YET && stream_more(stream)))
        take(&body, stream, content);
    content->whole = content->result != BODY_REFUSED && body_ends_at_close(&body);
    REQUIRE(content->broken == NULL || content->broken->status >= 400);
    REQUIRE(body.length == content->length && content->length <= limit);
    if (content->result != BODY_END)
        return;
    REQUIRE(framing != BODY_TO_CLOSE);
    REQUIRE(framing != BODY_NONE || content->end == start);
    REQUIRE(framing != BODY_LENGTH || content->length == content_length);
    REQUIRE(framing == BODY_CHUNKED || content->length == content->end - start);
    if (framing == BODY_CHUNKED)
        check_chunks(stream, start, content);
}

bool same_content(const struct content *a, const struct content *b)
{
    return a->result == b->result && a->broken == b->broken && a->whole == b->whole &&
           a->length == b->length && a->places == b->places && a->end == b->end;
}

/* --- spans ----------------------------------------------------------------------------------------- */

bool same_span(struct span a, struct span b)
{
    return a.at == b.at && a.length == b.length;
}

bool is_inside(struct span span, const char *from, const char *to)
{
    return span.length == 0 ||
           (span.at >= from && span.at <= to && span.length <= (size_t)(to - span.at));
}

bool consists_of(struct span span, const char *characters)
{
    for (size_t i = 0; i < span.length; i++)
        if (memchr(characters, span.at[i], strlen(characters)) == NULL)
            return false;
    return true;
}
