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
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netdb.h>
#include <poll.h>
#include <stdint.h>
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
#include "tally.h"

/* A ping carries its number in its first 4 bytes. */
enum { NUMBER_SIZE = 4, DEFAULT_SIZE = 64, DEFAULT_TRIES = 3 };

/* Of the time that is left to wait: see receive. */
static const double LAST_S = 1.1;

/* Returns a socket connected to the first of the addresses at *NEXT that lets us, and its words THERE; -1
 * when none does. *NEXT becomes those after it: connect sends nothing, so whether it was the right one shows
 * only later. No recv waits longer than LIMIT_S (0: for ever). */
static int connect_to(const struct addrinfo **next, char there[ADDRESS_SIZE], double limit_s)
{
    int sock = -1;
    for (const struct addrinfo *a = *next; a != NULL && sock == -1; a = a->ai_next) {
        *next = a->ai_next;
        address_text(there, a->ai_addr, a->ai_addrlen);
        sock = socket(a->ai_family, SOCK_DGRAM, 0);
        narrate("socket(%s, SOCK_DGRAM) = %d", family_name(a->ai_family), sock);
        if (sock == -1 || limit_waiting(sock, limit_s) == -1 ||
            connect(sock, a->ai_addr, a->ai_addrlen) == -1) {
            explain_connect(there, a->ai_next == NULL ? "udp/echo_server" : NULL);
            if (sock != -1)
                close(sock);
            sock = -1;
        }
    }
    char here[ADDRESS_SIZE];
    if (sock != -1)
        narrate("connect(%d, %s) = 0, from %s; nothing was sent", sock, there,
                own_address_text(here, sock));
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
    bool ticking;     /* waiting calls return each second */
    long late;        /* answers to an earlier message or try, thrown away */
};

