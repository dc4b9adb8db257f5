/* tcp/echo_client: sends messages to an echo server and checks what comes back, byte for byte.
 *
 *     tcp/echo_server                      in one terminal
 *     tcp/echo_client -m 'Hello!'          in another: one message
 *     tcp/echo_client                      or lines that you type, until Ctrl-D
 *     tcp/echo_client -n 10 -i 1           or like ping: how long does a round trip take?
 *
 * Look at exchange: one send may need many recvs, for the echo comes back in pieces of any size.
 * Its partner is tcp/echo_server.c, its page docs/tcp/echo.md. */
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
#include "../common/stop.h"
#include "../common/timing.h"

/* So much fits into the buffers between two programs, unless somebody made them tiny: see exchange. */
enum { PIECE_SIZE = 64 * 1024, DEFAULT_SIZE = 64, LARGEST_SIZE = 16 * 1024 * 1024 };

/* Returns a socket connected to the server, and its address THERE, or ends the program. */
static int connect_to(const struct settings *settings, char there[ADDRESS_SIZE])
{
    struct addrinfo *addresses = address_lookup(settings, SOCK_STREAM);
    int sock = -1;
    for (struct addrinfo *a = addresses; a != NULL && sock == -1; a = a->ai_next) {
        address_text(there, a->ai_addr, a->ai_addrlen);
        /* --- socket, connect: to the first of the host's addresses that lets us --- */
        sock = socket(a->ai_family, SOCK_STREAM, 0);
        narrate("socket(%s, SOCK_STREAM) = %d", family_name(a->ai_family), sock);
        if (sock == -1 || limit_waiting(sock, settings->timeout_s) == -1 ||
            (connect(sock, a->ai_addr, a->ai_addrlen) == -1 &&
             connect_resume(sock, a, settings->timeout_s) == -1)) {
            explain_connect(there, a->ai_next == NULL ? "tcp/echo_server" : NULL);
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

/* Say why send or recv failed, errno telling; silent when it was Ctrl-C. Always -1. */
static int lost(const char *there)
{
    if (!stop_requested())
        warn("lost the connection to %s: %s", there, connection_error());
    return -1;
}

/* Read LENGTH bytes and compare them with MESSAGE. 0; or -1, and it has been said why. */
static int expect_echo(int sock, const char *there, const char *message, size_t length)
{
    static char echo[PIECE_SIZE];
    size_t back = 0;
    while (back < length) {
        /* --- recv: returns what has come so far, maybe a part of the echo; 0 is the end --- */
        ssize_t received = recv(sock, echo + back, length - back, 0);
        if (received == 0) {
            warn("%s closed the connection after %zu of %zu bytes", there, back, length);
            return -1;
        }
        if (received == -1 && errno == EINTR && !stop_requested())
            continue;
        if (received == -1)
            return lost(there);
        back += narrate_bytes('<', echo + back, (size_t)received);
    }
    if (memcmp(echo, message, length) == 0)
        return 0;
    size_t i = 0;
    while (echo[i] == message[i])
        i++;
    warn("the echo differs at byte %zu: sent 0x%02x, received 0x%02x", i, (unsigned char)message[i],
         (unsigned char)echo[i]);
    return -1;
}

/* Send a message and read its echo. Piece by piece: if we sent a megabyte before we read, the server
 * would wait for us to read and we for it to read, both for ever. 0; or -1, and it has been said why. */
static int exchange(int sock, const char *there, const char *message, size_t length)
{
    while (length > 0) {
        size_t piece = length < PIECE_SIZE ? length : PIECE_SIZE;
        if (send_all(sock, message, piece) == -1)
            return lost(there);
        if (expect_echo(sock, there, message, piece) == -1)
            return -1;
        message += piece;
        length -= piece;
    }
    return 0;
}

/* -m: one message. */
static int echo_text(int sock, const char *there, const char *text)
{
    if (exchange(sock, there, text, strlen(text)) == -1)
        return -1;
    return say_bytes("Received '", text, strlen(text), "'\n");
}

/* Lines from standard input, each answered before the next is read. */
static int echo_lines(int sock, const char *there)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length = 0;
    int result = 0;
    if (isatty(STDIN_FILENO))
        hint("Type lines; Ctrl-D ends.");
    while (result == 0 && (length = getline(&line, &room, stdin)) > 0) {
        size_t text = (size_t)length - (line[length - 1] == '\n');
        result = exchange(sock, there, line, (size_t)length);
        if (result == 0)
            result = say_bytes("", line, text, line[text] == '\n' ? "\n" : "");
    }
    if (length == -1 && !feof(stdin) && !stop_requested()) { /* a read failed, or no memory */
        warn("cannot read standard input: %s", strerror(errno));
        result = -1;
    }
    if (stop_requested() && isatty(STDIN_FILENO))
        say("\n"); /* the terminal has shown ^C in an unfinished line */
    free(line);
    return result;
}

/* -n: COUNT messages of SIZE bytes, and how long each took. */
static int ping(int sock, const char *there, long count, size_t size, double interval_s, bool quiet)
{
    char *message = malloc(size);
    double *ms = malloc((size_t)count * sizeof *ms);
    if (message == NULL || ms == NULL)
        die("no memory for %ld messages of %zu bytes", count, size);
    for (size_t i = 0; i < size; i++)
        message[i] = (char)('a' + i % 26);
    long sent = 0, received = 0;
    int result = 0;
    while (result == 0 && sent < count) {
        if (sent > 0 && interval_s > 0)
            pause_for(interval_s);
        if (stop_requested())
            break;
        message[(size_t)sent % size] ^= 'a' ^ 'A'; /* no two in a row are alike */
        double start = now_s();
        sent++;
        result = exchange(sock, there, message, size);
        if (result == -1)
            break;
        ms[received++] = (now_s() - start) * 1000;
        if (!quiet)
            result = say("%zu bytes from %s: seq=%ld time=%.3f ms\n", size, there, sent,
                         ms[received - 1]);
    }
    say("Sent %ld, received %ld.\n", sent, received);
    say_round_trips(ms, received);
    free(ms);
    free(message);
    return stop_requested() ? 0 : result;
}

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 65432};
    const char *text = NULL;
    long count = 0, size = 0;
    double interval_s = 0;
    bool quiet = false;
    const struct option own[] = {
        {'m', NULL, "TEXT", "send TEXT; else lines from standard input", .text = &text},
        {'n', NULL, "N", "like ping: send N messages and measure", .number = &count, .min = 1,
         .max = 1000000},
        {'s', NULL, "BYTES", "with -n: how large (64)", .number = &size, .min = 1,
         .max = LARGEST_SIZE},
        {'i', NULL, "TIME", "with -n: pause between two", .seconds = &interval_s},
        {0, "quiet", NULL, "with -n: only the summary", .flag = &quiet},
        {0},
    };
    read_options(&settings, CLIENT, "Send messages to an echo server and check what comes back.",
                 own, argc, argv);
    if (text != NULL && count > 0)
        wrong_usage("options '-m' and '-n' exclude each other");
    if (count == 0 && (size > 0 || interval_s > 0 || quiet))
        wrong_usage("options '-s', '-i' and '--quiet' go with '-n'");
    signal(SIGPIPE, SIG_IGN); /* a send to a server that has gone shall fail, not kill us */

    char there[ADDRESS_SIZE];
    int sock = connect_to(&settings, there), result;
    stop_on_signals();
    if (text != NULL)
        result = echo_text(sock, there, text);
    else if (count > 0)
        result =
            ping(sock, there, count, size > 0 ? (size_t)size : DEFAULT_SIZE, interval_s, quiet);
    else
        result = echo_lines(sock, there);
    close(sock);
    narrate("close(%d) = 0", sock);
    return result == 0 ? output_finish() : EXIT_FAILURE;
}
