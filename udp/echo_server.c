/* udp/echo_server: sends back whatever datagram comes, to whoever sent it, until Ctrl-C.
 *
 *     udp/echo_server                  in one terminal
 *     udp/echo_client -m 'Hello!'      in another, as often as you like
 *
 * Look at the one loop: nothing is accepted, so nobody has to wait for another client to end. The server
 * knows no clients at all, only the sender of the datagram that it has in its hands.
 * Its partner is udp/echo_client.c, its page docs/udp/echo.md. */
#include <errno.h>
#include <netdb.h>
#include <signal.h>
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

/* Returns a bound socket and writes its address HERE, or ends the program. */
static int bind_to(const struct settings *settings, char here[ADDRESS_SIZE])
{
    struct addrinfo *addresses = address_lookup(settings, SOCK_DGRAM);
    int sock = -1;
    for (struct addrinfo *a = addresses; a != NULL && sock == -1; a = a->ai_next) {
        address_text(here, a->ai_addr, a->ai_addrlen);
        /* --- socket, bind: from then on, the kernel queues the datagrams that come --- */
        sock = socket(a->ai_family, SOCK_DGRAM, 0);
        narrate("socket(%s, SOCK_DGRAM) = %d", family_name(a->ai_family), sock);
        if (sock == -1 || limit_waiting(sock, settings->timeout_s) == -1 ||
            bind(sock, a->ai_addr, a->ai_addrlen) == -1) {
            explain_bind(here, (int)settings->port, 'u');
            if (sock != -1)
                close(sock);
            sock = -1;
        }
    }
    freeaddrinfo(addresses);
    if (sock == -1)
        exit(EXIT_FAILURE);
    own_address_text(here, sock);
    narrate("bind(%d, %s) = 0", sock, here);
    return sock;
}

/* Say where datagrams come from now, unless it is where the last one came from. */
static void say_sender(const struct sockaddr_storage *peer, socklen_t size)
{
    static struct sockaddr_storage last;
    static socklen_t last_size;
    char there[ADDRESS_SIZE];
    if (size == last_size && memcmp(peer, &last, size) == 0)
        return;
    memcpy(&last, peer, size);
    last_size = size;
    say("Datagrams from %s\n", address_text(there, (const struct sockaddr *)peer, size));
}

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 65432};
    read_options(&settings, SERVER, "Send back every datagram to whoever sent it.", NULL, argc,
                 argv);
    signal(SIGPIPE, SIG_IGN); /* a write to a pipe that nobody reads shall fail, not kill us */

    char here[ADDRESS_SIZE];
    static char buffer[LARGEST_DATAGRAM]; /* what does not fit, recvfrom would throw away */
    int sock = bind_to(&settings, here), result = EXIT_SUCCESS;
    stop_on_signals();
    if (say("UDP echo server bound to %s\n", here) == -1)
        return EXIT_FAILURE;

    unsigned long long datagrams = 0, bytes = 0;
    while (!stop_requested()) {
        /* --- recv, send: what has come goes back to where it came from --- */
        struct sockaddr_storage peer;
        socklen_t size = sizeof peer;
        ssize_t received =
            recvfrom(sock, buffer, sizeof buffer, 0, (struct sockaddr *)&peer, &size);
        if (received == -1 && errno == EAGAIN) {
            warn("no datagram came: %s", connection_error());
            result = EXIT_FAILURE;
            break;
        }
        if (received == -1) {
            datagram_failed("recvfrom");
            continue;
        }
        narrate_bytes('<', buffer, (size_t)received);
        say_sender(&peer, size);
        /* One call, one datagram: it is sent whole or, with -1, not at all. */
        if (sendto(sock, buffer, (size_t)received, 0, (struct sockaddr *)&peer, size) == -1) {
            datagram_failed("sendto");
            continue;
        }
        narrate_bytes('>', buffer, (size_t)received);
        datagrams++;
        bytes += (unsigned long long)received;
    }
    close(sock);
    narrate("close(%d) = 0", sock);
    say("Echoed %llu datagram%s, %llu byte%s.\n", datagrams, datagrams == 1 ? "" : "s", bytes,
        bytes == 1 ? "" : "s");
    return output_finish() == EXIT_SUCCESS ? result : EXIT_FAILURE;
}
