#include "url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "span.h"

/* May these LENGTH bytes stand in a request? Not control characters, spaces or others beyond ASCII. */
static bool is_visible(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] <= ' ' || text[i] == 0x7f || (text[i] & 0x80) != 0)
            return false;
    return true;
}

/* HOST[:PORT], which is LENGTH bytes long. NULL, or what is wrong. */
static const char *parse_authority(struct url *url, const char *text, size_t length)
{
    const char *host = text, *port = NULL;
    size_t host_length = length;
    if (!is_visible(text, length))
        return "its host has a space or another character that no host has";
    if (memchr(text, '@', length) != NULL)
        return "names and passwords do not belong into a URL";
    if (length > 0 && text[0] == '[') {
        const char *end = memchr(text, ']', length);
        if (end == NULL)
            return "a \"[\" has no \"]\"";
        host = text + 1;
        host_length = (size_t)(end - host);
        port = end + 1 < text + length ? end + 1 : NULL;
    } else if ((port = memchr(text, ':', length)) != NULL) {
        host_length = (size_t)(port - text);
    }
    if (host_length == 0)
        return "it names no host";
    if (host_length >= sizeof url->host || length >= sizeof url->authority)
        return "its host is too long";
    url->port = 80;
    if (port != NULL) {
        size_t digits = (size_t)(text + length - port) - 1;
        url->port = 0;
        for (size_t i = 1; *port == ':' && i <= digits && digits <= 5 && is_digit(port[i]); i++)
            url->port = url->port * 10 + (port[i] - '0');
        if (*port != ':' || url->port < 1 || url->port > 65535 || digits > 5 ||
            strspn(port + 1, "0123456789") < digits)
            return "its port is not a number from 1 to 65535";
    }
    snprintf(url->host, sizeof url->host, "%.*s", (int)host_length, host);
    snprintf(url->authority, sizeof url->authority, "%.*s", (int)length, text);
    return NULL;
}

/* What stands behind the authority: at most a path and a query go into the request. */
static const char *parse_target(struct url *url, const char *text)
{
    size_t length = strcspn(text, "#");
    if (length + 2 > sizeof url->target)
        return "it is too long";
    if (!is_visible(text, length))
        return "it has a space or another character that must be written as %XX";
    snprintf(url->target, sizeof url->target, "%s%.*s", text[0] == '/' ? "" : "/", (int)length,
             text);
    return NULL;
}

const char *url_parse(struct url *url, const char *text)
{
    const char *scheme_end = strstr(text, "://");
    if (scheme_end != NULL && strncasecmp(text, "https", 5) == 0 && scheme_end == text + 5)
        return "https needs TLS, which is not in this suite; curl speaks it";
    if (scheme_end != NULL && scheme_end < text + strcspn(text, "/?#") + 1) {
        if (strncasecmp(text, "http", 4) != 0 || scheme_end != text + 4)
            return "its scheme is not http";
        text = scheme_end + 3;
    }
    size_t length = strcspn(text, "/?#");
    const char *wrong = parse_authority(url, text, length);
    return wrong != NULL ? wrong : parse_target(url, text + length);
}

const char *url_follow(struct url *url, const struct url *base, const char *location)
{
    if (strstr(location, "://") != NULL && location[strcspn(location, ":/?#")] == ':')
        return url_parse(url, location);
    if (location[0] == '/' && location[1] == '/')
        return url_parse(url, location + 2);
    *url = *base;
    if (location[0] == '\0' || location[0] == '#') /* the same page, or a part of it */
        return NULL;
    if (location[0] == '/')
        return parse_target(url, location);
    char merged[2 * URL_LIMIT]; /* beside the last page, or the same page with another query */
    size_t keep = strcspn(base->target, "?");
    while (location[0] != '?' && keep > 0 && base->target[keep - 1] != '/')
        keep--;
    snprintf(merged, sizeof merged, "%.*s%.*s", (int)keep, base->target, URL_LIMIT, location);
    return parse_target(url, merged);
}
