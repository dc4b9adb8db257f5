/* udp/echo_client: sends messages to an echo server and checks what comes back, byte for byte.
 *
 *     udp/echo_server                      in one terminal
 *     udp/echo_client -m 'Hello!'          in another: one message
 *     udp/echo_client                      or lines that you type, until Ctrl-D
 *     udp/echo_client -n 10 -i 1           or like ping: how long does a round trip take, what gets lost?
 *     udp/echo_client -n 100 -w 16         with 16 under way at once: do they keep their order?
 *
 * Look at exchange: a message or its echo may be lost, so it is sent again after a while; and then the
 * first echo may still come, late, and must not be taken for that of the next message.
 * Its partner is udp/echo_server.c, its page docs/udp/echo.md. */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/address.h"
#include "../common/connection.h"
#include "../common/datagram.h"
#include "../common/message.h"
#include "../common/narrate.h"
#include "../common/options.h"
#include "../common/stop.h"
#include "../common/timing.h"
#include "numbered.h"
#include "ping.h"

enum { DEFAULT_SIZE = 64, DEFAULT_TRIES = 3 };

/* Returns a socket connected to the first of the addresses at *NEXT that lets us, and its words THERE; -1
 * when none does. *NEXT becomes those after it: connect sends nothing, so whether it was the right one shows
 * only later. */
static int connect_to(const struct addrinfo **next, char there[ADDRESS_SIZE])
{
    int sock = -1;
    for (const struct addrinfo *a = *next; a != NULL && sock == -1; a = a->ai_next) {
        *next = a->ai_next;
        address_text(there, a->ai_addr, a->ai_addrlen);
        /* --- socket, connect: the peer is noted, by our own kernel only --- */
        sock = socket(a->ai_family, SOCK_DGRAM, 0);
        narrate("socket(%s, SOCK_DGRAM) = %d", family_name(a->ai_family), sock);
        if (sock == -1 || connect(sock, a->ai_addr, a->ai_addrlen) == -1) {
            explain_connect(there, a->ai_next == NULL ? "udp/echo_server" : NULL);
            if (sock != -1)
                close(sock);
            sock = -1;
        }
    }
    if (sock != -1) {
        char here[ADDRESS_SIZE];
        narrate("connect(%d, %s) = 0, from %s; nothing was sent", sock, there,
                own_address_text(here, sock));
    }
    return sock;
}

/* The server, or what we take for it: connect sends nothing, so only an answer proves the address. */
struct server {
    const struct addrinfo *next; /* the address to try if this one gives no answer */
    int sock;
    char there[ADDRESS_SIZE];
    bool answered;
    long tries;
    double timeout_s; /* for an answer; 0: for ever */
    long late;        /* answers to an earlier message or try, thrown away */
};

/* Connect to the next of the host's addresses. 0, or -1 when there is none. */
static int connect_next(struct server *server)
{
    if (server->sock != -1)
        close(server->sock);
    server->sock = connect_to(&server->next, server->there);
    return server->sock == -1 ? -1 : 0;
}

/* No answer to so many TRIES of LENGTH bytes, errno telling why: say so. 0 when we are connected to another
 * address of the host now; -1 when there is none, or the address has proved right. */
static int failed(struct server *server, long tries, size_t length)
{
    if (stop_requested())
        return -1;
    if (server->answered || errno == EMSGSIZE)
        server->next = NULL;
    const char *name = server->next == NULL ? "udp/echo_server" : NULL;
    if (errno == EAGAIN)
        explain_silence(server->there, tries, server->timeout_s, name);
    else
        explain_datagram(server->there, length, name);
    return server->next == NULL ? -1 : connect_next(server);
}

/* Wait for the echo of MESSAGE. If NUMBER is not 0, both carry it, and echoes of lower numbers are late
 * ones. 0; or -1 with errno, EAGAIN when the time is up. */
static int expect_echo(struct server *server, const char *message, size_t length, long number)
{
    static char echo[LARGEST_DATAGRAM];
    double deadline = now_s() + server->timeout_s;
    while (!stop_requested()) {
        struct pollfd waiting = {.fd = server->sock, .events = POLLIN};
        double left = server->timeout_s > 0 ? deadline - now_s() : 0; /* 0: for ever */
        if (server->timeout_s > 0 && left <= 0)
            break;
        /* --- recv: one echo, whole; but is it that of this message? --- */
        if (poll(&waiting, 1, poll_timeout(left)) != 1)
            continue;
        ssize_t received = recv(server->sock, echo, sizeof echo, 0);
        if (received == -1)
            return -1;
        narrate_bytes('<', echo, (size_t)received);
        server->answered = true;
        long carried = number_of(echo, (size_t)received);
        if (carried > 0 && carried < number) {
            server->late++;
            continue;
        }
        compare_echo(echo, (size_t)received, message, length);
        return 0;
    }
    errno = EAGAIN;
    return -1;
}

/* Send a message and wait for its echo, again and again. 0; or -1, and it has been said why. */
static int exchange(struct server *server, const char *message, size_t length, long number)
{
    do {
        errno = EAGAIN;
        for (long i = 0; i < server->tries && errno == EAGAIN && !stop_requested(); i++) {
            /* --- send: once more, after each silence --- */
            if (send(server->sock, message, length, 0) == -1)
                break;
            narrate_bytes('>', message, length);
            if (expect_echo(server, message, length, number) == 0)
                return 0;
        }
    } while (failed(server, server->tries, length) == 0);
    return -1;
}

