/* /connections: who is connected now. The page comes with a table; then a script asks for /connections/events, an answer
 * without an end, in which the server tells twice a second how things are: server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
#include <stdlib.h>

#include "crowd.h"
#include "page.h"
#include "pages.h"
#include "site.h"

enum { MEMBERS_SHOWN = 200 };

static const double EVENT_EACH_S = 0.5;

/* Add a line for each connection, its cells with what stands BETWEEN them. Returns how many connections there are, of
 * which at most MEMBERS_SHOWN are told. */
static size_t put_members(struct text *lines, struct crowd *crowd, const char *before,
                          const char *between, const char *after)
{
    struct crowd_member *members = calloc(MEMBERS_SHOWN, sizeof *members);
    if (members == NULL) {
        lines->failed = true;
        return 0;
    }
    size_t count = crowd_look(crowd, members, MEMBERS_SHOWN);
    for (size_t i = 0; i < count && i < MEMBERS_SHOWN; i++) {
        const struct crowd_member *member = &members[i];
        text_print(lines, "%s%s%s%d%s%s", before, member->peer, between, member->thread, between,
                   doing_text(member->doing));
        text_print(lines, "%s%lu%s%llu%s%llu%s%.0f%s", between, member->requests, between,
                   member->received, between, member->sent, between, member->age_s, after);
    }
    free(members);
    return count;
}

void show_connections(struct exchange *exchange)
{
    struct text rows = {0};
    size_t count =
        put_members(&rows, exchange->site->crowd, "<tr><td>", "</td><td>", "</td></tr>\n");
    const struct value values[] = {value_markup("rows", &rows), value_number("count", (long)count),
                                   value_number("shown", MEMBERS_SHOWN)};
    page_answer(exchange, "connections.html", "Who is connected", values, 3);
    text_release(&rows);
}

/* An event is some lines "data: ..." and an empty line. Ours: how many are connected, then a line for each. The parts of a
 * line lie between tabs, and none comes from a request, so nobody can put in another one. */
void show_connection_events(struct exchange *exchange)
{
    exchange->answer.type = "text/event-stream";
    text_put(&exchange->answer.fields, "Cache-Control: no-store\r\n");
    int sent = exchange_begin(exchange);
    do {
        struct text lines = {0}, event = {0};
        size_t count = put_members(&lines, exchange->site->crowd, "data: ", "\t", "\n");
        text_print(&event, "data: %zu\n", count);
        text_add(&event, lines.bytes, lines.length);
        text_put(&event, "\n");
        if (sent == 0 && !lines.failed && !event.failed)
            sent = exchange_piece(exchange, event.bytes, event.length);
        text_release(&lines);
        text_release(&event);
    } while (sent == 0 && exchange_pause(exchange, EVENT_EACH_S));
}
