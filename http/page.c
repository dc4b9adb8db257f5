#include "page.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "pages.h"
#include "routes.h"
#include "site.h"

/* Even if a value came through unescaped, the browser would run no script but our files (CSP Level 3). And a
 * page that depends on who asks, and when, is worth nothing to anybody later. */
static const char PAGE_FIELDS[] =
    "Content-Security-Policy: default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'\r\n"
    "Cache-Control: no-store\r\n";

enum { VALUES_LIMIT = 15 };

static const struct rule UNREADABLE = {500, "A file in http/pages could not be read", NULL};
static const struct rule NO_DESCRIPTOR = {503, "The server has too many files open", NULL};
static const struct rule INCOMPLETE = {500, "A page has a place {{...}} with no value for it",
                                       NULL};

/* Open a file of ours. NULL with errno. */
static FILE *open_page(const char *folder, const char *name)
{
    struct text path = {0};
    FILE *file = NULL;
    text_put(&path, folder);
    text_put(&path, "/");
    text_add(&path, name, strlen(name) + 1); /* with its NUL */
    errno = ENOMEM;
    if (!path.failed)
        file = fopen(path.bytes, "rb");
    int saved = errno;
    text_release(&path);
    errno = saved;
    return file;
}

bool page_read(struct exchange *exchange, const char *name, struct text *into)
{
    char part[512]; /* small, as all that lies on a thread's stack: there are many threads */
    FILE *file = open_page(exchange->site->pages, name);
    if (file == NULL) {
        bool full = errno == EMFILE || errno == ENFILE;
        exchange_refuse(exchange, full ? &NO_DESCRIPTOR : &UNREADABLE);
        return false;
    }
    size_t got;
    while ((got = fread(part, 1, sizeof part, file)) > 0)
        text_add(into, part, got);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed || into->failed)
        exchange_refuse(exchange, failed ? &UNREADABLE : &NO_MEMORY);
    return !failed && !into->failed;
}

/* Links to all pages; the one that is shown is marked. */
static void put_links(struct text *links, struct span here)
{
    for (const struct route *route = ROUTES; route < ROUTES + ROUTE_COUNT; route++)
        if (route->about != NULL && strncmp(route->methods, "GET", 3) == 0)
            text_print(links, "<li><a href=\"%s\"%s>%s</a></li>\n", route->path,
                       span_is(here, route->path) ? " aria-current=\"page\"" : "",
                       strcmp(route->path, "/") == 0 ? "start" : route->path + 1);
}

/* Fill the file NAME into INTO; {{here}} in it is our address, as the browser knows it, for commands to copy. False when the answer is an error already. */
static bool fill(struct exchange *exchange, const char *name, struct text *into,
                 const struct value *values, size_t count)
{
    struct text file = {0}, here = {0};
    struct value all[VALUES_LIMIT + 1] = {value_text("here", "http://127.0.0.1:8080")};
    struct span host = exchange->request->target.host;
    bool complete = false;
    if (host.length > 0) {
        text_put(&here, "http://");
        text_add(&here, host.at, host.length);
        all[0] = value_span("here", text_span(&here));
    }
    for (size_t i = 0; i < count && i < VALUES_LIMIT; i++)
        all[i + 1] = values[i];
    if (page_read(exchange, name, &file)) {
        complete = count <= VALUES_LIMIT && template_fill(into, text_span(&file), all, count + 1);
        if (!complete)
            exchange_refuse(exchange, &INCOMPLETE);
        else if (into->failed)
            exchange_refuse(exchange, &NO_MEMORY);
    }
    text_release(&here);
    text_release(&file);
    return complete && !into->failed;
}

void page_answer(struct exchange *exchange, const char *name, const char *title,
                 const struct value *values, size_t count)
{
    struct text content = {0}, links = {0}, page = {0};
    put_links(&links, exchange->path);
    bool filled = fill(exchange, name, &content, values, count);
    const struct value frame[] = {value_text("title", title), value_markup("links", &links),
                                  value_markup("content", &content)};
    if (filled && fill(exchange, "frame.html", &page, frame, sizeof frame / sizeof frame[0])) {
        exchange->answer.type = "text/html; charset=utf-8";
        text_put(&exchange->answer.fields, PAGE_FIELDS);
        text_add(&exchange->answer.text, page.bytes, page.length);
    }
    text_release(&content);
    text_release(&links);
    text_release(&page);
}

bool page_takes_form(struct exchange *exchange)
{
    static const struct rule other = {
        415, "This page takes forms of the type application/x-www-form-urlencoded only",
        "RFC 9110, section 15.5.16"};
    const struct field *field = request_field(exchange->request, "Content-Type");
    struct span type = field != NULL ? field->value : (struct span){0};
    if (span_is_nocase(span_trimmed(span_cut(&type, ';')), "application/x-www-form-urlencoded"))
        return true;
    exchange_refuse(exchange, &other);
    return false;
}

/* A table, not a path made of what was asked for: no other file can be reached. */
void show_asset(struct exchange *exchange)
{
    static const struct {
        const char *path, *type;
    } assets[] = {
        {"/two-terminals/style.css", "text/css; charset=utf-8"},
        {"/two-terminals/icon.svg", "image/svg+xml"},
        {"/two-terminals/count.js", "text/javascript; charset=utf-8"},
        {"/two-terminals/race.js", "text/javascript; charset=utf-8"},
        {"/two-terminals/connections.js", "text/javascript; charset=utf-8"},
    };
    static const struct rule unknown = {404, "Nothing of this name belongs to our own pages",
                                        "RFC 9110, section 15.5.5"};
    for (size_t i = 0; i < sizeof assets / sizeof assets[0]; i++)
        if (span_is(exchange->path, assets[i].path)) {
            const char *name = strrchr(assets[i].path, '/') + 1;
            if (page_read(exchange, name, &exchange->answer.text)) {
                exchange->answer.type = assets[i].type;
                text_put(&exchange->answer.fields, "Cache-Control: no-cache\r\n");
            }
            return;
        }
    exchange_refuse(exchange, &unknown);
}
