/* http/client: what curl does underneath: asks a server for a URL and prints what it sends.
 *
 *     http/single_server                       in one terminal
 *     http/client -v http://127.0.0.1:8080/    in another
 *
 * Look at fetch: connect, send the request, receive the head until its empty line, then exactly the body, whose
 * end the head has announced in one of three ways (http/body.h).
 * The letters of its options are curl's: fingers know them. Its page is docs/http/client.md. */
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/address.h"
#include "../common/connection.h"
#include "../common/message.h"
#include "../common/narrate.h"
#include "../common/options.h"
#include "body.h"
#include "question.h"
#include "reply.h"
#include "sink.h"
#include "url.h"

enum { REDIRECTS = 10, COMMAND_SIZE = ADDRESS_SIZE + 32 };

/* What the command line says beside the question. */
struct wishes {
    const char *file; /* NULL: standard output */
    bool show_head, follow;
    struct settings settings;
};

/* The command that starts a server THERE, at this PORT: what a person needs whom nobody has answered. A low port is most
 * likely the 80 of a URL without one, which belongs to root: so another server, and its URL. */
static const char *server_for(char command[COMMAND_SIZE], const char *there, long port)
{
    if (port < 1024)
        return "http/single_server, then ask for  http://127.0.0.1:8080/";
    bool ipv6 = there[0] == '[';
    const char *host = ipv6 ? there + 1 : there;
    char option[32] = "";
    if (port != 8080)
        snprintf(option, sizeof option, " -p %ld", port);
    if (strncmp(there, "127.0.0.1:", 10) == 0)
        snprintf(command, COMMAND_SIZE, "http/single_server%s", option);
    else
        snprintf(command, COMMAND_SIZE, "http/single_server %.*s%s",
                 (int)strcspn(host, ipv6 ? "]" : ":"), host, option);
    return command;
}

/* Returns a socket connected to the server, and its address THERE, or ends the program. */
static int connect_to(const struct settings *settings, char there[ADDRESS_SIZE])
{
    struct addrinfo *addresses = address_lookup(settings, SOCK_STREAM);
    char command[COMMAND_SIZE];
    int sock = -1;
    for (struct addrinfo *a = addresses; a != NULL && sock == -1; a = a->ai_next) {
        /* --- socket, connect: each address that the name has, until one takes us --- */
        address_text(there, a->ai_addr, a->ai_addrlen);
        sock = socket(a->ai_family, SOCK_STREAM, 0);
        narrate("socket(%s, SOCK_STREAM) = %d", family_name(a->ai_family), sock);
        if (sock == -1 || limit_waiting(sock, settings->timeout_s) == -1 ||
            (connect(sock, a->ai_addr, a->ai_addrlen) == -1 &&
             connect_resume(sock, a, settings->timeout_s) == -1)) {
            explain_connect(there,
                            a->ai_next == NULL ? server_for(command, there, settings->port) : NULL);
            if (sock != -1)
                close(sock);
            sock = -1;
        }
    }
    freeaddrinfo(addresses);
    if (sock == -1)
        exit(EXIT_FAILURE);
    char here[ADDRESS_SIZE];
    narrate("connect(%d, %s) = 0, from %s", sock, there, own_address_text(here, sock));
    return sock;
}

/* Receive once. Returns how many bytes; 0 at the end; ends the program when the connection is lost. */
static size_t receive(int sock, const char *there, char *bytes, size_t room)
{
    /* --- recv: what has come so far, perhaps half a head; 0 says that the server has closed --- */
    ssize_t received;
    do
        received = recv(sock, bytes, room, 0);
    while (received == -1 && errno == EINTR);
    if (received == -1)
        die("lost the connection to %s: %s", there, connection_error());
    return narrate_bytes('<', bytes, (size_t)received);
}

/* Receive until the head is whole. Returns how many bytes have come; what follows the head is of the body. Heads
 * that only announce another one (1xx) are passed over. */
static size_t receive_head(int sock, const char *there, char *bytes, bool head_only,
                           struct reply *reply)
{
    size_t length = 0;
    const char *wrong;
    for (;;) {
        enum reply_result result = reply_parse(reply, bytes, length, head_only, &wrong);
        if (result == REPLY_WRONG)
            die("%s: %s", there, wrong);
        if (result == REPLY_WHOLE && reply->status >= 200)
            return length;
        if (result == REPLY_WHOLE) {
            length -= reply->head_length;
            memmove(bytes, bytes + reply->head_length, length);
            continue;
        }
        if (length == REPLY_LIMIT)
            die("%s: the head of the response is longer than %d bytes", there, REPLY_LIMIT);
        size_t received = receive(sock, there, bytes + length, REPLY_LIMIT - length);
        if (received == 0)
            die("%s closed the connection %s", there,
                length == 0 ? "without an answer" : "in the middle of the head");
        length += received;
    }
}

