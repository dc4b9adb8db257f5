#include "body.h"

/* Where in a chunk, or in the trailers behind the last one, is the next byte (RFC 9112, section 7.1)? */
enum state {
    SIZE_START, /* the first digit of a size */
    SIZE,
    SIZE_SPACE, /* behind a size: only an extension may follow */
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START, /* the first byte of a line: a name, or the CR of the end */
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    WHOLE,
};

static const struct rule TOO_LARGE = {413, "The body is larger than this server takes",
                                      "RFC 9110, section 15.5.14"};

const struct rule *body_start(struct body *body, enum framing framing, uint64_t content_length,
                              uint64_t limit)
{
    *body = (struct body){.framing = framing, .limit = limit};
    if (framing == BODY_LENGTH)
        body->left = content_length;
    return body->left > limit ? &TOO_LARGE : NULL;
}

bool body_ends_at_close(const struct body *body)
{
    return body->framing == BODY_TO_CLOSE || body->framing == BODY_NONE ||
           (body->framing == BODY_LENGTH && body->left == 0) ||
           (body->framing == BODY_CHUNKED && body->state == WHOLE);
}

static bool is_control(char c)
{
    return ((unsigned char)c < ' ' && c != '\t') || c == 0x7f;
}

/* Take one byte of the line with a chunk's size. NULL, or the rule that it breaks. */
static const struct rule *take_size(struct body *body, char c)
{
    static const struct rule size = {
        400, "The size of a chunk must be a number in hexadecimal digits", "RFC 9112, section 7.1"};
    static const struct rule large = {400, "The size of a chunk is larger than any body can be",
                                      "RFC 9112, section 7.1"};
    static const struct rule extension = {
        400, "A chunk's extensions must not have control characters", "RFC 9112, section 7.1.1"};
    static const struct rule end = {400, "The line with a chunk's size must end in CR LF",
                                    "RFC 9112, section 7.1"};
    static const struct rule longer = {
        400, "The line with a chunk's size is longer than 1024 bytes", "RFC 9112, section 7.1.1"};
    if (++body->line > CHUNK_LINE_LIMIT)
        return &longer;
    switch (body->state) {
    case SIZE_START:
    case SIZE:
        if (is_hex(c)) {
            if (body->left > (INT64_MAX - (uint64_t)hex_value(c)) / 16)
                return &large;
            body->left = body->left * 16 + (uint64_t)hex_value(c);
            body->state = SIZE;
            return NULL;
        }
        if (body->state == SIZE_START)
            return &size;
        body->state = c == '\r' ? SIZE_LF : c == ';' ? EXTENSION : SIZE_SPACE;
        return c == '\r' || c == ';' || c == ' ' || c == '\t' ? NULL : &size;
    case SIZE_SPACE:
        if (c == ';')
            body->state = EXTENSION;
        return c == ';' || c == ' ' || c == '\t' ? NULL : &size;
    case EXTENSION:
        if (c == '\r')
            body->state = SIZE_LF;
        return c == '\r' || !is_control(c) ? NULL : &extension;
    default: /* SIZE_LF */
        if (c != '\n')
            return &end;
        body->line = 0;
        body->state = body->left > 0 ? DATA : TRAILER_START;
        return body->left > body->limit - body->length ? &TOO_LARGE : NULL;
    }
}

/* Take one byte of the line end behind a chunk's data. */
static const struct rule *take_data_end(struct body *body, char c)
{
    static const struct rule end = {400, "The data of a chunk must be as long as said, then CR LF",
                                    "RFC 9112, section 7.1"};
    if (c != (body->state == DATA_CR ? '\r' : '\n'))
        return &end;
    body->state = body->state == DATA_CR ? DATA_LF : SIZE_START;
    return NULL;
}

/* Take one byte of the trailers: they are read and thrown away. */
static const struct rule *take_trailer(struct body *body, char c)
{
    static const struct rule form = {400, "Behind the last chunk, only field lines may follow",
                                     "RFC 9112, section 7.1.2"};
    static const struct rule longer = {
        431, "The fields behind the last chunk are longer than 8192 bytes", "RFC 6585, section 5"};
    if (++body->line > TRAILERS_LIMIT)
        return &longer;
    switch (body->state) {
    case TRAILER_START:
        body->state = c == '\r' ? LAST_LF : TRAILER_NAME;
        return c == '\r' || is_token((struct span){&c, 1}) ? NULL : &form;
    case TRAILER_NAME:
        if (c == ':')
            body->state = TRAILER_VALUE;
        return c == ':' || is_token((struct span){&c, 1}) ? NULL : &form;
    case TRAILER_VALUE:
        if (c == '\r')
            body->state = TRAILER_LF;
        return c == '\r' || !is_control(c) ? NULL : &form;
    default: /* TRAILER_LF, LAST_LF */
        body->state = body->state == LAST_LF ? WHOLE : TRAILER_START;
        return c == '\n' ? NULL : &form;
    }
}

/* As much of LENGTH bytes as is left of the body, or of the chunk. */
static struct span take_data(struct body *body, const char *bytes, size_t length)
{
    size_t taken = body->left < length ? (size_t)body->left : length;
    body->left -= taken;
    body->length += taken;
    return (struct span){bytes, taken};
}

static enum body_result take_chunked(struct body *body, const char *bytes, size_t length,
                                     size_t *used, struct span *data, const struct rule **broken)
{
    for (*used = 0; body->state != WHOLE && *used < length; ++*used) {
        if (body->state == DATA) {
            *data = take_data(body, bytes + *used, length - *used);
            *used += data->length;
            if (body->left == 0)
                body->state = DATA_CR;
            return BODY_DATA;
        }
        char c = bytes[*used];
        if (body->state < DATA)
            *broken = take_size(body, c);
        else if (body->state < TRAILER_START)
            *broken = take_data_end(body, c);
        else
            *broken = take_trailer(body, c);
        if (*broken != NULL)
            return BODY_REFUSED;
    }
    return body->state == WHOLE ? BODY_END : BODY_NOT_YET;
}

enum body_result body_take(struct body *body, const char *bytes, size_t length, size_t *used,
                           struct span *data, const struct rule **broken)
{
    *used = 0;
    *broken = NULL;
    if (body->framing == BODY_CHUNKED)
        return take_chunked(body, bytes, length, used, data, broken);
    if (body->framing == BODY_NONE || (body->framing == BODY_LENGTH && body->left == 0))
        return BODY_END;
    if (length == 0)
        return BODY_NOT_YET;
    if (body->framing == BODY_TO_CLOSE)
        body->left = UINT64_MAX;
    *data = take_data(body, bytes, length);
    *used = data->length;
    if (body->length > body->limit)
        *broken = &TOO_LARGE;
    return *broken != NULL ? BODY_REFUSED : BODY_DATA;
}
