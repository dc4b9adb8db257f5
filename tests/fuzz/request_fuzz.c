/* Fuzz target: http/request.h and http/body.h, as a server uses them. The input is all that a client sends on one
 * connection: requests, one behind the other. Read in pieces and whole, they must be the same requests, and those let
 * through must be as the RFC demands. */
#include <stdlib.h>
#include <string.h>

#include "demands.h"
#include "reading.h"

enum { REQUESTS = 3, CONTENT_LIMIT = 64 };

/* One request, and what came of it. */
struct message {
    const char *head;
    enum request_result result;
    const struct rule *broken;
    struct request request;
    struct content content;
};

struct reading {
    size_t count;
    struct message messages[REQUESTS];
};

/* --- reading --------------------------------------------------------------------------------------- */

/* Nobody shall have to keep more than the limits say: is there room for a byte more? */
static bool may_grow(const struct request *request, size_t length)
{
    if (request->fields_start == 0)
        return length - request->parsed < REQUEST_LINE_LIMIT;
    return length < HEAD_LIMIT && length - request->fields_start < FIELDS_SIZE_LIMIT + 2;
}

/* Read one request at START. Returns whether it is whole, with its body. */
static bool read_message(struct stream *stream, size_t start, struct message *message)
{
    message->head = stream->bytes + start;
    memset(&message->request, 0xa5, sizeof message->request); /* none of it may be looked at */
    request_reset(&message->request);
    message->content = (struct content){.end = start};
    do {
        size_t length = stream->have - start;
        message->broken = NULL;
        message->result = request_parse(&message->request, message->head, length, &message->broken);
        REQUIRE((message->broken != NULL) == (message->result == REQUEST_REFUSED));
        REQUIRE(message->result != REQUEST_NOT_YET || may_grow(&message->request, length));
    } while (message->result == REQUEST_NOT_YET && stream_more(stream));
    if (message->result != REQUEST_WHOLE)
        return false;
    const struct request *request = &message->request;
    REQUIRE(request->head_length <= stream->have - start);
    read_content(stream, start + request->head_length, request->framing, request->content_length,
                 CONTENT_LIMIT, &message->content);
    return message->content.result == BODY_END;
}

static void read_all(struct stream *stream, size_t length, bool in_pieces, struct reading *reading)
{
    size_t start = 0;
    bool whole = true;
    stream_start(stream, length, in_pieces);
    for (reading->count = 0; whole && reading->count < REQUESTS; reading->count++) {
        struct message *message = &reading->messages[reading->count];
        whole = read_message(stream, start, message);
        start = message->content.end;
    }
}

/* --- two readings ---------------------------------------------------------------------------------- */

static void check_same_head(const struct request *a, const struct request *b)
{
    REQUIRE(same_span(a->method, b->method));
    REQUIRE(same_span(a->target.host, b->target.host));
    REQUIRE(same_span(a->target.path, b->target.path));
    REQUIRE(same_span(a->target.query, b->target.query));
    REQUIRE(a->target.has_query == b->target.has_query);
    REQUIRE(a->minor == b->minor);
    REQUIRE(a->field_count == b->field_count && a->field_count <= FIELDS_LIMIT);
    for (size_t i = 0; i < a->field_count; i++) {
        REQUIRE(same_span(a->fields[i].name, b->fields[i].name));
        REQUIRE(same_span(a->fields[i].value, b->fields[i].value));
    }
    REQUIRE(a->framing == b->framing);
    REQUIRE(a->content_length == b->content_length);
    REQUIRE(a->keep_alive == b->keep_alive);
    REQUIRE(a->expects_continue == b->expects_continue);
    REQUIRE(a->head_length == b->head_length);
    REQUIRE(a->parsed == b->parsed);
}

static void check_same(const struct message *a, const struct message *b)
{
    REQUIRE(a->head == b->head);
    REQUIRE(a->result == b->result);
    REQUIRE(a->broken == b->broken);
    check_same_head(&a->request, &b->request);
    REQUIRE(same_content(&a->content, &b->content));
}

/* Nothing of what follows the I-th message was looked at: without that it is the same, and only with its last byte
 * is it whole. */
static void check_end(struct stream *stream, const struct reading *all, size_t i)
{
    static struct reading cut;
    const struct message *message = &all->messages[i];
    read_all(stream, message->content.end, false, &cut);
    REQUIRE(cut.count > i);
    check_same(message, &cut.messages[i]);
    read_all(stream, message->content.end - 1, false, &cut);
    REQUIRE(cut.count == i + 1);
    message = &cut.messages[i];
    REQUIRE(message->result == REQUEST_NOT_YET ||
            (message->result == REQUEST_WHOLE && message->content.result == BODY_NOT_YET));
}

/* --- the target ------------------------------------------------------------------------------------ */

/* Of a request that was refused, a server may still look at its method and target. */
static void check_refused(const struct message *message, const char *end)
{
    const struct request *request = &message->request;
    static const int statuses[] = {400, 414, 417, 431, 501, 505};
    bool known = false;
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        known = known || message->broken->status == statuses[i];
    REQUIRE(known && message->broken->why != NULL);
    REQUIRE(is_inside(request->method, message->head, end));
    REQUIRE(is_inside(request->target.host, message->head, end));
    REQUIRE(is_inside(request->target.query, message->head, end));
    for (size_t i = 0; i < request->field_count; i++)
        REQUIRE(is_inside(request->fields[i].name, message->head, end) &&
                is_inside(request->fields[i].value, message->head, end));
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    static struct reading pieces, all;
    char *bytes = malloc(size > 0 ? size : 1); /* no more: the sanitizer watches its end */
    struct stream stream = {.input = input, .size = size, .bytes = bytes};
    REQUIRE(bytes != NULL);
    read_all(&stream, size, true, &pieces);
    read_all(&stream, size, false, &all);
    REQUIRE(pieces.count == all.count);
    for (size_t i = 0; i < all.count; i++) {
        const struct message *message = &all.messages[i];
        check_same(&pieces.messages[i], message);
        if (message->result == REQUEST_REFUSED)
            check_refused(message, bytes + size);
        if (message->result == REQUEST_WHOLE)
            check_head(message->head, &message->request);
    }
    for (size_t i = 0; i < all.count; i++)
        if (all.messages[i].result == REQUEST_WHOLE && all.messages[i].content.result == BODY_END)
            check_end(&stream, &all, i);
    free(bytes);
    return 0;
}
