#include "routes.h"

#include <string.h>

#include "files.h"
#include "inspect.h"
#include "pages.h"

const struct route ROUTES[] = {
    {"/", "GET, HEAD", show_index, BODY_IGNORED, "What this is, and where it leads"},
    {"/inspect", "GET, HEAD, POST, PUT, PATCH, DELETE", show_inspect, BODY_RECORDED,
     "Exactly the bytes that your browser sent, and what was understood from them"},
    {"/echo", "POST, PUT", show_echo, BODY_KEPT, "The body of your request, sent back"},
    {"/form", "GET, HEAD, POST", show_form, BODY_KEPT,
     "A form, and how its values travel: in the target, or in the body"},
    {"/slow", "GET, HEAD", show_slow, BODY_IGNORED,
     "A page that takes its time, while others are served"},
    {"/drip", "GET, HEAD", show_drip, BODY_IGNORED, "A body that comes in pieces: chunks"},
    {"/count", "GET, HEAD, POST", show_count, BODY_KEPT,
     "A counter with a lock and one without: the updates that get lost"},
    {"/race", "GET, HEAD", show_race, BODY_IGNORED,
     "Six slow requests at once, against one at a time, drawn as a waterfall"},
    {"/cookies", "GET, HEAD, POST", show_cookies, BODY_KEPT,
     "How a server knows you again: a cookie, counted and forgotten"},
    {"/private", "GET, HEAD", show_private, BODY_IGNORED,
     "A page with a password, and why that needs TLS"},
    {"/connections", "GET, HEAD", show_connections, BODY_IGNORED,
     "Who is connected now, and what is done for each"},
    {"/connections/events", "GET, HEAD", show_connection_events, BODY_IGNORED, NULL},
    {"/template", "GET, HEAD", show_template, BODY_IGNORED,
     "Values put into a page, so that none of them becomes a command"},
    {"/two-terminals/*", "GET, HEAD", show_asset, BODY_IGNORED, NULL},
    {"/*", "GET, HEAD", serve_file, BODY_IGNORED, NULL},
};
const size_t ROUTE_COUNT = sizeof ROUTES / sizeof ROUTES[0];

static bool matches(const char *pattern, struct span path)
{
    size_t length = strlen(pattern);
    if (pattern[length - 1] != '*')
        return span_is(path, pattern);
    return path.length >= length - 1 && memcmp(path.at, pattern, length - 1) == 0;
}

const struct route *route_find(struct span path)
{
    const struct route *files = &ROUTES[ROUTE_COUNT - 1];
    for (const struct route *route = ROUTES; route < files; route++)
        if (matches(route->path, path))
            return route;
    return files;
}

/* "GET, HEAD" as a list of methods; they are case-sensitive (RFC 9110, section 9.1). */
static bool allows(const char *methods, struct span method)
{
    struct span list = {methods, strlen(methods)};
    while (list.length > 0) {
        struct span one = span_trimmed(span_cut(&list, ','));
        if (one.length == method.length && memcmp(one.at, method.at, one.length) == 0)
            return true;
    }
    return false;
}

const struct rule *route_refuses(const struct route *route, struct span method)
{
    static const struct rule not_here = {
        405, "This page does not take that method; the field Allow says which ones it takes",
        "RFC 9110, section 15.5.6"};
    if (allows(route->methods, method) || span_is(method, "OPTIONS"))
        return NULL;
    return is_known_method(method) ? &not_here : &METHOD_UNKNOWN;
}

static void put_allow(struct exchange *exchange, const char *methods)
{
    text_print(&exchange->answer.fields, "Allow: %s, OPTIONS\r\n", methods);
}

void route_refuse(struct exchange *exchange, const struct route *route, const struct rule *rule)
{
    if (rule->status == 405)
        put_allow(exchange, route->methods);
    exchange_refuse(exchange, rule);
}

void route_answer(struct exchange *exchange, const struct route *route)
{
    if (span_is(exchange->request->method, "OPTIONS")) {
        bool all = span_is(exchange->path, "*"); /* the server as a whole */
        put_allow(exchange, all ? "GET, HEAD, POST, PUT, PATCH, DELETE" : route->methods);
        exchange->answer.status = 204;
    } else {
        route->handle(exchange);
    }
}
