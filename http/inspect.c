#include "inspect.h"

#include <stdio.h>

#include "page.h"
#include "reader.h"

/* Add a part of the request as the page shows it: text as text, and each CR and LF, which nobody sees otherwise, by its
 * name. */
static void put_wire(struct text *wire, const char *bytes, size_t length)
{
    size_t plain = 0; /* bytes before I that are not added yet */
    for (size_t i = 0; i <= length; i++) {
        if (i < length && bytes[i] != '\r' && bytes[i] != '\n') {
            plain++;
            continue;
        }
        text_escape(wire, (struct span){bytes + i - plain, plain});
        plain = 0;
        if (i < length && bytes[i] == '\r')
            text_put(wire, "<span class=\"cr\">CR</span>");
        else if (i < length)
            text_put(wire, "<span class=\"lf\">LF</span>\n");
    }
}

/* The request as it is shown, and how far. */
struct view {
    const struct record *record;
    struct text wire, receives;
    unsigned long long shown; /* bytes of the request */
};

/* Show what came up to UNTIL, and which calls of recv brought it: those with the numbers FIRST to LAST. */
static void put_receive(struct view *view, unsigned long long until, unsigned long long first,
                        unsigned long long last, double ms)
{
    const struct text *bytes = &view->record->bytes;
    unsigned long long count = until - view->shown;
    size_t from = view->shown < bytes->length ? (size_t)view->shown : bytes->length;
    size_t to = until < bytes->length ? (size_t)until : bytes->length;
    char numbers[64];
    if (first == last)
        snprintf(numbers, sizeof numbers, "%llu", first);
    else
        snprintf(numbers, sizeof numbers, "%llu to %llu", first, last);
    put_wire(&view->wire, bytes->bytes + from, to - from);
    text_print(&view->wire, "<span class=\"recv\">recv %s: %llu byte%s, %.3f ms</span>\n", numbers,
               count, count == 1 ? "" : "s", ms);
    text_print(&view->receives, "<tr><td>%s</td><td>%llu</td><td>%.3f ms</td></tr>\n", numbers,
               count, ms);
    view->shown = until;
}

/* Show all of it, with a mark wherever a recv ended. Times count from the first that is known. */
static void put_receives(struct view *view)
{
    const struct record *record = view->record;
    const struct stream *stream = record->stream;
    unsigned long long first = record->first_arrival, i = first;
    if (stream->arrival_count >
        first + ARRIVALS_KEPT) /* of the others nobody knows where they ended */
        i = stream->arrival_count - ARRIVALS_KEPT;
    double start_s = stream->arrivals[i % ARRIVALS_KEPT].at_s;
    for (; i < stream->arrival_count && view->shown < record->length; i++) {
        const struct arrival *arrival = &stream->arrivals[i % ARRIVALS_KEPT];
        unsigned long long until = arrival->received - record->start;
        if (until > record->length) /* the rest belongs to the next request */
            until = record->length;
        put_receive(view, until, first - record->first_arrival + 1, i - record->first_arrival + 1,
                    (arrival->at_s - start_s) * 1000);
        first = i + 1;
    }
    if (record->length > record->bytes.length)
        text_print(&view->wire, "<span class=\"recv\">only the first %zu bytes are shown</span>\n",
                   record->bytes.length);
}

/* Add a row: what it is, and what was found. */
static void put_row(struct text *rows, const char *name, struct span value)
{
    text_print(rows, "<tr><th scope=\"row\">%s</th><td>", name);
    text_escape(rows, value);
    text_put(rows, "</td></tr>\n");
}

static void put_parsed(struct text *rows, const struct exchange *exchange)
{
    const struct request *request = exchange->request;
    put_row(rows, "Method", request->method);
    put_row(rows, "Path", request->target.path);
    put_row(rows, "Path, decoded", exchange->path);
    if (request->target.has_query)
        put_row(rows, "Query", request->target.query);
    text_print(rows, "<tr><th scope=\"row\">Version</th><td>HTTP/1.%d</td></tr>\n", request->minor);
    put_row(rows, "Host", request->target.host);
    for (size_t i = 0; i < request->field_count; i++) {
        text_put(rows, "<tr><th scope=\"row\">Field ");
        text_escape(rows, request->fields[i].name);
        text_put(rows, "</th><td>");
        text_escape(rows, request->fields[i].value);
        text_put(rows, "</td></tr>\n");
    }
    text_print(rows, "<tr><th scope=\"row\">Body</th><td>%zu bytes</td></tr>\n",
               exchange->body.length);
}

/* How was it decided where the request ends (RFC 9112, section 6.3)? */
static const char *framing_text(enum framing framing)
{
    switch (framing) {
    case BODY_LENGTH:
        return "Content-Length says how many bytes the body has: so many were read behind the "
               "empty line.";
    case BODY_CHUNKED:
        return "Transfer-Encoding is chunked: each piece of the body says its own size in front, "
               "in hexadecimal "
               "digits, and a piece of size 0 is the end.";
    default:
        return "There is neither Content-Length nor Transfer-Encoding: the request has no body, "
               "and ends with the "
               "empty line.";
    }
}

void show_inspect(struct exchange *exchange)
{
    struct view view = {.record = exchange->record};
    struct text parsed = {0};
    put_receives(&view);
    put_parsed(&parsed, exchange);
    const struct value values[] = {
        value_markup("wire", &view.wire),
        value_markup("receives", &view.receives),
        value_markup("parsed", &parsed),
        value_text("framing", framing_text(exchange->request->framing)),
    };
    page_answer(exchange, "inspect.html", "What you sent", values,
                sizeof values / sizeof values[0]);
    text_release(&view.wire);
    text_release(&view.receives);
    text_release(&parsed);
}
