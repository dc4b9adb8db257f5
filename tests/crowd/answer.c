#include "answer.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The head is whole: is it the one that was expected? */
static enum fault check_head(const struct answer *answer, const struct expected *expected,
                             char details[DETAILS_SIZE])
{
    const struct reply *reply = &answer->reply;
    struct span value = {"", 0};
    if (expected->status == 0 ? reply->status == 503 : reply->status != expected->status) {
        snprintf(details, DETAILS_SIZE, "wanted status %d, got %d", expected->status,
                 reply->status);
        return OTHER_STATUS;
    }
    if (expected->field != NULL &&
        (!reply_field(reply, expected->field, &value) || !span_is(value, expected->value))) {
        snprintf(details, DETAILS_SIZE, "wanted %s: %s, got '%.*s'", expected->field,
                 expected->value, (int)value.length, value.at);
        return OTHER_HEAD;
    }
    if (expected->body != NULL && reply->framing == BODY_LENGTH &&
        reply->content_length != expected->length) {
        snprintf(details, DETAILS_SIZE, "wanted a body of %zu bytes, Content-Length is %llu",
                 expected->length, (unsigned long long)reply->content_length);
        return OTHER_BODY;
    }
    return RIGHT;
}

/* Gather the head. */
static enum fault take_head(struct answer *answer, const struct expected *expected,
                            const char *bytes, size_t length, size_t *used,
                            char details[DETAILS_SIZE])
{
    size_t before = answer->head_length, room = sizeof answer->head - before;
    size_t taken = length < room ? length : room;
    const char *wrong;
    memcpy(answer->head + before, bytes, taken);
    answer->head_length += taken;
    *used = taken;
    switch (reply_parse(&answer->reply, answer->head, answer->head_length, expected->head_only,
                        &wrong)) {
    case REPLY_NOT_YET:
        if (answer->head_length < sizeof answer->head)
            return RIGHT;
        wrong = "the head is too long";
        break;
    case REPLY_WHOLE:
        *used = answer->reply.head_length - before; /* what follows has only been looked at */
        answer->in_body = true;
        body_start(&answer->body, answer->reply.framing, answer->reply.content_length, UINT64_MAX);
        return check_head(answer, expected, details);
    case REPLY_WRONG:
        break;
    }
    snprintf(details, DETAILS_SIZE, "%s", wrong);
    return OTHER_HEAD;
}

static enum fault check_data(struct answer *answer, const struct expected *expected,
                             struct span data, char details[DETAILS_SIZE])
{
    size_t from = answer->body_length;
    answer->body_length += data.length;
    if (expected->body == NULL)
        return RIGHT;
    if (answer->body_length <= expected->length &&
        memcmp(expected->body + from, data.at, data.length) == 0)
        return RIGHT;
    snprintf(details, DETAILS_SIZE, "between its bytes %zu and %zu of %zu, the body is another",
             from, answer->body_length, expected->length);
    return OTHER_BODY;
}

static enum fault take_body(struct answer *answer, const struct expected *expected,
                            const char *bytes, size_t length, size_t *used, bool *whole,
                            char details[DETAILS_SIZE])
{
    const struct rule *broken;
    struct span data;
    size_t taken;
    enum body_result result;
    while ((result = body_take(&answer->body, bytes + *used, length - *used, &taken, &data,
                               &broken)) == BODY_DATA) {
        *used += taken;
        enum fault fault = check_data(answer, expected, data, details);
        if (fault != RIGHT)
            return fault;
    }
    *used += taken;
    *whole = result == BODY_END;
    if (result == BODY_REFUSED) {
        snprintf(details, DETAILS_SIZE, "%s", broken->why);
        return OTHER_BODY;
    }
    if (*whole && expected->body != NULL && !expected->head_only &&
        answer->body_length < expected->length) {
        snprintf(details, DETAILS_SIZE, "wanted a body of %zu bytes, got %zu", expected->length,
                 answer->body_length);
        return OTHER_BODY;
    }
    return RIGHT;
}

enum fault answer_take(struct answer *answer, const struct expected *expected, const char *bytes,
                       size_t length, size_t *used, bool *whole, char details[DETAILS_SIZE])
{
    enum fault fault = RIGHT;
    *used = 0;
    *whole = false;
    if (!answer->in_body)
        fault = take_head(answer, expected, bytes, length, used, details);
    if (fault == RIGHT && answer->in_body)
        fault = take_body(answer, expected, bytes, length, used, whole, details);
    return fault;
}
