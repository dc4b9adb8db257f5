/* udp/hello_server: the shortest complete UDP server: one datagram, an answer, the end.
 * Start it with -v in one terminal (it waits, that is right), udp/hello_client -v in another.
 * Look at the order of the calls: socket, bind, recvfrom, sendto, close. And at what TCP had and this has
 * not: listen, accept, a second socket, an end of what the client says.
 * Its partner is udp/hello_client.c, its page docs/udp/hello.md. */
#include <errno.h>
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

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 12345};
    read_options(&settings, SERVER, "Answer one client's hello, then end.", NULL, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a write to a pipe that nobody reads shall fail, not kill us */

    struct addrinfo *addresses = address_lookup(&settings, SOCK_DGRAM);
    char here[ADDRESS_SIZE], there[ADDRESS_SIZE];
    static char message[LARGEST_DATAGRAM];
    int sock = -1;
    for (struct addrinfo *a = addresses; a != NULL && sock == -1; a = a->ai_next) {
        address_text(here, a->ai_addr, a->ai_addrlen);
        /* --- socket, bind: from then on, the kernel queues the datagrams that come --- */
        sock = socket(a->ai_family, SOCK_DGRAM, 0);
        narrate("socket(%s, SOCK_DGRAM) = %d", family_name(a->ai_family), sock);
        if (sock == -1 || bind(sock, a->ai_addr, a->ai_addrlen) == -1) {
            explain_bind(here, (int)settings.port, 'u');
            if (sock != -1)
                close(sock);
            sock = -1;
        }
    }
    freeaddrinfo(addresses);
    if (sock == -1)
        return EXIT_FAILURE;
    stop_on_signals();
    narrate("bind(%d, %s) = 0", sock, own_address_text(here, sock));
    if (say("UDP server bound to %s\n", here) == -1)
        return EXIT_FAILURE;
    limit_waiting(sock, settings.timeout_s);

    /* --- recv: waits for a datagram and tells who sent it; it comes whole, or not at all --- */
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    ssize_t received;
    while ((received = recvfrom(sock, message, sizeof message, 0, (struct sockaddr *)&peer,
                                &size)) == -1) {
        if (stop_requested())
            return say("Stopped before a client came.\n") == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
        if (errno != EINTR)
            die("no datagram came: %s", connection_error());
        size = sizeof peer;
    }
    narrate_bytes('<', message, (size_t)received);
    say("Client %s", address_text(there, (struct sockaddr *)&peer, size));
    say_bytes(" says: ", message, (size_t)received, "\n");

    /* --- send, close: without a connection, each datagram is told where to go; it goes whole --- */
    const char answer[] = "Hello from server!";
    if (sendto(sock, answer, strlen(answer), 0, (struct sockaddr *)&peer, size) == -1)
        die("cannot send to %s: %s", there, strerror(errno));
    narrate_bytes('>', answer, strlen(answer));
    close(sock);
    narrate("close(%d) = 0", sock);
    return output_finish();
}
