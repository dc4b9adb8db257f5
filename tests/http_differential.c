/* Two readings of the grammar: http/request.c, which is fast, and this one, which is slow and obvious: the same
 * rules as regular expressions. 100,000 heads, well formed and spoilt, must be judged alike by both.
 *
 *     http_differential [SEED]      1 and the head that the two disagree on */
#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../http/request.h"

enum { CASES = 100000, NOT_YET = 1, LONGEST = 1000 };

/* --- the second reading ---------------------------------------------------------------------------- */

/* A byte above 127 is written as \x02, all controls but the tab as \x01: then a head is text. */
#define TOKEN "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
#define HEX "[0-9A-Fa-f]"
#define HOST "(\\[[0-9A-Fa-f:.]+\\]|([-._~!$&'()*+,;=0-9A-Za-z]|%" HEX HEX ")+)(:[0-9]*)?"

enum pattern {
    METHOD,
    VERSION,
    VERSION_1,
    TARGET,
    BAD_ESCAPE,
    ORIGIN,
    ABSOLUTE,
    AUTHORITY,
    FOLDED,
    FIELD,
    DIGITS,
    HOST_VALUE,
    CHUNKED,
    CHUNKED_AMONG,
    CONTINUE,
    CLOSE,
    KEEP_ALIVE,
    PORT_TOO_LARGE,
    PATTERNS,
};

#define LIST(member) "(^|,)[ \t]*" member "[ \t]*(,|$)"

static const char *const sources[PATTERNS] = {
    [METHOD] = "^" TOKEN "$",
    [VERSION] = "^HTTP/[0-9]\\.[0-9]$",
    [VERSION_1] = "^HTTP/1",
    [TARGET] = "^[!-\"$-~]+$",
    [BAD_ESCAPE] = "%($|[^0-9A-Fa-f]|" HEX "($|[^0-9A-Fa-f]))|^[^?]*%00",
    [ORIGIN] = "^/",
    [ABSOLUTE] = "^[Hh][Tt][Tt][Pp]://" HOST "([/?].*)?$",
    [AUTHORITY] = "^" HOST "$",
    [FOLDED] = "^[ \t]",
    [FIELD] = "^" TOKEN ":[\t -~\x02]*$",
    [DIGITS] = "^[0-9]+$",
    [HOST_VALUE] = "^(" HOST ")?$",
    [CHUNKED] = "^[Cc][Hh][Uu][Nn][Kk][Ee][Dd]$",
    [CHUNKED_AMONG] = LIST("[Cc][Hh][Uu][Nn][Kk][Ee][Dd]"),
    [CONTINUE] = "^100-[Cc][Oo][Nn][Tt][Ii][Nn][Uu][Ee]$",
    [CLOSE] = LIST("[Cc][Ll][Oo][Ss][Ee]"),
    [KEEP_ALIVE] = LIST("[Kk][Ee][Ee][Pp]-[Aa][Ll][Ii][Vv][Ee]"),
    [PORT_TOO_LARGE] =
        ":0*([1-9][0-9]{5,}|[7-9][0-9]{4}|6[6-9][0-9]{3}|65[6-9][0-9]{2}|655[4-9][0-9]|6553[6-9])$",
};

static regex_t patterns[PATTERNS];

static bool matches(const char *text, enum pattern pattern)
{
    return regexec(&patterns[pattern], text, 0, NULL, 0) == 0;
}

/* What the second reading finds out. */
struct reading {
    bool http_1_0, chunked, has_length, has_host, close, keep_alive, expects;
    char length[LONGEST];
    size_t head_length;
};

static bool is_host_text(const char *text)
{
    return matches(text, HOST_VALUE) && !matches(text, PORT_TOO_LARGE);
}

static int read_target(const char *method, char *target)
{
    if (!matches(target, TARGET) || matches(target, BAD_ESCAPE))
        return 400;
    if (strcmp(target, "*") == 0)
        return strcmp(method, "OPTIONS") == 0 ? 0 : 400;
    if (strcmp(method, "CONNECT") == 0)
        return matches(target, AUTHORITY) && is_host_text(target) ? 0 : 400;
    if (matches(target, ORIGIN))
        return 0;
    if (!matches(target, ABSOLUTE))
        return 400;
    char *authority = target + strlen("http://");
    authority[strcspn(authority, "/?")] = '\0';
    return is_host_text(authority) ? 0 : 400;
}

static int read_request_line(struct reading *reading, char *line)
{
    char *target = strchr(line, ' '), *version = target != NULL ? strchr(target + 1, ' ') : NULL;
    if (version == NULL)
        return 400;
    *target++ = *version++ = '\0';
    if (!matches(line, METHOD) || *target == '\0' || !matches(version, VERSION))
        return 400;
    if (!matches(version, VERSION_1))
        return 505;
    reading->http_1_0 = strcmp(version, "HTTP/1.0") == 0;
    return read_target(line, target);
}

