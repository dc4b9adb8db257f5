#include "request.h"

#include <string.h>

const struct rule FIELDS_TOO_LARGE = {431, "The fields of the request are longer than 8192 bytes",
                                      "RFC 6585, section 5"};

const struct rule HEAD_TOO_SLOW = {408, "The head of the request was not complete in time",
                                   "RFC 9110, section 15.5.9"};
const struct rule HEAD_INCOMPLETE = {400, "The request ended in the middle of its head",
                                     "RFC 9112, section 8"};
const struct rule METHOD_UNKNOWN = {501, "This server does not know the method of the request",
                                    "RFC 9110, section 9.1"};

bool is_known_method(struct span method)
{
    static const char *const known[] = {"GET",     "HEAD",  "POST",  "PUT",    "DELETE",
                                        "OPTIONS", "PATCH", "TRACE", "CONNECT"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (span_is(method, known[i])) /* in these letters, no others */
            return true;
    return false;
}

void request_reset(struct request *request)
{
    const size_t fields = sizeof request->fields; /* they come first */
    memset((char *)request + fields, 0, sizeof *request - fields);
}

const struct field *request_field(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->field_count; i++)
        if (span_is_nocase(request->fields[i].name, name))
            return &request->fields[i];
    return NULL;
}

/* --- the request line (RFC 9112, section 3) ------------------------------------------------------- */

/* "GET /path HTTP/1.1" */
static const struct rule *parse_request_line(struct request *request, struct span line)
{
    static const struct rule parts = {
        400, "A request line is a method, a target and a version, with one space between two",
        "RFC 9112, section 3"};
    static const struct rule method = {400, "A method must be a token", "RFC 9110, section 9.1"};
    static const struct rule version = {
        400, "The version of a request must be HTTP/ and two digits with a dot between them",
        "RFC 9112, section 2.3"};
    static const struct rule major = {505, "This server speaks HTTP/1.1 and HTTP/1.0",
                                      "RFC 9110, section 15.6.6"};
    request->method = span_cut(&line, ' ');
    struct span target = span_cut(&line, ' ');
    if (request->method.length == 0 || target.length == 0 || line.length == 0)
        return &parts;
    if (!is_token(request->method))
        return &method;
    if (span_has(line, ' '))
        return &parts;
    if (line.length != 8 || memcmp(line.at, "HTTP/", 5) != 0 || !is_digit(line.at[5]) ||
        line.at[6] != '.' || !is_digit(line.at[7]))
        return &version;
    if (line.at[5] != '1')
        return &major;
    request->minor = line.at[7] == '0' ? 0 : 1;
    request->keep_alive = request->minor == 1;
    return target_parse(&request->target, request->method, target);
}

/* --- fields (RFC 9112, section 5) ----------------------------------------------------------------- */

/* Content-Length (RFC 9110, section 8.6): digits, and nothing that another reader could take otherwise. */
static const struct rule *take_length(struct request *request, struct span value)
{
    static const struct rule digits = {400, "Content-Length must be a number in decimal digits",
                                       "RFC 9110, section 8.6"};
    static const struct rule large = {400, "Content-Length is larger than any body can be",
                                      "RFC 9110, section 8.6"};
    static const struct rule twice = {400, "A request must not have two Content-Length fields",
                                      "RFC 9112, section 6.3"};
    if (request->has_length)
        return &twice;
    request->has_length = true;
    request->content_length = 0;
    for (size_t i = 0; i < value.length; i++) {
        if (!is_digit(value.at[i]))
            return &digits;
        uint64_t digit = (uint64_t)(value.at[i] - '0');
        if (request->content_length > (INT64_MAX - digit) / 10)
            return &large;
        request->content_length = request->content_length * 10 + digit;
    }
    return value.length > 0 ? NULL : &digits;
}

/* Transfer-Encoding (RFC 9112, section 6.1): "chunked" once, or nothing. */
static const struct rule *take_coding(struct request *request, struct span value)
{
    static const struct rule twice = {400, "A request must not have two Transfer-Encoding fields",
                                      "RFC 9112, section 6.1"};
    static const struct rule last = {
        400, "chunked must be the last transfer coding, and applied once", "RFC 9112, section 6.3"};
    static const struct rule unknown = {501, "This server knows no transfer coding but chunked",
                                        "RFC 9112, section 6.1"};
    static const struct rule old = {400, "HTTP/1.0 has no Transfer-Encoding",
                                    "RFC 9112, section 6.1"};
    if (request->framing == BODY_CHUNKED)
        return &twice;
    if (request->minor == 0)
        return &old;
    request->framing = BODY_CHUNKED;
    if (span_is_nocase(value, "chunked"))
        return NULL;
    return value.length == 0 || list_contains(value, "chunked") ? &last : &unknown;
}

static const struct rule *take_host(struct request *request, struct span value)
{
    static const struct rule twice = {400, "A request must not have two Host fields",
                                      "RFC 9112, section 3.2"};
    static const struct rule form = {400, "Host must be a host, and perhaps a port",
                                     "RFC 9112, section 3.2"};
    if (request->has_host)
        return &twice;
    request->has_host = true;
    if (request->target.host.length == 0) /* else that one wins (RFC 9112, section 3.2.2) */
        request->target.host = value;
    return is_host(value) ? NULL : &form;
}

static const struct rule *take_connection(struct request *request, struct span value)
{
    if (list_contains(value, "close"))
        request->closes = true;
    if (list_contains(value, "keep-alive"))
        request->keep_alive = true;
    return NULL;
}

