/* / : what this server is, and what there is to see; or the front page of the files that it was told to serve. */
#include <string.h>

#include "files.h"
#include "page.h"
#include "pages.h"
#include "routes.h"

void show_index(struct exchange *exchange)
{
    if (serve_front_page(exchange))
        return;
    struct text rows = {0};
    for (const struct route *route = ROUTES; route < ROUTES + ROUTE_COUNT; route++) {
        if (route->about == NULL || strcmp(route->path, "/") == 0)
            continue;
        bool link = strncmp(route->methods, "GET", 3) == 0;
        text_print(&rows, "<li><h3>%s%s%s%s%s</h3> <span class=\"methods\">%s</span><p>",
                   link ? "<a href=\"" : "", link ? route->path : "", link ? "\">" : "",
                   route->path, link ? "</a>" : "", route->methods);
        text_escape(&rows, (struct span){route->about, strlen(route->about)});
        text_put(&rows, "</p></li>\n");
    }
    const struct value values[] = {value_markup("rows", &rows)};
    page_answer(exchange, "index.html", "Threaded HTTP server", values, 1);
    text_release(&rows);
}