static int read_field(struct reading *reading, char *line)
{
    if (matches(line, FOLDED) || !matches(line, FIELD))
        return 400;
    char *value = strchr(line, ':');
    *value++ = '\0';
    value += strspn(value, " \t");
    size_t end = strlen(value);
    while (end > 0 && strchr(" \t", value[end - 1]) != NULL)
        value[--end] = '\0';
    char name[LONGEST];
    for (size_t i = 0; i <= strlen(line); i++)
        name[i] = (char)(line[i] >= 'A' && line[i] <= 'Z' ? line[i] + 32 : line[i]);
    if (strcmp(name, "content-length") == 0) {
        char *digits = value + strspn(value, "0");
        if (reading->has_length || !matches(value, DIGITS) || strlen(digits) > 19 ||
            (strlen(digits) == 19 && strcmp(digits, "9223372036854775807") > 0))
            return 400;
        reading->has_length = true;
        snprintf(reading->length, sizeof reading->length, "%s", value);
    } else if (strcmp(name, "transfer-encoding") == 0) {
        if (reading->chunked || reading->http_1_0)
            return 400;
        reading->chunked = true;
        if (!matches(value, CHUNKED))
            return *value == '\0' || matches(value, CHUNKED_AMONG) ? 400 : 501;
    } else if (strcmp(name, "host") == 0) {
        if (reading->has_host || !is_host_text(value))
            return 400;
        reading->has_host = true;
    } else if (strcmp(name, "expect") == 0) {
        if (!matches(value, CONTINUE))
            return 417;
        reading->expects = !reading->http_1_0;
    } else if (strcmp(name, "connection") == 0) {
        reading->close = reading->close || matches(value, CLOSE);
        reading->keep_alive = reading->keep_alive || matches(value, KEEP_ALIVE);
    }
    return 0;
}

static int read_head(struct reading *reading, const char *bytes, size_t length)
{
    bool fields = false;
    int empty = 0;
    *reading = (struct reading){.has_length = false};
    for (size_t at = 0;;) {
        char line[LONGEST + 1];
        size_t end = at;
        while (end < length && bytes[end] != '\n')
            end++;
        if (end == length)
            return NOT_YET;
        if (end == at || bytes[end - 1] != '\r' || memchr(bytes + at, '\r', end - 1 - at) != NULL)
            return 400;
        for (size_t i = at; i < end - 1; i++) {
            unsigned char c = (unsigned char)bytes[i];
            line[i - at] = (char)(c >= 0x80 ? 2 : (c < ' ' && c != '\t') || c == 0x7f ? 1 : c);
        }
        line[end - 1 - at] = '\0';
        bool is_empty = end - 1 == at;
        at = end + 1;
        if (is_empty && fields) {
            reading->head_length = at;
            return (!reading->http_1_0 && !reading->has_host) ||
                           (reading->has_length && reading->chunked)
                       ? 400
                       : 0;
        }
        if (is_empty && ++empty > 4)
            return 400;
        if (is_empty)
            continue;
        int status = fields ? read_field(reading, line) : read_request_line(reading, line);
        if (status != 0)
            return status;
        fields = true;
    }
}

/* --- heads ------------------------------------------------------------------------------------------ */

static uint64_t state;

static size_t below(size_t limit)
{
    state ^= state << 13; /* xorshift64 */
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % limit);
}

static const char *any(const char *const *from, size_t count)
{
    return from[below(count)];
}