/* -m: one message. It needs no number: whichever echo comes, it is that of this message. */
static int echo_text(struct server *server, const char *text)
{
    if (exchange(server, text, strlen(text), 0) == -1)
        return -1;
    return say_bytes("Received '", text, strlen(text), "'\n");
}

/* Lines from standard input, each answered before the next is read. A line goes without its end: where a
 * message ends, the datagram says. */
static int echo_lines(struct server *server)
{
    static char message[LARGEST_DATAGRAM];
    char *line = NULL;
    size_t room = 0;
    ssize_t length = 0;
    int result = 0;
    if (isatty(STDIN_FILENO))
        hint("Type lines; Ctrl-D ends.");
    for (long number = 1; result == 0 && (length = getline(&line, &room, stdin)) > 0; number++) {
        size_t text = (size_t)length - (line[length - 1] == '\n');
        if (text > sizeof message - NUMBER_SIZE) {
            errno = EMSGSIZE;
            result = failed(server, 1, NUMBER_SIZE + text);
            break;
        }
        put_number(message, number);
        memcpy(message + NUMBER_SIZE, line, text);
        result = exchange(server, message, NUMBER_SIZE + text, number);
        if (result == 0)
            result = say_bytes("", line, text, line[text] == '\n' ? "\n" : "");
    }
    if (length == -1 && !feof(stdin) && !stop_requested()) { /* a read failed, or no memory */
        warn("cannot read standard input: %s", strerror(errno));
        result = -1;
    }
    if (stop_requested() && isatty(STDIN_FILENO))
        say("\n"); /* the terminal has shown ^C in an unfinished line */
    if (server->late > 0)
        warn("ignored %ld late answer%s to an earlier try", server->late,
             server->late == 1 ? "" : "s");
    free(line);
    return result;
}

/* -n: measure, and say what became of the messages. */
static int echo_pings(struct server *server, struct pings *pings)
{
    const struct tally *tally = &pings->tally;
    int result;
    do {
        result = ping(pings, server->sock, server->there);
        server->answered = tally->received + tally->late > 0;
        if (result == -1)
            tally_give_up_all(&pings->tally);
        if (result == 0 && tally->lost == tally->sent && !stop_requested()) {
            errno = EAGAIN;
            result = -1;
        }
    } while (result == -1 && failed(server, tally->sent, (size_t)pings->size) == 0);
    tally_say(tally);
    return stop_requested() ? 0 : result;
}

static void read_command_line(struct settings *settings, struct server *server, struct pings *pings,
                              const char **text, int argc, char *argv[])
{
    const struct option own[] = {
        {'m', NULL, "TEXT", "send TEXT; else lines from standard input", .text = text},
        {'n', NULL, "N", "like ping: send N messages and measure", .number = &pings->count,
         .min = 1, .max = 1000000},
        {'s', NULL, "BYTES", "with -n: how large (64)", .number = &pings->size, .min = NUMBER_SIZE,
         .max = LARGEST_DATAGRAM},
        {'i', NULL, "TIME", "with -n: from one to the next", .seconds = &pings->interval_s},
        {'w', NULL, "N", "with -n: how many under way at once", .number = &pings->window, .min = 1,
         .max = 1000000},
        {0, "quiet", NULL, "with -n: only the summary", .flag = &pings->quiet},
        {0, "tries", "N", "without -n: how often to send before giving up",
         .number = &server->tries, .min = 1, .max = 1000},
        {0},
    };
    read_options(settings, CLIENT, "Send messages to an echo server and check what comes back.",
                 own, argc, argv);
    if (*text != NULL && pings->count > 0)
        wrong_usage("options '-m' and '-n' exclude each other");
    if (pings->count == 0 &&
        (pings->size > 0 || pings->interval_s > 0 || pings->window > 1 || pings->quiet))
        wrong_usage("options '-s', '-i', '-w' and '--quiet' go with '-n'");
    pings->timeout_s = server->timeout_s = settings->timeout_s;
    if (pings->size == 0)
        pings->size = DEFAULT_SIZE;
}

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 65432, .timeout_s = 2};
    struct server server = {.sock = -1, .tries = DEFAULT_TRIES};
    struct pings pings = {.window = 1};
    const char *text = NULL;
    read_command_line(&settings, &server, &pings, &text, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a write to a pipe that nobody reads shall fail, not kill us */
    if (pings.count > 0)
        pings_prepare(&pings);

    struct addrinfo *addresses = address_lookup(&settings, SOCK_DGRAM);
    server.next = addresses;
    int result = connect_next(&server);
    stop_on_signals();
    if (result == 0 && text != NULL)
        result = echo_text(&server, text);
    else if (result == 0 && pings.count > 0)
        result = echo_pings(&server, &pings);
    else if (result == 0)
        result = echo_lines(&server);
    freeaddrinfo(addresses);
    pings_release(&pings);
    if (server.sock != -1) {
        close(server.sock);
        narrate("close(%d) = 0", server.sock);
    }
    return result == 0 ? output_finish() : EXIT_FAILURE;
}