/* Receive the body, exactly: LENGTH bytes of it are in BYTES already, which has room for REPLY_LIMIT. */
static void receive_body(int sock, const char *there, const struct reply *reply, char *bytes,
                         size_t length, struct sink *sink)
{
    struct body body;
    const struct rule *broken = body_start(&body, reply->framing, reply->content_length, INT64_MAX);
    size_t done = 0;
    while (broken == NULL) {
        /* --- body: take what is there of it; receive more only when it is not whole yet --- */
        size_t used;
        struct span data;
        enum body_result result =
            body_take(&body, bytes + done, length - done, &used, &data, &broken);
        done += used;
        if (result == BODY_DATA)
            sink_put(sink, data);
        if (result == BODY_END)
            return;
        if (result != BODY_NOT_YET)
            continue;
        sink_show_progress(sink);
        length = receive(sock, there, bytes, REPLY_LIMIT);
        done = 0;
        if (length == 0 && body_ends_at_close(&body))
            return;
        if (length == 0)
            die("%s closed the connection in the middle of the body, after %llu bytes", there,
                (unsigned long long)body.length);
    }
    die("%s: %s", there, broken->why);
}

/* Ask, and print the answer. true when it is elsewhere, and QUESTION is the next one. */
static bool fetch(const struct wishes *wishes, struct question *question)
{
    static char bytes[REPLY_LIMIT];
    char there[ADDRESS_SIZE];
    struct settings settings = wishes->settings;
    settings.host = question->url.host;
    settings.port = question->url.port;
    int sock = connect_to(&settings, there);

    /* --- send: the head, then the data of -d; if that fails, the server may have answered before
     * it closed, and that is worth reading --- */
    size_t length = question_write(question, bytes, sizeof bytes);
    if (send_all(sock, bytes, length) == -1 ||
        (question->data != NULL && send_all(sock, question->data, strlen(question->data)) == -1))
        warn("lost the connection to %s: %s", there, connection_error());

    /* --- answer: the head says where the body ends, and whether it is worth having --- */
    struct reply reply;
    length = receive_head(sock, there, bytes, strcmp(question->method, "HEAD") == 0, &reply);
    bool elsewhere = wishes->follow && question_follow(question, &reply);
    unsigned long long expected = reply.framing == BODY_LENGTH ? reply.content_length : 0;
    if (expected > 0 && wishes->show_head)
        expected += reply.head_length;
    struct sink sink = sink_open(elsewhere ? NULL : wishes->file, expected);
    if (wishes->show_head)
        sink_put(&sink, (struct span){bytes, reply.head_length});
    if (!elsewhere) {
        length -= reply.head_length;
        memmove(bytes, bytes + reply.head_length, length);
        receive_body(sock, there, &reply, bytes, length, &sink);
    }
    sink_close(&sink);
    close(sock);
    narrate("close(%d) = 0", sock);
    return elsewhere;
}

static void read_command_line(struct wishes *wishes, struct question *question, int argc,
                              char *argv[])
{
    bool only_ipv4 = false, only_ipv6 = false, verbose = false;
    const struct option own[] = {
        {'i', "include", NULL, "print the head of the response, too", .flag = &wishes->show_head},
        {'o', "output", "FILE", "write the body to FILE", .text = &wishes->file},
        {'X', "request", "METHOD", "another method than GET or, with -d, POST",
         .text = &question->method},
        {'d', "data", "DATA", "send DATA as a form does", .text = &question->data},
        {'H', "header", "LINE", "one more field line, such as 'Accept: text/html'",
         .into = question, .read = read_field_line},
        {'L', "location", NULL, "go on to where a redirect leads", .flag = &wishes->follow},
        {'t', "timeout", "TIME", "longest wait for an answer, 0 = no limit",
         .seconds = &wishes->settings.timeout_s},
        {'4', NULL, NULL, "IPv4 only", .flag = &only_ipv4},
        {'6', NULL, NULL, "IPv6 only", .flag = &only_ipv6},
        {'v', "verbose", NULL, "narrate each socket call on stderr", .flag = &verbose},
        {0},
    };
    const char *text = read_own_options("Ask a server for a URL and print what it sends.", "URL",
                                        "http://HOST[:PORT][/PATH][?QUERY]", own, argc, argv);
    if (text == NULL)
        wrong_usage("no URL to ask for\n  Try '%s --help'.", argv[0]);
    if (only_ipv4 && only_ipv6)
        wrong_usage("options '-4' and '-6' exclude each other");
    if (question->method == NULL)
        question->method = question->data != NULL ? "POST" : "GET";
    if (!is_token((struct span){question->method, strlen(question->method)}))
        wrong_usage("'%s' is not a method, such as PUT", question->method);
    const char *wrong = url_parse(&question->url, text);
    if (wrong != NULL)
        wrong_usage("'%s' is not a URL to ask for: %s", text, wrong);
    wishes->settings.family = only_ipv4 ? AF_INET : only_ipv6 ? AF_INET6 : AF_UNSPEC;
    if (verbose)
        narrate_start();
}

int main(int argc, char *argv[])
{
    static struct question question;
    struct wishes wishes = {.file = NULL};
    read_command_line(&wishes, &question, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a send to a server that has gone shall fail, not kill us */

    int redirects = 0;
    while (fetch(&wishes, &question))
        if (++redirects > REDIRECTS)
            die("more than %d redirects, the last to http://%s%s", REDIRECTS,
                question.url.authority, question.url.target);
    return output_finish();
}