/* Connect to the next of the host's addresses. 0, or -1 when there is none. */
static int connect_next(struct server *server)
{
    if (server->sock != -1)
        close(server->sock);
    server->sock = connect_to(&server->next, server->there, 0);
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

/* Wait for a datagram until DEADLINE_S; it is NOW_S. Returns its length; -1 with errno, which is EAGAIN
 * when none has come: ask the clock whether to go on. */
static ssize_t receive(const struct server *server, char *buffer, double now_s, double deadline_s)
{
    double left_s = deadline_s - now_s;
    struct pollfd waiting = {.fd = server->sock, .events = POLLIN};
    /* poll waits as long as it may, but it is one call more, and we measure: while recv is interrupted each
     * second anyway, leave it out until the last. */
    if (left_s < INFINITY && (!server->ticking || left_s < LAST_S)) {
        int ready = left_s > 0 ? poll(&waiting, 1, poll_timeout(left_s)) : 0;
        if (ready == 0)
            errno = EAGAIN;
        if (ready != 1)
            return -1;
    }
    ssize_t received = recv(server->sock, buffer, LARGEST_DATAGRAM, 0);
    if (received >= 0)
        narrate_bytes('<', buffer, (size_t)received);
    return received;
}

/* The echo of MESSAGE has come: is it the same? If not, the program ends. */
static void compare(const char *echo, size_t received, const char *message, size_t length)
{
    if (received != length)
        die("the echo differs: sent %zu bytes, received %zu", length, received);
    if (memcmp(echo, message, length) == 0)
        return;
    size_t i = 0;
    while (echo[i] == message[i])
        i++;
    die("the echo differs at byte %zu: sent 0x%02x, received 0x%02x", i, (unsigned char)message[i],
        (unsigned char)echo[i]);
}

/* Which number does a datagram carry? 0 when it has no room for one. */
static long number_of(const char *datagram, size_t length)
{
    uint32_t number = 0;
    if (length >= NUMBER_SIZE)
        memcpy(&number, datagram, NUMBER_SIZE);
    return ntohl(number);
}

static void put_number(char *datagram, long number)
{
    uint32_t bytes = htonl((uint32_t)number); /* most significant byte first, on every machine */
    memcpy(datagram, &bytes, NUMBER_SIZE);
}

/* Wait for the echo of MESSAGE. If NUMBER is not 0, both carry it, and the echoes of lower numbers are late
 * ones. 0; or -1 with errno, EAGAIN when the time is up. */
static int expect_echo(struct server *server, const char *message, size_t length, long number)
{
    static char echo[LARGEST_DATAGRAM];
    double now = now_s(), deadline = server->timeout_s > 0 ? now + server->timeout_s : INFINITY;
    for (; now < deadline && !stop_requested(); now = now_s()) {
        ssize_t received = receive(server, echo, now, deadline);
        if (received == -1 && errno != EAGAIN && errno != EINTR)
            return -1;
        if (received == -1)
            continue;
        server->answered = true;
        long carried = number > 0 ? number_of(echo, (size_t)received) : 0;
        if (carried < number && carried > 0) {
            server->late++;
            continue;
        }
        compare(echo, (size_t)received, message, length);
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
    char *line = NULL, *message = NULL;
    size_t room = 0;
    ssize_t length = 0;
    int result = 0;
    if (isatty(STDIN_FILENO))
        hint("Type lines; Ctrl-D ends.");
    for (long number = 1; result == 0 && (length = getline(&line, &room, stdin)) > 0; number++) {
        size_t text = (size_t)length - (line[length - 1] == '\n');
        char *larger = realloc(message, NUMBER_SIZE + room);
        if (larger == NULL)
            die("no memory for a line of %zu bytes", text);
        message = larger;
        put_number(message, number);
        memcpy(message + NUMBER_SIZE, line, text);
        result = exchange(server, message, NUMBER_SIZE + text, number);
        if (result == 0)
            result = say_bytes("", line, text, line[text] == '\n' ? "\n" : "");
    }
    if (length == -1 && ferror(stdin) && !stop_requested()) {
        warn("cannot read standard input: %s", strerror(errno));
        result = -1;
    }
    if (stop_requested() && isatty(STDIN_FILENO))
        say("\n"); /* the terminal has shown ^C in an unfinished line */
    if (server->late > 0)
        warn("ignored %ld late answer%s to an earlier try", server->late,
             server->late == 1 ? "" : "s");
    free(message);
    free(line);
    return result;
}

/* What -n asks for, and how far we are. */
struct pings {
    long count, size, window;
    double interval_s;
    bool quiet;
    char *message; /* what they look like, but for the number */
    double start_s,
        time_s;       /* when the first was sent; the time, when we last looked at the clock */
    bool just_looked; /* nothing was done since: to look again would only cost time */
    struct tally tally;
};

/* Make room, or end the program. */
static void prepare(struct pings *pings, double timeout_s)
{
    if (pings->size == 0)
        pings->size = DEFAULT_SIZE;
    pings->message = malloc((size_t)pings->size);
    if (tally_start(&pings->tally, pings->count, timeout_s) == -1 || pings->message == NULL)
        die("no memory for %ld messages of %ld bytes", pings->count, pings->size);
    for (long i = 0; i < pings->size; i++)
        pings->message[i] = (char)('a' + i % 26);
}

static void release(struct pings *pings)
{
    free(pings->message);
    tally_end(&pings->tally);
}

/* Send the next ping. 0, or -1 with errno. */
static int send_ping(const struct server *server, struct pings *pings)
{
    put_number(pings->message, pings->tally.sent + 1);
    if (!pings->just_looked)
        pings->time_s = now_s();
    pings->just_looked = false;
    if (send(server->sock, pings->message, (size_t)pings->size, 0) == -1)
        return -1;
    narrate_bytes('>', pings->message, (size_t)pings->size);
    tally_sent(&pings->tally, pings->time_s);
    return 0;
}

/* Wait for an answer until DEADLINE_S, and take note of it. 0, or -1 with errno. */
static int take_answer(struct server *server, struct pings *pings, double deadline_s)
{
    static char echo[LARGEST_DATAGRAM];
    static const char *const remarks[] = {[IN_TIME] = "",
                                          [REORDERED] = " (reordered)",
                                          [LATE] = " (late)",
                                          [DUPLICATED] = " (duplicated)"};
    ssize_t received = receive(server, echo, pings->time_s, deadline_s);
    pings->time_s = now_s();
    if (received == -1)
        return -1;
    pings->just_looked = pings->quiet;
    server->answered = true;
    double ms = 0;
    long number = number_of(echo, (size_t)received);
    enum outcome outcome = tally_answered(&pings->tally, number, pings->time_s, &ms);
    if (outcome == UNKNOWN)
        die("%zd bytes came that are no echo of a ping", received);
    put_number(pings->message, number);
    compare(echo, (size_t)received, pings->message, (size_t)pings->size);
    if (!pings->quiet)
        say("%zd bytes from %s: seq=%ld time=%.3f ms%s\n", received, server->there, number, ms,
            remarks[outcome]);
    return 0;
}

/* Send the next ping, if it may be sent now, or wait for an answer. 0, or -1 with errno. */
static int next_step(struct server *server, struct pings *pings)
{
    const struct tally *tally = &pings->tally;
    double deadline = tally_deadline(tally);
    if (tally->sent < pings->count && tally->under_way < pings->window) {
        double due = pings->start_s + (double)tally->sent * pings->interval_s;
        if (due <= pings->time_s)
            return send_ping(server, pings);
        if (due < deadline)
            deadline = due;
    }
    return take_answer(server, pings, deadline);
}

/* Give up the pings whose time has come. */
static void give_up(const struct server *server, struct pings *pings)
{
    for (long lost; (lost = tally_give_up(&pings->tally, pings->time_s)) != 0;)
        if (!pings->quiet)
            say("no answer from %s: seq=%ld within %g s\n", server->there, lost, server->timeout_s);
}

/* All is answered; but the last answer may come twice. Wait as long again as the slowest one took. */
static void wait_for_duplicates(struct server *server, struct pings *pings)
{
    double end = pings->time_s + 2 * pings->tally.slowest_ms / 1000;
    while (pings->time_s < end && !stop_requested())
        if (take_answer(server, pings, end) == -1 && errno != EAGAIN)
            break;
}

/* -n: count messages, a window of them under way at once: how long did each take, what became of it? None
 * is sent a second time, for we want to see what gets lost. 0; or -1, and it has been said why. */
static int ping(struct server *server, struct pings *pings)
{
    struct tally *tally = &pings->tally;
    int result;
    do {
        tally_restart(tally);
        pings->start_s = pings->time_s = now_s();
        tick_each_second(server->ticking = pings->quiet);
        result = 0;
        while (result == 0 && !stop_requested() &&
               (tally->sent < pings->count || tally->under_way > 0)) {
            result = next_step(server, pings);
            if (result == -1 && (errno == EAGAIN || errno == EINTR))
                result = 0;
            give_up(server, pings);
        }
        if (result == 0)
            wait_for_duplicates(server, pings);
        tick_each_second(server->ticking = false);
        if (result == 0 && tally->lost == tally->sent && !stop_requested()) {
            errno = EAGAIN;
            result = -1;
        }
    } while (result == -1 && failed(server, tally->sent, (size_t)pings->size) == 0);
    tally_say(tally);
    return stop_requested() ? 0 : result;
}

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 65432, .timeout_s = 2};
    struct server server = {.sock = -1, .tries = DEFAULT_TRIES};
    struct pings pings = {.window = 1};
    const char *text = NULL;
    const struct option own[] = {
        {'m', NULL, "TEXT", "send TEXT; else lines from standard input", .text = &text},
        {'n', NULL, "N", "like ping: send N messages and measure", .number = &pings.count, .min = 1,
         .max = 1000000},
        {'s', NULL, "BYTES", "with -n: how large (64)", .number = &pings.size, .min = NUMBER_SIZE,
         .max = LARGEST_DATAGRAM},
        {'i', NULL, "TIME", "with -n: from one to the next", .seconds = &pings.interval_s},
        {'w', NULL, "N", "with -n: how many under way at once", .number = &pings.window, .min = 1,
         .max = 1000000},
        {0, "quiet", NULL, "with -n: only the summary", .flag = &pings.quiet},
        {0, "tries", "N", "without -n: how often to send before giving up", .number = &server.tries,
         .min = 1, .max = 1000},
        {0},
    };
    read_options(&settings, CLIENT, "Send messages to an echo server and check what comes back.",
                 own, argc, argv);
    if (text != NULL && pings.count > 0)
        wrong_usage("options '-m' and '-n' exclude each other");
    if (pings.count == 0 &&
        (pings.size > 0 || pings.interval_s > 0 || pings.window > 1 || pings.quiet))
        wrong_usage("options '-s', '-i', '-w' and '--quiet' go with '-n'");
    if (pings.count > 0)
        prepare(&pings, settings.timeout_s);

    struct addrinfo *addresses = address_lookup(&settings, SOCK_DGRAM);
    server.next = addresses;
    server.timeout_s = settings.timeout_s;
    int result = connect_next(&server);
    stop_on_signals();
    if (result == 0 && text != NULL)
        result = echo_text(&server, text);
    else if (result == 0 && pings.count > 0)
        result = ping(&server, &pings);
    else if (result == 0)
        result = echo_lines(&server);
    freeaddrinfo(addresses);
    release(&pings);
    if (server.sock != -1) {
        close(server.sock);
        narrate("close(%d) = 0", server.sock);
    }
    return result == 0 ? output_finish() : EXIT_FAILURE;
}
