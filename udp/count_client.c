/* udp/count_client: sends the messages "0", "1", ... "9", each as a datagram of its own.
 *
 *     udp/count_server                 in one terminal
 *     udp/count_client                 in another; then udp/count_client -i 100ms
 *
 * Look at the server's terminal: in how many pieces did they come, and does a pause between them change
 * it?
 * Its partner is udp/count_server.c, its page docs/udp/count.md. */
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/address.h"
#include "../common/datagram.h"
#include "../common/message.h"
#include "../common/narrate.h"
#include "../common/options.h"
#include "../common/timing.h"

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
            explain_connect(there, a->ai_next == NULL ? "udp/count_server" : NULL);
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

/* Send the messages, one by one. 0; or -1 with errno, ECONNREFUSED when an earlier one was refused. */
static int send_messages(int sock, long messages, double interval_s)
{
    /* --- send: a call and a datagram for each message --- */
    for (long i = 0; i < messages; i++) {
        char message = (char)('0' + i % 10);
        if (i > 0 && interval_s > 0)
            pause_for(interval_s);
        while (send(sock, &message, 1, 0) == -1)
            if (errno != EINTR)
                return -1;
        narrate_bytes('>', &message, 1);
    }
    /* --- getsockopt: the next send would tell that the last was refused; there is none, so ask --- */
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(sock, SOL_SOCKET, SO_ERROR, &error, &size) == -1)
        return -1;
    errno = error;
    return error == 0 ? 0 : -1;
}

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 12346};
    long messages = 10;
    double interval_s = 0;
    const struct option own[] = {
        {'n', NULL, "N", "how many messages", .number = &messages, .min = 1, .max = 1000000},
        {'i', NULL, "TIME", "pause between two", .seconds = &interval_s},
        {0},
    };
    read_options(&settings, CLIENT, "Send one-byte messages, one by one.", own, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a write to a pipe that nobody reads shall fail, not kill us */

    struct addrinfo *addresses = address_lookup(&settings, SOCK_DGRAM);
    const struct addrinfo *next = addresses;
    char there[ADDRESS_SIZE];
    int sock = connect_to(&next, there);
    while (sock != -1 && send_messages(sock, messages, interval_s) == -1) {
        explain_datagram(there, 1, next == NULL ? "udp/count_server" : NULL);
        close(sock);
        sock = connect_to(&next, there);
    }
    freeaddrinfo(addresses);
    if (sock == -1)
        return EXIT_FAILURE;
    close(sock);
    narrate("close(%d) = 0", sock);
    say("Sent %ld message%s of 1 byte in %ld call%s of send.\n", messages, messages == 1 ? "" : "s",
        messages, messages == 1 ? "" : "s");
    return output_finish();
}
