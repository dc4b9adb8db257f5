/* tcp/count_client: sends the messages "0", "1", ... "9", each by a call of send of its own.
 *
 *     tcp/count_server                 in one terminal
 *     tcp/count_client                 in another; then tcp/count_client -i 100ms
 *
 * Look at the server's terminal: in how many pieces did they come, and why does a pause between them
 * change it?
 * Its partner is tcp/count_server.c, its page docs/tcp/count.md. */
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/address.h"
#include "../common/connection.h"
#include "../common/message.h"
#include "../common/narrate.h"
#include "../common/options.h"
#include "../common/timing.h"

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
            explain_connect(there, a->ai_next == NULL ? "tcp/count_server" : NULL);
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
    signal(SIGPIPE, SIG_IGN); /* a send to a server that has gone shall fail, not kill us */

    char there[ADDRESS_SIZE];
    int sock = connect_to(&settings, there);

    /* --- send, close: a call for each byte; the kernel appends it to the stream --- */
    for (long i = 0; i < messages; i++) {
        char message = (char)('0' + i % 10);
        if (i > 0 && interval_s > 0)
            pause_for(interval_s);
        while (send(sock, &message, 1, 0) == -1)
            if (errno != EINTR)
                die("lost the connection to %s: %s", there, connection_error());
        narrate_bytes('>', &message, 1);
    }
    close(sock);
    narrate("close(%d) = 0", sock);
    say("Sent %ld message%s of 1 byte in %ld call%s of send.\n", messages, messages == 1 ? "" : "s",
        messages, messages == 1 ? "" : "s");
    return output_finish();
}
