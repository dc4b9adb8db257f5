#include "serve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../common/connection.h"
#include "../common/message.h"
#include "../common/timing.h"
#include "inspect.h"
#include "respond.h"
#include "routes.h"

/* How long a client may take to close after an answer that ended the connection; see stream_close. */
static const double LINGER_S = 1, LINGER_FULL_S = 0.25;

void desk_open(struct desk *desk, struct service *service)
{
    desk->service = service;
    desk->second = 0;
    crowd_join(service->site->crowd, &desk->seat);
}

void desk_close(struct desk *desk)
{
    crowd_quit(desk->service->site->crowd, &desk->seat);
}

static void now_doing(struct desk *desk, enum doing doing)
{
    atomic_store_explicit(&desk->seat.doing, doing, memory_order_relaxed);
}

/* The time for the field Date, put into words once a second. */
static const char *date_of(struct desk *desk)
{
    time_t now = time(NULL);
    if (now != desk->second)
        http_date(desk->date, now);
    desk->second = now;
    return desk->date;
}

/* --- saying what went wrong --------------------------------------------------------------------------- */

/* Why a request was refused before a handler saw it. */
static void warn_refused(const struct desk *desk, const char *peer, const struct rule *broken)
{
    if (broken->status == 408)
        warn("%s sent no complete request within %g s", peer, desk->service->limit_s);
    else if (broken == &FIELDS_TOO_LARGE)
        warn("request header from %s is over %d bytes", peer, FIELDS_SIZE_LIMIT);
    else
        warn("%d for %s: %s", broken->status, peer, broken->why);
}

/* --- one exchange --------------------------------------------------------------------------------------- */

/* The path of a request, percent-decoded once, if need be to DECODED; a NUL was refused by the parser. */
static struct span decode_path(char *decoded, struct span path)
{
    if (!span_has(path, '%'))
        return path;
    size_t length = 0;
    for (size_t i = 0; i < path.length; i++) {
        if (path.at[i] == '%' && is_escape(path, i)) {
            decoded[length++] = (char)(hex_value(path.at[i + 1]) * 16 + hex_value(path.at[i + 2]));
            i += 2;
        } else {
            decoded[length++] = path.at[i];
        }
    }
    return (struct span){decoded, length};
}

/* The first line of what came, as the log shows it. */
static struct span request_line(const struct desk *desk)
{
    struct span rest = {desk->reader.bytes, desk->reader.length};
    struct span line;
    do {
        line = span_cut(&rest, '\n');
        if (line.length > 0 && line.at[line.length - 1] == '\r')
            line.length--;
    } while (line.length == 0 && rest.length > 0);
    return line;
}

/* Read the body and let the handler answer. READ_LOST when there is nobody to answer. */
static enum read_result answer_request(struct desk *desk, struct exchange *exchange)
{
    static const char CONTINUE[] = "HTTP/1.1 100 Continue\r\n\r\n";
    struct reader *reader = &desk->reader;
    const struct request *request = &reader->request;
    exchange->path = decode_path(desk->path, request->target.path);
    const struct route *route = route_find(exchange->path);
    const struct rule *refused = route_refuses(route, request->method), *broken = NULL;

    bool awaited = request->framing != BODY_NONE && !reader_has_more(reader);
    if (request->expects_continue && awaited && refused != NULL) {
        exchange->keep_alive = false; /* for who knows whether the body will come? */
        route_refuse(exchange, route, refused);
        return READ_REFUSED;
    }
    if (request->expects_continue && awaited && request->content_length <= BODY_LIMIT)
        stream_send(&desk->stream, CONTINUE, sizeof CONTINUE - 1); /* if it fails, recv does, too */
    struct text body = {0};
    struct record record = {
        .start = reader->start, .first_arrival = reader->first_arrival, .stream = &desk->stream};
    bool recorded = route->body == BODY_RECORDED;
    if (recorded)
        text_add(&record.bytes, reader->bytes, request->head_length);
    if (request->framing != BODY_NONE)
        now_doing(desk, READING_BODY);
    enum read_result result =
        reader_body(reader, desk->service->limit_s, route->body != BODY_IGNORED ? &body : NULL,
                    recorded ? &record.bytes : NULL, &broken);
    exchange->body = text_span(&body);
    exchange->record = recorded ? &record : NULL;
    record.length = desk->stream.received - reader->start - (reader->length - reader->taken);
    now_doing(desk, IN_HANDLER);
    exchange->broken = broken;
    if (result == READ_REFUSED)
        exchange_refuse(exchange, broken);
    else if (result == READ_WHOLE && refused != NULL)
        route_refuse(exchange, route, refused);
    else if (result == READ_WHOLE && (body.failed || record.bytes.failed))
        exchange_refuse(exchange, &NO_MEMORY);
    else if (result == READ_WHOLE)
        route_answer(exchange, route);
    text_release(&body);
    text_release(&record.bytes);
    exchange->body = (struct span){0};
    exchange->record = NULL;
    return result;
}

