/* http/single_server: the smallest correct HTTP server: one connection, one request, one response, the next.
 *
 *     http/single_server               in one terminal
 *     curl -i http://127.0.0.1:8080/   in another, or a browser
 *
 * Look at serve: a request has no length of its own, so the server receives until the empty line behind the
 * head has come; and at answer, for what a response must say so that the client knows where it ends.
 * Its big sister is http/threaded_server.c, its page docs/http/single_server.md. */
#include <errno.h>
#include <math.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/address.h"
#include "../common/connection.h"
#include "../common/message.h"
#include "../common/narrate.h"
#include "../common/options.h"
#include "../common/stop.h"
#include "../common/timing.h"
#include "request.h"
#include "response.h"

static const char PAGE[] =
    "<html><head><title>Hello!</title></head><body><h1>Hello, World!</h1></body></html>\n";

/* Room for either: that page, which is there to be changed, or the words why not. */
enum { CONTENT_SIZE = sizeof PAGE > ERROR_PAGE_SIZE ? sizeof PAGE : ERROR_PAGE_SIZE };

/* What may be done instead (RFC 9110, section 10.2.1). */
static const char ALLOW[] = "Allow: GET, HEAD\r\n";

/* After its answer a client has so long to close; see read_rest. */
static const double LINGER_S = 1;

/* Returns a listening socket and writes its address HERE, or ends the program. */
static int listen_on(const struct settings *settings, char here[ADDRESS_SIZE])
{
    struct addrinfo *addresses = address_lookup(settings, SOCK_STREAM);
    int listener = -1, yes = 1;
    for (struct addrinfo *a = addresses; a != NULL && listener == -1; a = a->ai_next) {
        /* --- socket, bind, listen: each address that the name has, until one is ours --- */
        address_text(here, a->ai_addr, a->ai_addrlen);
        listener = socket(a->ai_family, SOCK_STREAM, 0);
        narrate("socket(%s, SOCK_STREAM) = %d", family_name(a->ai_family), listener);
        if (listener == -1 || /* SO_REUSEADDR: the last run's connections shall not stop us */
            setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1 ||
            bind(listener, a->ai_addr, a->ai_addrlen) == -1 || listen(listener, SOMAXCONN) == -1) {
            explain_bind(here, (int)settings->port, 't');
            if (listener != -1)
                close(listener);
            listener = -1;
        }
    }
    freeaddrinfo(addresses);
    if (listener == -1)
        exit(EXIT_FAILURE);
    own_address_text(here, listener);
    narrate("bind(%d, %s) = 0", listener, here);
    narrate("listen(%d, %d) = 0", listener, SOMAXCONN);
    return listener;
}

/* Receive what comes until DEADLINE_S. Returns how many bytes, 0 at the end; -1 with errno, which is EAGAIN when
 * the time is up. */
static ssize_t receive(int client, char *bytes, size_t room, double deadline_s)
{
    /* --- recv: a piece of the request, and no longer than the whole of it may take --- */
    ssize_t received;
    do {
        double left_s = deadline_s - now_s();
        errno = EAGAIN;
        if (left_s <= 0 || limit_receiving(client, left_s) == -1)
            return -1;
        received = recv(client, bytes, room, 0);
    } while (received == -1 && errno == EINTR && !stop_requested());
    if (received > 0)
        narrate_bytes('<', bytes, (size_t)received);
    return received;
}

/* Send one response: a page, or with it the words why not. */
static void answer(int client, const char *there, const struct request *request,
                   const struct rule *broken)
{
    char page[CONTENT_SIZE], text[RESPONSE_HEAD_SIZE + CONTENT_SIZE];
    bool head_only = span_is(request->method, "HEAD");
    size_t length = sizeof PAGE - 1;
    memcpy(page, PAGE, length);
    if (broken != NULL)
        length = error_page(page, broken, NULL);
    struct response response = {
        .status = broken != NULL ? broken->status : 200,
        .type = "text/html; charset=utf-8",
        .length = (long long)length,
    };
    if (response.status == 405)
        response.fields = (struct span){ALLOW, sizeof ALLOW - 1};
    /* --- send: head and page together; of two segments, the second would wait until the first is
     * acknowledged --- */
    size_t head = response_head(text, RESPONSE_HEAD_SIZE, &response);
    if (head_only)
        length = 0; /* RFC 9110, section 9.3.2: the same head, no content */
    memcpy(text + head, page, length);
    if (send_all(client, text, head + length) == -1)
        warn("lost the connection to %s: %s", there, connection_error());
    else
        say("%d %s, %zu byte%s to %s\n", response.status, status_reason(response.status), length,
            length == 1 ? "" : "s", there);
}

