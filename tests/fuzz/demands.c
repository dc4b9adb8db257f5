#include "demands.h"

#include <stdio.h>
#include <string.h>

#include "reading.h"

#define ALNUM "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define TOKEN ALNUM "!#$%&'*+-.^_`|~"

static void check_target(const struct request *request, struct span text)
{
    const struct target *target = &request->target;
    const char *end = text.at + text.length, *path_end = end;
    REQUIRE(text.length > 0);
    for (size_t i = 0; i < text.length; i++) {
        REQUIRE(text.at[i] > ' ' && text.at[i] < 0x7f && text.at[i] != '#');
        REQUIRE(text.at[i] != '%' ||
                (i + 2 < text.length &&
                 consists_of((struct span){text.at + i + 1, 2}, "0123456789abcdefABCDEF")));
    }
    if (target->has_query) {
        path_end = target->query.at - 1;
        REQUIRE(*path_end == '?' && target->query.at + target->query.length == end);
    }
    if (span_is(request->method, "CONNECT")) {
        REQUIRE(same_span(target->host, text) && same_span(target->path, text));
    } else if (text.at[0] == '/' || text.at[0] == '*') {
        REQUIRE(text.at[0] == '/' || span_is(request->method, "OPTIONS"));
        REQUIRE(text.at[0] == '/' || text.length == 1);
        REQUIRE(target->path.at == text.at && text.at + target->path.length == path_end);
    } else {
        const char *host_end = target->host.at + target->host.length;
        REQUIRE(text.length > 7 && span_is_nocase((struct span){text.at, 7}, "http://"));
        REQUIRE(target->host.at == text.at + 7 && target->host.length > 0);
        REQUIRE(host_end == path_end ? span_is(target->path, "/")
                                     : target->path.at == host_end && *host_end == '/' &&
                                           host_end + target->path.length == path_end);
    }
}

/* Returns where the first field begins. */
static const char *check_request_line(const struct request *request, const char *line,
                                      size_t length)
{
    struct span rest = {line, length};
    const char *end = line + span_cut(&rest, '\r').length;
    REQUIRE(end - line >= 12 && end + 2 - line <= REQUEST_LINE_LIMIT);
    const char *version = end - 8, *target = line + request->method.length + 1;
    REQUIRE(request->method.at == line && request->method.length > 0 && target[-1] == ' ');
    REQUIRE(consists_of(request->method, TOKEN));
    REQUIRE(memcmp(version, "HTTP/1.", 7) == 0 && is_digit(version[7]) && version[-1] == ' ');
    REQUIRE(request->minor == (version[7] == '0' ? 0 : 1));
    check_target(request, (struct span){target, (size_t)(version - 1 - target)});
    return end + 2;
}

/* A value is what is left of ALL that stands behind the colon, without the spaces and tabs around it. */
static void check_value(struct span value, struct span all)
{
    const char *end = value.at + value.length, *all_end = all.at + all.length;
    REQUIRE(value.at >= all.at && end <= all_end);
    REQUIRE(consists_of((struct span){all.at, (size_t)(value.at - all.at)}, " \t"));
    REQUIRE(consists_of((struct span){end, (size_t)(all_end - end)}, " \t"));
    REQUIRE(value.length == 0 || (!strchr(" \t", value.at[0]) && !strchr(" \t", end[-1])));
}

/* The fields are all that stands between LINE and the empty line before END. */
static void check_fields(const struct request *request, const char *line, const char *end)
{
    REQUIRE(request->field_count <= FIELDS_LIMIT && end - line <= FIELDS_SIZE_LIMIT + 2);
    for (size_t i = 0; i < request->field_count; i++) {
        const struct field *field = &request->fields[i];
        const char *line_end = memchr(line, '\r', (size_t)(end - line));
        REQUIRE(line_end != NULL && field->name.at == line && field->name.length > 0);
        const char *colon = line + field->name.length;
        REQUIRE(consists_of(field->name, TOKEN) && *colon == ':');
        check_value(field->value, (struct span){colon + 1, (size_t)(line_end - colon - 1)});
        line = line_end + 2;
    }
    REQUIRE(end - line == 2 && memcmp(line, "\r\n", 2) == 0);
}

/* How many fields have this name; *VALUE is that of the last one. */
static int count_fields(const struct request *request, const char *name, struct span *value)
{
    int count = 0;
    for (size_t i = 0; i < request->field_count; i++)
        if (span_is_nocase(request->fields[i].name, name)) {
            *value = request->fields[i].value;
            count++;
        }
    REQUIRE((request_field(request, name) != NULL) == (count > 0));
    return count;
}

static void check_framing(const struct request *request)
{
    struct span value, digits = {NULL, 0};
    int lengths = count_fields(request, "Content-Length", &digits);
    int codings = count_fields(request, "Transfer-Encoding", &value);
    REQUIRE(lengths + codings <= 1);
    REQUIRE(codings == 0 || (request->minor == 1 && span_is_nocase(value, "chunked")));
    REQUIRE(request->framing == (codings ? BODY_CHUNKED : lengths ? BODY_LENGTH : BODY_NONE));
    if (lengths == 1) {
        char text[32];
        REQUIRE(digits.length > 0 && request->content_length <= INT64_MAX);
        while (digits.length > 1 && digits.at[0] == '0')
            digits = (struct span){digits.at + 1, digits.length - 1};
        snprintf(text, sizeof text, "%llu", (unsigned long long)request->content_length);
        REQUIRE(span_is(digits, text));
    }
    int hosts = count_fields(request, "Host", &value);
    REQUIRE(hosts == 1 || (hosts == 0 && request->minor == 0));
    if (hosts == 1) { /* it says the host, unless the target does */
        REQUIRE(consists_of(value, ALNUM "-._~!$&'()*+,;=%:[]"));
        REQUIRE(request->target.host.at < request->fields[0].name.at ||
                same_span(request->target.host, value));
    }
    REQUIRE(count_fields(request, "Connection", &value) == 0 || !span_is_nocase(value, "close") ||
            !request->keep_alive);
    int expectations = count_fields(request, "Expect", &value);
    REQUIRE(request->expects_continue == (expectations > 0 && request->minor == 1));
}

void check_head(const char *head, const struct request *request)
{
    const char *line = head, *end = line + request->head_length;
    REQUIRE(request->head_length <= HEAD_LIMIT);
    for (const char *at = line; at < end; at++) {
        bool control = (unsigned char)*at < ' ' || *at == 0x7f;
        REQUIRE(!control || *at == '\t' || *at == '\r' || *at == '\n');
        REQUIRE((*at == '\r') == (at + 1 < end && at[1] == '\n'));
    }
    while (memcmp(line, "\r\n", 2) == 0)
        line += 2;
    REQUIRE(line - head <= 2 * EMPTY_LINES_LIMIT);
    line = check_request_line(request, line, (size_t)(end - line));
    check_fields(request, line, end);
    check_framing(request);
    REQUIRE(is_inside(request->target.host, head, end));
}
