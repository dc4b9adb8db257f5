#include "reading.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

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
    char name[HEAD_SIZE];
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

int read_head(struct reading *reading, const char *bytes, size_t length)
{
    bool fields = false;
    int empty = 0;
    *reading = (struct reading){.has_length = false};
    for (size_t at = 0;;) {
        char line[HEAD_SIZE + 1];
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

bool reading_start(void)
{
    for (int i = 0; i < PATTERNS; i++)
        if (regcomp(&patterns[i], sources[i], REG_EXTENDED | REG_NOSUB) != 0)
            return false;
    return true;
}

void reading_end(void)
{
    for (int i = 0; i < PATTERNS; i++)
        regfree(&patterns[i]);
}
