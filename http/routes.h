/* The table of the threaded server: which method and path are answered by which handler? */
#ifndef ROUTES_H
#define ROUTES_H

#include "exchange.h"
#include "rule.h"

/* What happens to a request's body, which is always read. */
enum body_use {
    BODY_IGNORED,
    BODY_KEPT,     /* exchange->body has it */
    BODY_RECORDED, /* and the bytes themselves are kept as they came, for /inspect */
};

struct route {
    const char *path;    /* "/slow"; with a "*" at its end, all paths that begin so */
    const char *methods; /* "GET, HEAD", as the field Allow says it; OPTIONS is answered for all */
    void (*handle)(struct exchange *exchange);
    enum body_use body;
    const char *about; /* a sentence for the page "/"; NULL: not listed there */
};

/* The rows; the last one, for all other paths, are the files. */
extern const struct route ROUTES[];
extern const size_t ROUTE_COUNT;

/* The route of PATH (decoded); there always is one. */
const struct route *route_find(struct span path);

/* Does this METHOD fit the route? NULL, or the rule that is broken: 405, or 501 if nobody here knows it. */
const struct rule *route_refuses(const struct route *route, struct span method);

/* Answer that, and what may be done instead. */
void route_refuse(struct exchange *exchange, const struct route *route, const struct rule *rule);

/* Let the handler answer; OPTIONS is answered here. */
void route_answer(struct exchange *exchange, const struct route *route);

#endif
