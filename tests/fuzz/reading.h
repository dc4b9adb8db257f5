/* What the fuzz targets of HTTP have in common: an input that comes all at once or in pieces, and a body read out of it.
 *
 * Each target reads its input in pieces, then whole, and both readings must say the same. They share one buffer, so
 * that the spans of one can be held against those of the other. */
#ifndef READING_H
#define READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../http/body.h"
#include "require.h"

/* The input on its way. Of what has not come yet, the buffer shows line ends only: a parser that looks ahead sees
 * something else than when all is there. */
struct stream {
    const uint8_t *input;
    size_t size;   /* of the input and of the buffer */
    size_t length; /* so much of it will come */
    char *bytes;   /* the buffer */
    size_t have;   /* so much of it has come */
    uint64_t draw; /* for the sizes of the pieces; 0: it comes all at once */
};

/* Start again with an empty buffer; the first LENGTH bytes will come. The pieces are drawn from the input: the
 * same input is always split alike. */
void stream_start(struct stream *stream, size_t length, bool in_pieces);

/* Let more come. false at the end. */
bool stream_more(struct stream *stream);

/* What was read of a body. */
struct content {
    enum body_result result; /* BODY_NOT_YET: the input ended before the body did */
    const struct rule *broken;
    bool whole;      /* if the connection were closed where the input ends */
    uint64_t length; /* bytes, without the framing of chunks */
    uint64_t places; /* a checksum of where in the buffer each of them stood */
    size_t end;      /* all before this place in the buffer was used */
};

/* Read a body that begins at START of the buffer, and see that body_take keeps its word. */
void read_content(struct stream *stream, size_t start, enum framing framing,
                  uint64_t content_length, uint64_t limit, struct content *content);

bool same_content(const struct content *a, const struct content *b);

/* Helpers of the checks: is it the same part of the same bytes; does it lie between FROM and TO; does it consist of
 * these CHARACTERS? */
bool same_span(struct span a, struct span b);
bool is_inside(struct span span, const char *from, const char *to);
bool consists_of(struct span span, const char *characters);

#endif