/* The client may still be sending, or have sent what nobody has read. */
static void read_rest(int client)
{
    char unread[4096];
    double deadline = now_s() + LINGER_S;
    /* --- shutdown: close alone, with bytes left unread, would send a reset, which can destroy the
     * answer on its way (RFC 9112, section 9.6); so say that it was all, and read to the end --- */
    if (shutdown(client, SHUT_WR) == 0)
        narrate("shutdown(%d, SHUT_WR) = 0", client);
    while (receive(client, unread, sizeof unread, deadline) > 0) {
    }
}

/* The method says what shall be done. NULL, or why we do not. */
static const struct rule *judge_method(struct span method)
{
    static const struct rule not_here = {405, "There is only a page to be read here: GET and HEAD",
                                         "RFC 9110, section 15.5.6"};
    if (span_is(method, "GET") || span_is(method, "HEAD"))
        return NULL;
    return is_known_method(method) ? &not_here : &METHOD_UNKNOWN;
}

/* Receive one request, show it, answer it. */
static void serve(int client, const char *there, double timeout_s)
{
    char bytes[HEAD_LIMIT];
    size_t length = 0;
    struct request request = {0};
    const struct rule *broken = NULL;
    enum request_result result = REQUEST_NOT_YET;
    double deadline = timeout_s > 0 ? now_s() + timeout_s : INFINITY;
    while (result == REQUEST_NOT_YET && broken == NULL) {
        /* --- head: receive until the parser has met the empty line, or what is no request --- */
        ssize_t received = receive(client, bytes + length, sizeof bytes - length, deadline);
        if (received == -1 && errno == EAGAIN) {
            warn("%s sent no complete request within %g s", there, timeout_s);
            broken = &HEAD_TOO_SLOW;
        } else if (received == -1 || (received == 0 && length == 0)) {
            if (received == -1 && !stop_requested())
                warn("lost the connection to %s: %s", there, connection_error());
            return;
        } else if (received == 0) {
            broken = &HEAD_INCOMPLETE;
        } else {
            length += (size_t)received;
            result = request_parse(&request, bytes, length, &broken);
        }
    }
    say_lines("----- HTTP REQUEST -----\n", bytes,
              result == REQUEST_WHOLE ? request.head_length : length, "------------------------\n");
    if (broken == NULL)
        broken = judge_method(request.method);
    answer(client, there, &request, broken);
    bool all = broken == NULL && request.framing == BODY_NONE && length == request.head_length;
    if (!all || request.keep_alive) /* else the client said that it wants to send nothing more */
        read_rest(client);
}

int main(int argc, char *argv[])
{
    struct settings settings = {
        .port = 8080,
        .timeout_s = 10,
        .timeout_help = "limit for the whole head of a request, 0 = none",
    };
    bool once = false;
    const struct option own[] = {
        {0, "once", NULL, "end after one client", .flag = &once},
        {0},
    };
    read_options(&settings, SERVER, "Show each HTTP request, answer it with a small page, close.",
                 own, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a send to a client that has gone shall fail, not kill us */

    char here[ADDRESS_SIZE], there[ADDRESS_SIZE];
    int listener = listen_on(&settings, here);
    stop_on_signals();
    if (say("HTTP server running on http://%s\n", here) == -1)
        return EXIT_FAILURE;

    unsigned long long clients = 0;
    while (!stop_requested() && !(once && clients > 0)) {
        /* --- accept: one client, one request, one answer; the others wait in the queue --- */
        struct sockaddr_storage peer;
        socklen_t size = sizeof peer;
        int client = accept(listener, (struct sockaddr *)&peer, &size);
        if (client == -1) {
            accept_failed();
            continue;
        }
        narrate("accept(%d) = %d", listener, client);
        say("Connection from %s\n", address_text(there, (struct sockaddr *)&peer, size));
        limit_sending(client, settings.timeout_s); /* a client that reads nothing */
        serve(client, there, settings.timeout_s);
        close(client);
        narrate("close(%d) = 0", client);
        clients++;
    }
    close(listener);
    say("Served %llu client%s.\n", clients, clients == 1 ? "" : "s");
    return output_finish();
}
