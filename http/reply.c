#include "reply.h"

#include <string.h>

/* Cut the next line out of REST, without its end. */
static struct span next_line(struct span *rest)
{
    struct span line = span_cut(rest, '\n');
    if (line.length > 0 && line.at[line.length - 1] == '\r')
        line.length--;
    return line;
}

/* "HTTP/1.1 200 OK" */
static bool parse_status_line(struct reply *reply, struct span line)
{
    if (line.length < 12 || memcmp(line.at, "HTTP/1.", 7) != 0 || !is_digit(line.at[7]) ||
        line.at[8] != ' ' || (line.length > 12 && line.at[12] != ' '))
        return false;
    reply->minor = line.at[7] == '0' ? 0 : 1;
    reply->status = 0;
    for (int i = 9; i < 12; i++) {
        if (!is_digit(line.at[i]))
            return false;
        reply->status = reply->status * 10 + (line.at[i] - '0');
    }
    size_t skip = line.length > 12 ? 13 : 12;
    reply->reason = (struct span){line.at + skip, line.length - skip};
    return reply->status >= 100;
}

/* How many fields have that name? *VALUE is that of the first one. */
static int find_fields(const struct reply *reply, const char *name, struct span *value)
{
    struct span rest = reply->fields;
    int count = 0;
    while (rest.length > 0) {
        struct span line = next_line(&rest), found = span_cut(&line, ':');
        if (span_is_nocase(found, name) && count++ == 0)
            *value = span_trimmed(line);
    }
    return count;
}

bool reply_field(const struct reply *reply, const char *name, struct span *value)
{
    return find_fields(reply, name, value) > 0;
}

/* Where does the body end? NULL, or what is wrong. */
static const char *find_framing(struct reply *reply, bool head_only)
{
    struct span coding, value;
    int codings = find_fields(reply, "Transfer-Encoding", &coding);
    int lengths = find_fields(reply, "Content-Length", &value);
    reply->framing = BODY_TO_CLOSE;
    if (head_only || reply->status < 200 || reply->status == 204 || reply->status == 304) {
        reply->framing = BODY_NONE;
    } else if (codings > 1 || lengths > 1) {
        return "the response says twice where its body ends"; /* and which one counts? */
    } else if (codings == 1) {
        if (!span_is_nocase(coding, "chunked"))
            return "the response has a transfer coding that is not chunked";
        reply->framing = BODY_CHUNKED;
    } else if (lengths == 1) {
        reply->framing = BODY_LENGTH;
        reply->content_length = 0;
        for (size_t i = 0; i < value.length; i++) {
            if (!is_digit(value.at[i]) || reply->content_length > INT64_MAX / 10 - 1)
                return "the Content-Length of the response is not a number";
            reply->content_length = reply->content_length * 10 + (uint64_t)(value.at[i] - '0');
        }
        if (value.length == 0)
            return "the Content-Length of the response is empty";
    }
    return NULL;
}

enum reply_result reply_parse(struct reply *reply, const char *bytes, size_t length, bool head_only,
                              const char **wrong)
{
    struct span rest = {bytes, length};
    *reply = (struct reply){0};
    *wrong = "this is not an HTTP/1 response";
    if (memcmp(bytes, "HTTP/1.", length < 7 ? length : 7) != 0)
        return REPLY_WRONG;
    if (!span_has(rest, '\n'))
        return REPLY_NOT_YET;
    if (!parse_status_line(reply, next_line(&rest)))
        return REPLY_WRONG;
    reply->fields = rest;
    while (span_has(rest, '\n')) {
        struct span line = next_line(&rest);
        if (line.length > 0)
            continue;
        reply->fields.length = (size_t)(line.at - reply->fields.at);
        reply->head_length = (size_t)(rest.at - bytes);
        *wrong = find_framing(reply, head_only);
        return *wrong == NULL ? REPLY_WHOLE : REPLY_WRONG;
    }
    return REPLY_NOT_YET;
}
