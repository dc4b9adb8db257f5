/* Fuzz target: http/reply.h and http/body.h, as the client uses them. The input is all that a server sends until it
 * closes the connection: heads that only announce another one (1xx), a head, a body. Read in pieces and whole, it
 * must be the same response, to GET as well as to HEAD. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../http/reply.h"
#include "reading.h"

/* A response, and what came of it. */
struct answer {
    enum reply_result result;
    const char *head;
    const char *wrong;
    struct reply reply;
    struct content content;
};

/* As in the client: the head that counts is the first that is not 1xx. */
static void read_answer(struct stream *stream, size_t length, bool in_pieces, bool head_only,
                        struct answer *answer)
{
    *answer = (struct answer){.head = stream->bytes};
    stream_start(stream, length, in_pieces);
    do {
        size_t have = stream->have - (size_t)(answer->head - stream->bytes);
        answer->result = reply_parse(&answer->reply, answer->head, have, head_only, &answer->wrong);
        while (answer->result == REPLY_WHOLE && answer->reply.status < 200) {
            REQUIRE(answer->reply.framing == BODY_NONE && answer->reply.head_length > 0);
            answer->head += answer->reply.head_length;
            have -= answer->reply.head_length;
            answer->result =
                reply_parse(&answer->reply, answer->head, have, head_only, &answer->wrong);
        }
    } while (answer->result == REPLY_NOT_YET && stream_more(stream));
    REQUIRE(answer->result != REPLY_WRONG || answer->wrong != NULL);
    if (answer->result != REPLY_WHOLE)
        return;
    size_t body = (size_t)(answer->head - stream->bytes) + answer->reply.head_length;
    REQUIRE(body <= stream->have);
    read_content(stream, body, answer->reply.framing, answer->reply.content_length, INT64_MAX,
                 &answer->content);
}

static void check_same(const struct answer *a, const struct answer *b)
{
    REQUIRE(a->result == b->result);
    REQUIRE(a->head == b->head);
    if (a->result == REPLY_WRONG)
        REQUIRE(strcmp(a->wrong, b->wrong) == 0);
    if (a->result != REPLY_WHOLE)
        return;
    REQUIRE(a->reply.minor == b->reply.minor && a->reply.status == b->reply.status);
    REQUIRE(same_span(a->reply.reason, b->reply.reason));
    REQUIRE(same_span(a->reply.fields, b->reply.fields));
    REQUIRE(a->reply.head_length == b->reply.head_length);
    REQUIRE(a->reply.framing == b->reply.framing);
    REQUIRE(a->reply.content_length == b->reply.content_length);
    REQUIRE(same_content(&a->content, &b->content));
}

/* The value of the field of that name, which must be the only one; false when there is none. Looked up by other
 * means than the parser's: letter for letter at the beginning of each line. */
static bool only_field(const struct reply *reply, const char *name, struct span *value)
{
    size_t length = strlen(name);
    const char *at = reply->fields.at, *end = at + reply->fields.length;
    int count = 0;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        REQUIRE(line_end != NULL);
        if ((size_t)(line_end - at) > length && at[length] == ':' &&
            span_is_nocase((struct span){at, length}, name)) {
            *value = (struct span){at + length + 1, (size_t)(line_end - at) - length - 1};
            count++;
        }
        at = line_end + 1;
    }
    if (count > 0 && value->length > 0 && value->at[value->length - 1] == '\r')
        value->length--;
    *value = span_trimmed(*value);
    struct span first = *value;
    REQUIRE(count <= 1);
    REQUIRE(reply_field(reply, name, &first) == (count == 1) && same_span(first, *value));
    return count == 1;
}

static void check_framing(const struct reply *reply, bool head_only)
{
    struct span value = {NULL, 0};
    if (head_only || reply->status < 200 || reply->status == 204 || reply->status == 304) {
        REQUIRE(reply->framing == BODY_NONE);
    } else if (only_field(reply, "Transfer-Encoding", &value)) {
        REQUIRE(reply->framing == BODY_CHUNKED && span_is_nocase(value, "chunked"));
    } else if (only_field(reply, "Content-Length", &value)) {
        char text[32];
        REQUIRE(reply->framing == BODY_LENGTH && reply->content_length <= INT64_MAX);
        while (value.length > 1 && value.at[0] == '0')
            value = (struct span){value.at + 1, value.length - 1};
        snprintf(text, sizeof text, "%llu", (unsigned long long)reply->content_length);
        REQUIRE(span_is(value, text));
    } else {
        REQUIRE(reply->framing == BODY_TO_CLOSE);
    }
}

static void check_head(const struct answer *answer, bool head_only)
{
    const struct reply *reply = &answer->reply;
    const char *end = answer->head + reply->head_length;
    char text[16];
    snprintf(text, sizeof text, " %d", reply->status);
    REQUIRE(reply->head_length >= strlen("HTTP/1.1 200\n\n") && end[-1] == '\n');
    REQUIRE(memcmp(answer->head, "HTTP/1.", 7) == 0);
    REQUIRE(reply->minor == (answer->head[7] == '0' ? 0 : 1));
    REQUIRE(reply->status >= 200 && reply->status <= 999 && memcmp(answer->head + 8, text, 4) == 0);
    REQUIRE(is_inside(reply->reason, answer->head, reply->fields.at) &&
            !span_has(reply->reason, '\n'));
    REQUIRE(is_inside(reply->fields, answer->head, end));
    check_framing(reply, head_only);
}

static void check_answer(struct stream *stream, bool head_only)
{
    struct answer pieces, all;
    read_answer(stream, stream->size, true, head_only, &pieces);
    read_answer(stream, stream->size, false, head_only, &all);
    check_same(&pieces, &all);
    if (all.result != REPLY_WHOLE)
        return;
    check_head(&all, head_only);
    if (all.content.result != BODY_END)
        return;
    /* Nothing of what follows the response was looked at, and its last byte had to come. */
    read_answer(stream, all.content.end, false, head_only, &pieces);
    check_same(&pieces, &all);
    read_answer(stream, all.content.end - 1, false, head_only, &pieces);
    REQUIRE(pieces.result == REPLY_NOT_YET ||
            (pieces.result == REPLY_WHOLE && pieces.content.result == BODY_NOT_YET));
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    char *bytes = malloc(size > 0 ? size : 1); /* no more: the sanitizer watches its end */
    struct stream stream = {.input = input, .size = size, .bytes = bytes};
    REQUIRE(bytes != NULL);
    check_answer(&stream, false);
    check_answer(&stream, true);
    free(bytes);
    return 0;
}
