/* The target of a request: what it asks for, "/path?query" or "http://host/path?query" (RFC 9112, section 3.2). */
#ifndef TARGET_H
#define TARGET_H

#include "rule.h"
#include "span.h"

struct target {
    struct span host;  /* of a whole URI, or of CONNECT: host and perhaps port; else empty */
    struct span path;  /* begins with "/"; as it came, not decoded; "*" for OPTIONS */
    struct span query; /* what stands behind "?" */
    bool has_query;
};

/* Take TEXT apart, the target of a request with this METHOD. NULL, or the rule that it breaks. */
const struct rule *target_parse(struct target *target, struct span method, struct span text);

/* host [":" port] (RFC 3986, section 3.2; without a user, RFC 9110, section 4.2.4). Empty is well formed. */
bool is_host(struct span host);

#endif