#define ANY(...)                                                                                   \
    any((const char *const[]){__VA_ARGS__},                                                        \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* One of the usual ones mostly, an odd one now and then. */
static const char *mostly(const char *usual, const char *odd)
{
    return below(12) > 0 ? usual : odd;
}

/* A field line that is right by itself, or perhaps not quite. */
static size_t make_field(char *text)
{
    const char *end =
        mostly("\r\n", ANY(" \r\n", "\t\r\n", ",\r\n", "\r\r\n", "\x80\r\n", "\n", "\r\n "));
    if (below(4) > 0)
        return (size_t)sprintf(
            text, "%s%s",
            ANY("Accept: */*", "X:", "X: a b", "Content-Length: 5", "content-length:0010",
                "Transfer-Encoding: chunked", "transfer-encoding:\tCHUNKed ", "Connection: close",
                "Connection: keep-alive, x", "CONNECTION: x ,Close", "Expect: 100-Continue",
                "Cookie: a=b; c=d", "X: \x80\xff", "Content-Length: 9223372036854775807"),
            end);
    return (size_t)sprintf(
        text, "%s%s%s%s",
        ANY("Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "X"),
        mostly(": ", ANY(" :", "", ":")),
        ANY("a", "a:80", "[::1]:8080", "a:65536", "a:065535", "5", "00", "5, 5",
            "9223372036854775808", "chunked", "gzip, chunked", "chunked,", "gzip", "close",
            "100-continue", "", "x y", "a%20", "a%2", "-1", "0x5"),
        end);
}

static size_t make_head(char *text)
{
    size_t length =
        (size_t)sprintf(text,
                        "%s%s%s%s%s"
                        "HTTP/%s\r\n",
                        mostly("", ANY("\r\n", "\r\n\r\n\r\n\r\n", "\r\n\r\n\r\n\r\n\r\n")),
                        ANY("GET", "GET", "HEAD", "POST", "OPTIONS", "CONNECT", "x-y"),
                        mostly(" ", ANY("  ", "\t")),
                        mostly(ANY("/", "/a?b", "/%41", "http://a/", "HTTP://[::1]:80?q"),
                               ANY("*", "http://", "a:443", "/%4", "/%00", "/?%00", "/a#b", "//")),
                        mostly(" ", "  "),
                        mostly(ANY("1.1", "1.1", "1.0", "1.2"), ANY("2.0", "1.10", "01.1", "0.9")));
    length += (size_t)sprintf(text + length, "%s", mostly("Host: a.example:8080\r\n", ""));
    for (size_t fields = below(5); fields > 0; fields--)
        length += make_field(text + length);
    return length + (size_t)sprintf(text + length, "%s", mostly("\r\n", ANY("\n", "", "\r\nnext")));
}

/* Change, insert or delete a byte. */
static size_t spoil(char *text, size_t length)
{
    static const char odd[] = "\0\t\n\v\r !\"#%,/:;=?@[]{}\x7f\x80\xff"
                              "aA0";
    size_t at = below(length + 1);
    char c = odd[below(sizeof odd - 1)];
    switch (below(3)) {
    case 0:
        if (at < length)
            text[at] = c;
        return length;
    case 1:
        memmove(text + at + 1, text + at, length - at);
        text[at] = c;
        return length + 1;
    default:
        if (at == length)
            return length;
        memmove(text + at, text + at + 1, length - at - 1);
        return length - 1;
    }
}

static int parse(struct request *request, const char *text, size_t length, size_t split)
{
    const struct rule *broken = NULL;
    *request = (struct request){0};
    enum request_result result = request_parse(request, text, split, &broken);
    if (result == REQUEST_NOT_YET)
        result = request_parse(request, text, length, &broken);
    return result == REQUEST_REFUSED ? broken->status : result == REQUEST_WHOLE ? 0 : NOT_YET;
}

static bool agree(const struct request *request, const struct reading *reading)
{
    enum framing framing = reading->chunked      ? BODY_CHUNKED
                           : reading->has_length ? BODY_LENGTH
                                                 : BODY_NONE;
    return request->framing == framing && request->head_length == reading->head_length &&
           (!reading->has_length ||
            request->content_length == strtoull(reading->length, NULL, 10)) &&
           request->keep_alive ==
               (!reading->close && (!reading->http_1_0 || reading->keep_alive)) &&
           request->expects_continue == reading->expects;
}

int main(int argc, char *argv[])
{
    int counts[600] = {0};
    state = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    state = state * 2 + 88172645463325252;
    for (int i = 0; i < PATTERNS; i++)
        if (regcomp(&patterns[i], sources[i], REG_EXTENDED | REG_NOSUB) != 0)
            return 2;
    for (int i = 0; i < CASES; i++) {
        char text[LONGEST];
        struct request request;
        struct reading reading;
        size_t length = make_head(text);
        for (size_t odd = below(6) / 3; odd > 0; odd--)
            length = spoil(text, length);
        int first = parse(&request, text, length, below(length + 1));
        int second = read_head(&reading, text, length);
        counts[second]++;
        if (first == second && (first != 0 || agree(&request, &reading)))
            continue;
        printf("# request.c says %d, the second reading says %d:\n", first, second);
        fwrite(text, 1, length, stdout);
        return 1;
    }
    printf("%d heads: %d well formed, %d not complete", CASES, counts[0], counts[NOT_YET]);
    for (int status = 400; status < 600; status++)
        if (counts[status] > 0)
            printf(", %d refused with %d", counts[status], status);
    printf("\n");
    for (int i = 0; i < PATTERNS; i++)
        regfree(&patterns[i]);
    return 0;
}
