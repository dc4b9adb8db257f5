#include "inspect.h"

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

/* Add the request to WIRE, with a mark wherever a recv ended, and a row for each recv to RECEIVES. */
static void put_receives(struct text *wire, struct text *receives, const struct record *record)
{
    const struct stream *stream = record->stream;
    unsigned long long end = record->start + record->length, from = record->start;
    unsigned long long first =
        stream->arrival_count > ARRIVALS_KEPT ? stream->arrival_count - ARRIVALS_KEPT : 0;
    double start_s = 0;
    long count = 0;
    size_t shown = 0;
    for (unsigned long long i = first; i < stream->arrival_count && from < end; i++) {
        const struct arrival *arrival = &stream->arrivals[i % ARRIVALS_KEPT];
        if (arrival->received <= record->start)
            continue; /* it brought the request before */
        if (count++ == 0)
            start_s = arrival->at_s;
        unsigned long long to = arrival->received < end ? arrival->received : end;
        double ms = (arrival->at_s - start_s) * 1000;
        text_print(receives, "<tr><td>%ld</td><td>%llu</td><td>%.3f ms</td></tr>\n", count,
                   to - from, ms);
        size_t until = (size_t)(to - record->start);
        if (until > record->bytes.length)
            until = record->bytes.length;
        put_wire(wire, record->bytes.bytes + shown, until - shown);
        text_print(wire, "<span class=\"recv\">recv %ld: %llu bytes, %.3f ms</span>\n", count,
                   to - from, ms);
        shown = until;
        from = to;
    }
    put_wire(wire, record->bytes.bytes + shown, record->bytes.length - shown);
    if (record->length > record->bytes.length)
        text_print(wire, "<span class=\"recv\">and %llu more bytes</span>\n",
                   record->length - record->bytes.length);
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
    struct text wire = {0}, receives = {0}, parsed = {0};
    put_receives(&wire, &receives, exchange->record);
    put_parsed(&parsed, exchange);
    const struct value values[] = {
        value_markup("wire", &wire),
        value_markup("receives", &receives),
        value_markup("parsed", &parsed),
        value_text("framing", framing_text(exchange->request->framing)),
    };
    page_answer(exchange, "inspect.html", "What you sent", values,
                sizeof values / sizeof values[0]);
    text_release(&wire);
    text_release(&receives);
    text_release(&parsed);
}
