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
#include "../common/printable.h"
#include "body.h"
#include "reply.h"
#include "url.h"

enum { LINES = 32, REDIRECTS = 10, PIECE_SIZE = 64 * 1024 };

/* What the command line asks for. */
struct wishes {
    const char *file, *method, *data; /* NULL: standard output; GET, or POST with data; none */
    const char *lines[LINES];         /* -H: more field lines */
    int line_count;
    bool show_head, follow;
    struct settings settings;
};

static void take_line(const char *noun, const char *text, void *into)
{
    struct wishes *wishes = into;
    if (strchr(text, ':') == NULL || strpbrk(text, "\r\n") != NULL)
        wrong_usage("%s '%s' is not a field line, such as 'Accept: text/html'", noun, text);
    if (wishes->line_count == LINES)
        wrong_usage("%s: more than %d field lines", noun, LINES);
    wishes->lines[wishes->line_count++] = text;
}

/* Does the command line itself say what this field shall be? */
static bool has_line(const struct wishes *wishes, const char *name)
{
    for (int i = 0; i < wishes->line_count; i++)
        if (span_is_nocase((struct span){wishes->lines[i], strcspn(wishes->lines[i], ":")}, name))
            return true;
    return false;
}
/* Returns a socket connected to the server, and its address THERE, or ends the program. */
static int connect_to(const struct settings *settings, char there[ADDRESS_SIZE])
{
    struct addrinfo *addresses = address_lookup(settings, SOCK_STREAM);
    int sock = -1;
    for (struct addrinfo *a = addresses; a != NULL && sock == -1; a = a->ai_next) {
        address_text(there, a->ai_addr, a->ai_addrlen);
        sock = socket(a->ai_family, SOCK_STREAM, 0);
        narrate("socket(%s, SOCK_STREAM) = %d", family_name(a->ai_family), sock);
        if (sock == -1 || limit_waiting(sock, settings->timeout_s) == -1 ||
            (connect(sock, a->ai_addr, a->ai_addrlen) == -1 &&
             connect_resume(sock, a, settings->timeout_s) == -1)) {
            explain_connect(there, a->ai_next == NULL ? "http/single_server" : NULL);
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

/* --- the request ----------------------------------------------------------------------------------- */

static void print_request(FILE *out, const struct wishes *wishes, const struct url *url,
                          const char *method, const char *data)
{
    fprintf(out, "%s %s HTTP/1.1\r\n", method, url->target);
    if (!has_line(wishes, "Host"))
        fprintf(out, "Host: %s\r\n", url->authority);
    if (!has_line(wishes, "User-Agent"))
        fprintf(out, "User-Agent: two-terminals/%s\r\n", TWO_TERMINALS_VERSION);
    if (!has_line(wishes, "Accept"))
        fprintf(out, "Accept: */*\r\n");
    if (data != NULL && !has_line(wishes, "Content-Type"))
        fprintf(out, "Content-Type: application/x-www-form-urlencoded\r\n");
    if (data != NULL && !has_line(wishes, "Content-Length"))
        fprintf(out, "Content-Length: %zu\r\n", strlen(data));
    for (int i = 0; i < wishes->line_count; i++)
        fprintf(out, "%s\r\n", wishes->lines[i]);
    fprintf(out, "Connection: close\r\n\r\n");
}

/* Write the head of a request into TEXT. Returns its length, or ends the program when it is too long. */
static size_t write_request(char *text, size_t size, const struct wishes *wishes,
                            const struct url *url, const char *method, const char *data)
{
    long length = -1;
    FILE *out = fmemopen(text, size, "w");
    if (out != NULL) {
        print_request(out, wishes, url, method, data);
        fflush(out);
        length = ferror(out) ? -1 : ftell(out);
        fclose(out);
    }
    if (length < 0 || (size_t)length >= size)
        die("the request is longer than %zu bytes", size);
    return (size_t)length;
}

/* --- the response ---------------------------------------------------------------------------------- */

/* Receive once. Returns how many bytes; 0 at the end; ends the program when the connection is lost. */
static size_t receive(int sock, const char *there, char *bytes, size_t room)
{
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

/* Where the body goes: standard output, or a file. */
struct sink {
    FILE *out;
    const char *name;
    unsigned long long length, expected; /* bytes so far, and in the end; 0: nobody knows */
    bool terminal;                       /* printed safely */
    bool progress;                       /* shown on the terminal meanwhile */
};

/* A terminal obeys some of the bytes that a server may send: show them instead. */
static void put_on_terminal(FILE *out, struct span data)
{
    while (data.length > 0) {
        size_t plain = 0;
        while (plain < data.length && data.at[plain] != '\n' && data.at[plain] != '\t')
            plain++;
        print_safely(out, data.at, plain);
        if (plain < data.length)
            putc(data.at[plain++], out);
        data.at += plain;
        data.length -= plain;
    }
}

static void put(struct sink *sink, struct span data)
{
    if (sink->terminal)
        put_on_terminal(sink->out, data);
    else
        fwrite(data.at, 1, data.length, sink->out);
    if (ferror(sink->out))
        die("cannot write to %s: %s", sink->name, strerror(errno));
    sink->length += data.length;
}

static void show_progress(const struct sink *sink)
{
    if (!sink->progress)
        return;
    if (sink->expected > 0)
        fprintf(stderr, "\r%3llu %% of %llu bytes ", sink->length * 100 / sink->expected,
                sink->expected);
    else
        fprintf(stderr, "\r%llu bytes ", sink->length);
}

/* Receive the body, exactly: LENGTH bytes of it are in BYTES already. */
static void receive_body(int sock, const char *there, const struct reply *reply, char *bytes,
                         size_t length, struct sink *sink)
{
    struct body body;
    const struct rule *broken = body_start(&body, reply->framing, reply->content_length, INT64_MAX);
    size_t done = 0;
    while (broken == NULL) {
        size_t used;
        struct span data;
        enum body_result result =
            body_take(&body, bytes + done, length - done, &used, &data, &broken);
        done += used;
        if (result == BODY_DATA)
            put(sink, data);
        if (result == BODY_END)
            return;
        if (result != BODY_NOT_YET)
            continue;
        show_progress(sink);
        length = receive(sock, there, bytes, PIECE_SIZE);
        done = 0;
        if (length == 0 && body_ends_at_close(&body))
            return;
        if (length == 0)
            die("%s closed the connection in the middle of the body, after %llu bytes", there,
                (unsigned long long)body.length);
    }
    die("%s: %s", there, broken->why);
}

/* --- from the URL to the last byte ------------------------------------------------------------------ */

/* What is asked for, now: a redirect can change it. */
struct question {
    struct url url;
    const char *method, *data;
};

/* Does the response say that the page is elsewhere, and do we follow? Then the question is the next one. */
static bool is_redirect(const struct wishes *wishes, const struct reply *reply,
                        struct question *question)
{
    struct span location;
    bool moved = reply->status == 301 || reply->status == 302 || reply->status == 303 ||
                 reply->status == 307 || reply->status == 308;
    if (!wishes->follow || !moved || !reply_field(reply, "Location", &location))
        return false;
    char text[URL_LIMIT] = "";
    struct url next;
    if (location.length < sizeof text)
        memcpy(text, location.at, location.length);
    text[location.length < sizeof text ? location.length : 0] = '\0';
    const char *wrong = url_follow(&next, &question->url, text);
    if (wrong != NULL)
        die("the server says that the page is at another URL, but %s", wrong);
    question->url = next;
    if (reply->status == 303 || (reply->status < 303 && question->data != NULL)) {
        question->method = strcmp(question->method, "HEAD") == 0 ? "HEAD" : "GET";
        question->data =
            NULL; /* RFC 9110, section 15.4.4: the answer to a form is to be read there */
    }
    return true;
}

/* Open FILE, or standard output if it is NULL; not before something comes, or a failure would leave an empty file. */
static struct sink open_sink(const char *file, unsigned long long expected)
{
    struct sink sink = {.out = stdout, .name = "standard output", .expected = expected};
    if (file != NULL) {
        sink.name = file;
        sink.out = fopen(file, "wb");
        if (sink.out == NULL)
            die("cannot write to %s: %s", file, strerror(errno));
        sink.progress = isatty(STDERR_FILENO);
    }
    sink.terminal = file == NULL && isatty(STDOUT_FILENO);
    return sink;
}

static void close_sink(struct sink *sink)
{
    show_progress(sink);
    if (sink->progress)
        fputc('\n', stderr);
    if ((sink->out == stdout ? fflush(stdout) : fclose(sink->out)) != 0)
        die("cannot write to %s: %s", sink->name, strerror(errno));
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

    size_t length = write_request(bytes, sizeof bytes, wishes, &question->url, question->method,
                                  question->data);
    if (send_all(sock, bytes, length) == -1 ||
        (question->data != NULL && send_all(sock, question->data, strlen(question->data)) == -1))
        warn("lost the connection to %s: %s", there,
             connection_error()); /* it may have answered yet */

    struct reply reply;
    length = receive_head(sock, there, bytes, strcmp(question->method, "HEAD") == 0, &reply);
    bool elsewhere = is_redirect(wishes, &reply, question);
    unsigned long long expected = reply.framing == BODY_LENGTH ? reply.content_length : 0;
    if (expected > 0 && wishes->show_head)
        expected += reply.head_length;
    struct sink sink = open_sink(elsewhere ? NULL : wishes->file, expected);
    if (wishes->show_head)
        put(&sink, (struct span){bytes, reply.head_length});
    if (!elsewhere) {
        length -= reply.head_length;
        memmove(bytes, bytes + reply.head_length, length);
        receive_body(sock, there, &reply, bytes, length, &sink);
    }
    close_sink(&sink);
    close(sock);
    narrate("close(%d) = 0", sock);
    return elsewhere;
}

int main(int argc, char *argv[])
{
    static struct wishes wishes;
    bool only_ipv4 = false, only_ipv6 = false, verbose = false;
    const struct option own[] = {
        {'i', "include", NULL, "print the head of the response, too", .flag = &wishes.show_head},
        {'o', "output", "FILE", "write the body to FILE", .text = &wishes.file},
        {'X', "request", "METHOD", "another method than GET or, with -d, POST",
         .text = &wishes.method},
        {'d', "data", "DATA", "send DATA as a form does", .text = &wishes.data},
        {'H', "header", "LINE", "one more field line, such as 'Accept: text/html'", .into = &wishes,
         .read = take_line},
        {'L', "location", NULL, "go on to where a redirect leads", .flag = &wishes.follow},
        {'t', "timeout", "TIME", "longest wait for an answer, 0 = no limit",
         .seconds = &wishes.settings.timeout_s},
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
    if (wishes.method != NULL && !is_token((struct span){wishes.method, strlen(wishes.method)}))
        wrong_usage("'%s' is not a method, such as PUT", wishes.method);
    wishes.settings.family = only_ipv4 ? AF_INET : only_ipv6 ? AF_INET6 : AF_UNSPEC;
    signal(SIGPIPE, SIG_IGN); /* a send to a server that has gone shall fail, not kill us */
    if (verbose)
        narrate_start();

    struct question question = {.data = wishes.data};
    question.method = wishes.method != NULL ? wishes.method : wishes.data != NULL ? "POST" : "GET";
    const char *wrong = url_parse(&question.url, text);
    if (wrong != NULL)
        wrong_usage("'%s' is not a URL to ask for: %s", text, wrong);
    int redirects = 0;
    while (fetch(&wishes, &question))
        if (++redirects > REDIRECTS)
            die("more than %d redirects, the last to http://%s%s", REDIRECTS,
                question.url.authority, question.url.target);
    return output_finish();
}
