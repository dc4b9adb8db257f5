/* udp/hello_client: the shortest complete UDP client. It sends one datagram, waits for one, and ends.
 * Start udp/hello_server -v in one terminal, then this with -v in another.
 * Look at connect, which sends nothing: it tells our own kernel who the peer is, nobody else. And at the
 * loop around send: what the network loses, nobody sends again but the program itself.
 * Its partner is udp/hello_server.c, its page docs/udp/hello.md. */
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

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 12345, .timeout_s = 2};
    long tries = 3;
    const struct option own[] = {
        {0, "tries", "N", "how often to send before giving up", .number = &tries, .min = 1,
         .max = 1000},
        {0},
    };
    read_options(&settings, CLIENT, "Say hello to a server and print its answer.", own, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a write to a pipe that nobody reads shall fail, not kill us */

    /* A name may have several addresses; take the first from which an answer comes. */
    struct addrinfo *addresses = address_lookup(&settings, SOCK_DGRAM);
    char there[ADDRESS_SIZE], here[ADDRESS_SIZE];
    const char message[] = "Hello from client!";
    static char answer[LARGEST_DATAGRAM];
    ssize_t received = -1;
    for (struct addrinfo *a = addresses; a != NULL && received == -1; a = a->ai_next) {
        const char *server = a->ai_next == NULL ? "udp/hello_server" : NULL;
        address_text(there, a->ai_addr, a->ai_addrlen);
        /* --- socket, connect: sends nothing, but tells our own kernel who the peer is --- */
        int sock = socket(a->ai_family, SOCK_DGRAM, 0);
        narrate("socket(%s, SOCK_DGRAM) = %d", family_name(a->ai_family), sock);
        if (sock == -1 || limit_waiting(sock, settings.timeout_s) == -1 ||
            connect(sock, a->ai_addr, a->ai_addrlen) == -1) {
            explain_connect(there, server);
            if (sock != -1)
                close(sock);
            continue;
        }
        narrate("connect(%d, %s) = 0, from %s; nothing was sent", sock, there,
                own_address_text(here, sock));

        /* --- send, recv, close: one datagram, of this peer only; when time is up, try again --- */
        errno = EAGAIN;
        for (long i = 0; i < tries && received == -1 && errno == EAGAIN; i++) {
            if (send(sock, message, strlen(message), 0) == -1)
                break;
            narrate_bytes('>', message, strlen(message));
            do
                received = recv(sock, answer, sizeof answer, 0);
            while (received == -1 && errno == EINTR);
        }
        if (received >= 0)
            narrate_bytes('<', answer, (size_t)received);
        else if (errno == EAGAIN)
            explain_silence(there, tries, settings.timeout_s, server);
        else /* refused: an ICMP message has come back instead */
            explain_datagram(there, strlen(message), server);
        close(sock);
        narrate("close(%d) = 0", sock);
    }
    freeaddrinfo(addresses);
    if (received == -1)
        return EXIT_FAILURE;
    say_bytes("Server says: ", answer, (size_t)received, "\n");
    return output_finish();
}