static const struct rule *take_expect(struct request *request, struct span value)
{
    static const struct rule unknown = {417, "The only expectation is 100-continue",
                                        "RFC 9110, section 10.1.1"};
    if (!span_is_nocase(value, "100-continue"))
        return &unknown;
    request->expects_continue = request->minor == 1; /* of an older client it is to be ignored */
    return NULL;
}

/* The fields that say where this request ends, and what follows it. */
static const struct {
    const char *name;
    const struct rule *(*take)(struct request *request, struct span value);
} framing_fields[] = {
    {"Content-Length", take_length},
    {"Transfer-Encoding", take_coding},
    {"Host", take_host},
    {"Connection", take_connection},
    {"Expect", take_expect},
};

/* "Name: value" */
static const struct rule *parse_field(struct request *request, struct span line)
{
    static const struct rule folded = {
        400, "A line of the head must not begin with a space or a tab: folded lines are obsolete",
        "RFC 9112, section 5.2"};
    static const struct rule colon = {400, "A field line must have a colon behind its name",
                                      "RFC 9112, section 5"};
    static const struct rule name = {
        400, "The name of a field must be a token, with no space before the colon",
        "RFC 9112, section 5.1"};
    static const struct rule control = {
        400, "The value of a field must not have control characters", "RFC 9110, section 5.5"};
    static const struct rule many = {431, "The request has more than 100 fields", NULL};
    if (line.at[0] == ' ' || line.at[0] == '\t')
        return &folded;
    if (request->field_count == FIELDS_LIMIT)
        return &many;
    struct field *field = &request->fields[request->field_count];
    if (!span_has(line, ':'))
        return &colon;
    field->name = span_cut(&line, ':');
    if (!is_token(field->name))
        return &name;
    for (size_t i = 0; i < line.length; i++)
        if (((unsigned char)line.at[i] < ' ' && line.at[i] != '\t') || line.at[i] == 0x7f)
            return &control;
    field->value = span_trimmed(line);
    request->field_count++; /* only now: who looks at a refused request sees whole fields only */
    for (size_t i = 0; i < sizeof framing_fields / sizeof framing_fields[0]; i++)
        if (span_is_nocase(field->name, framing_fields[i].name))
            return framing_fields[i].take(request, field->value);
    return NULL;
}

/* --- the head ------------------------------------------------------------------------------------- */

/* All field lines are there: what do they say together? */
static const struct rule *finish_head(struct request *request)
{
    static const struct rule host = {400, "An HTTP/1.1 request must have a Host field",
                                     "RFC 9112, section 3.2"};
    static const struct rule both = {
        400, "A request must not have both Content-Length and Transfer-Encoding",
        "RFC 9112, section 6.1"};
    if (request->minor == 1 && !request->has_host)
        return &host;
    if (request->has_length && request->framing == BODY_CHUNKED)
        return &both;
    if (request->has_length)
        request->framing = BODY_LENGTH;
    if (request->closes)
        request->keep_alive = false;
    return NULL;
}

/* One whole line, without its end. */
static const struct rule *parse_line(struct request *request, struct span line, bool *whole)
{
    static const struct rule empty = {400, "Too many empty lines before the request",
                                      "RFC 9112, section 2.2"};
    if (request->fields_start == 0) {
        if (line.length > 0)
            return parse_request_line(request, line);
        return ++request->empty_lines > EMPTY_LINES_LIMIT ? &empty : NULL;
    }
    if (line.length > 0)
        return parse_field(request, line);
    *whole = true;
    return finish_head(request);
}

/* Is the head too long, when LENGTH bytes of it have come? Of them, a line that is not EMPTY ends there, or none
 * does: then as many bytes as are allowed are too many already. */
static const struct rule *over_limit(const struct request *request, size_t length, bool line,
                                     bool empty)
{
    static const struct rule target = {414, "The request line is longer than 8192 bytes",
                                       "RFC 9112, section 3"};
    if (request->fields_start == 0)
        return length - request->parsed + !line > REQUEST_LINE_LIMIT ? &target : NULL;
    size_t limit = FIELDS_SIZE_LIMIT + (line && !empty ? 0 : 2);
    return length - request->fields_start + !line > limit ? &FIELDS_TOO_LARGE : NULL;
}

static const struct rule LINE_END = {
    400, "A line of the head must end in CR LF, and neither may stand alone",
    "RFC 9112, section 2.2"};

enum request_result request_parse(struct request *request, const char *bytes, size_t length,
                                  const struct rule **broken)
{
    bool whole = false;
    const char *newline;
    while (!whole &&
           (newline = memchr(bytes + request->scanned, '\n', length - request->scanned)) != NULL) {
        size_t end = (size_t)(newline - bytes) + 1;
        struct span line = {bytes + request->parsed, end - request->parsed};
        if ((*broken = over_limit(request, end, true, line.length == 2)) != NULL)
            return REQUEST_REFUSED;
        *broken = &LINE_END;
        if (line.length < 2 || newline[-1] != '\r' ||
            memchr(line.at, '\r', line.length - 2) != NULL)
            return REQUEST_REFUSED;
        line.length -= 2;
        if ((*broken = parse_line(request, line, &whole)) != NULL)
            return REQUEST_REFUSED;
        request->parsed = request->scanned = end;
        if (request->fields_start == 0 && line.length > 0)
            request->fields_start = end;
    }
    if (whole) {
        request->head_length = request->parsed;
        return REQUEST_WHOLE;
    }
    request->scanned = length;
    *broken = over_limit(request, length, false, false);
    return *broken != NULL ? REQUEST_REFUSED : REQUEST_NOT_YET;
}
