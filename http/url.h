/* Taking a URL apart: http://host:port/path?query#fragment (RFC 3986, section 3; RFC 9110, section 4.2.1). */
#ifndef URL_H
#define URL_H

#include <stdbool.h>
#include <stddef.h>

enum { URL_LIMIT = 4096 };

struct url {
    char host[256];         /* without the brackets of an IPv6 address */
    long port;              /* 80 unless the URL says otherwise */
    char authority[300];    /* host and port as the Host field wants them */
    char target[URL_LIMIT]; /* path and query, "/" if the URL has none; never the fragment */
};

/* NULL, or in words what is wrong with TEXT. Without "http://" in front, it is taken as if it stood there. */
const char *url_parse(struct url *url, const char *text);

/* Where a redirect leads to: LOCATION, as a response to BASE names it, may be a whole URL or only a part (RFC 9110,
 * section 10.2.2; RFC 3986, section 5.2, but for ".."). NULL, or in words what is wrong. */
const char *url_follow(struct url *url, const struct url *base, const char *location);

#endif