/* How the connection goes on after an exchange. */
enum next { NEXT_REQUEST, CLOSE, CLOSE_GENTLY };

/* Send the answer and write the log. */
static enum next finish(struct desk *desk, struct exchange *exchange)
{
    struct service *service = desk->service;
    struct reader *reader = &desk->reader;
    now_doing(desk, WRITING);
    /* Behind what has come: a small answer then touches no memory that the request has not touched. */
    exchange->space = reader->bytes + reader->length;
    exchange->room = sizeof reader->bytes - reader->length;
    if (exchange->broken != NULL)
        warn_refused(desk, exchange->peer, exchange->broken);
    if (exchange->broken != NULL || atomic_load(&service->ending))
        exchange->keep_alive = false;
    respond(exchange);
    desk->answered++;
    if (service->log != NULL)
        log_exchange(service->log, exchange, request_line(desk));
    if (exchange->lost)
        return CLOSE;
    if (exchange->keep_alive)
        return NEXT_REQUEST;
    /* A client that said "close" sends nothing more; if nothing is unread either, no reset can come of it. */
    const struct request *request = exchange->request;
    bool said = exchange->broken == NULL && !request->keep_alive && !request->expects_continue;
    bool unread = reader_has_more(reader) || stream_has_more(&desk->stream);
    return said && !unread ? CLOSE : CLOSE_GENTLY;
}

/* Read one request and answer it; it is the COUNT-th of this connection. */
static enum next serve_request(struct desk *desk, const char *peer, long count)
{
    struct service *service = desk->service;
    struct reader *reader = &desk->reader;
    const struct rule *broken;
    enum read_result result = reader_head(reader, service->idle_s, service->limit_s, &broken);
    if (result == READ_LOST && reader->length > 0)
        warn("lost the connection to %s: %s", peer, strerror(errno));
    if (result == READ_NOTHING || result == READ_LOST)
        return CLOSE;
    atomic_fetch_add_explicit(&desk->seat.requests, 1, memory_order_relaxed);
    struct exchange exchange = {
        .request = &reader->request,
        .peer = peer,
        .site = service->site,
        .answer = {.status = 200, .file = -1},
        .stream = &desk->stream,
        .date = date_of(desk),
        .keep_alive = reader->request.keep_alive && count < service->requests_limit,
        .broken = broken,
    };
    if (result == READ_WHOLE)
        result = answer_request(desk, &exchange);
    else
        exchange_refuse(&exchange, broken);
    enum next next = CLOSE;
    if (result == READ_LOST)
        warn("lost the connection to %s: %s", peer, strerror(errno));
    else
        next = finish(desk, &exchange);
    answer_release(&exchange.answer);
    return next;
}

/* Prepare to serve. 0, or -1: the client has gone already. */
static int begin(struct desk *desk, int sock, const char *peer)
{
    struct service *service = desk->service;
    desk->answered = 0;
    crowd_sit(service->site->crowd, &desk->seat, peer);
    reader_start(&desk->reader, &desk->stream);
    return stream_open(&desk->stream, sock, service->limit_s, service->idle_s, &service->ending,
                       &desk->seat);
}

static void end(struct desk *desk, double linger_s)
{
    struct service *service = desk->service;
    stream_close(&desk->stream, linger_s);
    crowd_leave(service->site->crowd, &desk->seat);
    atomic_fetch_add(&service->requests, desk->answered);
}

void serve(struct desk *desk, int sock, const char *peer)
{
    enum next next = begin(desk, sock, peer) == 0 ? NEXT_REQUEST : CLOSE;
    for (long count = 1; next == NEXT_REQUEST; count++) {
        if (count == 2)
            stream_no_delay(&desk->stream);
        now_doing(desk, IDLE);
        next = serve_request(desk, peer, count);
    }
    end(desk, next == CLOSE_GENTLY ? LINGER_S : 0);
}

void serve_full(struct desk *desk, int sock, const char *peer)
{
    static const struct rule full = {503, "All places of this server are taken; try again soon",
                                     "RFC 9110, section 15.6.4"};
    if (begin(desk, sock, peer) == 0) {
        request_reset(&desk->reader.request);
        struct exchange exchange = {
            .request = &desk->reader.request,
            .peer = peer,
            .answer = {.status = 503, .file = -1},
            .stream = &desk->stream,
            .date = date_of(desk),
        };
        text_put(&exchange.answer.fields, "Retry-After: 1\r\n");
        exchange_refuse(&exchange, &full);
        respond(&exchange);
        answer_release(&exchange.answer);
    }
    end(desk, LINGER_FULL_S);
}
