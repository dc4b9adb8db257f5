#include "target.h"

#include <string.h>
#include <strings.h>

static const char SCHEME[] = "http://";

/* A character of a registered name (RFC 3986, section 3.2.2), but for "%". */
static bool is_name_char(char c)
{
    return is_alnum(c) || (c != '\0' && strchr("-._~!$&'()*+,;=", c) != NULL);
}

bool is_host(struct span host)
{
    size_t i = 0, end = host.length;
    if (end > 0 && host.at[0] == '[') { /* an IPv6 address */
        i = 1;
        while (i < end && (is_hex(host.at[i]) || host.at[i] == ':' || host.at[i] == '.'))
            i++;
        if (i == 1 || i == end || host.at[i++] != ']')
            return false;
    }
    for (; i < end && end > 0 && host.at[0] != '[' && host.at[i] != ':'; i++)
        if (host.at[i] == '%' ? !is_escape(host, i) : !is_name_char(host.at[i]))
            return false;
    if (i == end)
        return true;
    if (i == 0 || host.at[i++] != ':')
        return false;
    unsigned long port = 0;
    for (; i < end && is_digit(host.at[i]) && port <= 65535; i++)
        port = port * 10 + (unsigned long)(host.at[i] - '0');
    return i == end && port <= 65535;
}

/* All forms of a target have these characters only. NULL, or the rule that TEXT breaks. */
static const struct rule *check_characters(struct span text)
{
    static const struct rule characters = {
        400, "The request target must consist of visible ASCII characters", "RFC 3986, section 2"};
    static const struct rule fragment = {
        400, "A request target has no fragment: \"#\" and what follows stays in the browser",
        "RFC 9112, section 3.2"};
    static const struct rule escapes = {
        400, "In a request target, \"%\" must be followed by two hexadecimal digits",
        "RFC 3986, section 2.1"};
    static const struct rule nul = {
        400, "A path must not have a NUL: no name has one, and in C a text would end there",
        "RFC 3986, section 7.3"};
    bool in_path = true;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c <= ' ' || c >= 0x7f)
            return &characters;
        if (c == '#')
            return &fragment;
        if (c == '%' && !is_escape(text, i))
            return &escapes;
        in_path = in_path && c != '?';
        if (in_path && c == '%' && text.at[i + 1] == '0' && text.at[i + 2] == '0')
            return &nul;
    }
    return NULL;
}

static const struct rule AUTHORITY = {
    400, "The authority of a request target must be a host, and perhaps a port",
    "RFC 9110, section 4.2.1"};

/* "http://host:port/path?query", as a proxy is asked: the host, and what is LEFT behind it, "/path?query" or less. NULL, or
 * the rule that is broken. */
static const struct rule *cut_authority(struct span *host, struct span *left)
{
    size_t length = 0;
    left->at += strlen(SCHEME);
    left->length -= strlen(SCHEME);
    while (length < left->length && left->at[length] != '/' && left->at[length] != '?')
        length++;
    *host = (struct span){left->at, length};
    *left = (struct span){left->at + length, left->length - length};
    bool named = length > 0 && host->at[0] != ':';
    return named && is_host(*host) ? NULL : &AUTHORITY;
}

const struct rule *target_parse(struct target *target, struct span method, struct span text)
{
    static const struct rule form = {
        400, "The request target must be a path, or a whole URI of the scheme http",
        "RFC 9112, section 3.2"};
    static const struct rule asterisk = {400, "The request target \"*\" is for OPTIONS only",
                                         "RFC 9112, section 3.2.4"};
    const struct rule *broken = check_characters(text);
    if (broken != NULL)
        return broken;
    *target = (struct target){.path = text};
    if (span_is(text, "*"))
        return span_is(method, "OPTIONS") ? NULL : &asterisk;
    if (span_is(method, "CONNECT")) { /* host:port and nothing else */
        target->host = text;
        return text.length > 0 && is_host(text) ? NULL : &AUTHORITY;
    }
    if (text.length > strlen(SCHEME) && strncasecmp(text.at, SCHEME, strlen(SCHEME)) == 0)
        broken = cut_authority(&target->host, &text);
    else if (text.length == 0 || text.at[0] != '/')
        broken = &form;
    if (broken != NULL)
        return broken;
    target->has_query = span_has(text, '?');
    target->path = span_cut(&text, '?');
    target->query = text;
    if (target->path.length == 0)
        target->path = (struct span){"/", 1};
    return NULL;
}
