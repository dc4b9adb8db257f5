/* tcp/hello_client: the shortest complete TCP client. It sends one message, reads one, and ends.
 * Start tcp/hello_server -v in one terminal, then this with -v in another.
 * Look at the order of the calls: socket, connect, send, shutdown, recv, close.
 * Its partner is tcp/hello_server.c, its page docs/tcp/hello.md. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/address.h"
#include "../common/connection.h"
#include "../common/message.h"
#include "../common/narrate.h"
#include "../common/options.h"

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 12345};
    read_options(&settings, CLIENT, "Say hello to a server and print its answer.", NULL, argc,
                 argv);
    signal(SIGPIPE, SIG_IGN); /* a send to a server that has gone shall fail, not kill us */

    struct addrinfo *addresses = address_lookup(&settings, SOCK_STREAM);
    char there[ADDRESS_SIZE], here[ADDRESS_SIZE], answer[4096];
    int sock = -1;
    for (struct addrinfo *a = addresses; a != NULL && sock == -1; a = a->ai_next) {
        address_text(there, a->ai_addr, a->ai_addrlen);
        /* --- socket, connect: to the first of the host's addresses that lets us --- */
        sock = socket(a->ai_family, SOCK_STREAM, 0);
        narrate("socket(%s, SOCK_STREAM) = %d", family_name(a->ai_family), sock);
        if (sock == -1 || limit_waiting(sock, settings.timeout_s) == -1 ||
            (connect(sock, a->ai_addr, a->ai_addrlen) == -1 &&
             connect_resume(sock, a, settings.timeout_s) == -1)) {
            explain_connect(there, a->ai_next == NULL ? "tcp/hello_server" : NULL);
            if (sock != -1)
                close(sock);
            sock = -1;
        }
    }
    freeaddrinfo(addresses);
    if (sock == -1)
        return EXIT_FAILURE;
    narrate("connect(%d, %s) = 0, from %s", sock, there, own_address_text(here, sock));

    /* --- send, shutdown: send may take only a part of the message; then send the rest --- */
    const char message[] = "Hello from client!";
    size_t sent = 0, length = 0;
    while (sent < strlen(message)) {
        ssize_t taken = send(sock, message + sent, strlen(message) - sent, 0);
        if (taken >= 0)
            sent += narrate_bytes('>', message + sent, (size_t)taken);
        else if (errno != EINTR)
            die("lost the connection to %s: %s", there, connection_error());
    }

    /* "That was all": the server's recv returns 0, and it can still answer. If this fails, so will recv. */
    if (shutdown(sock, SHUT_WR) == 0)
        narrate("shutdown(%d, SHUT_WR) = 0", sock);

    /* --- recv, close: the answer may come in pieces; 0 says that it is whole --- */
    ssize_t received;
    while (length < sizeof answer &&
           (received = recv(sock, answer + length, sizeof answer - length, 0)) != 0) {
        if (received > 0)
            length += narrate_bytes('<', answer + length, (size_t)received);
        else if (errno != EINTR)
            die("lost the connection to %s: %s", there, connection_error());
    }
    close(sock);
    narrate("close(%d) = 0", sock);
    if (length == 0 || length == sizeof answer)
        die("%s sent %s answer", there, length == 0 ? "no" : "too long an");
    say_bytes("Server says: ", answer, length, "\n");
    return output_finish();
}
