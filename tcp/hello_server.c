/* tcp/hello_server: the shortest complete TCP server. Start it with -v in one terminal (it waits),
 * tcp/hello_client -v in another. Look at the order of the calls. Its page is docs/tcp/hello.md. */
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
#include "../common/stop.h"

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 12345, .timeout_s = 60};
    read_options(&settings, SERVER, "Answer one client's hello, then end.", NULL, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a send to a client that has gone shall fail, not kill us */

    struct addrinfo *addresses = address_lookup(&settings, SOCK_STREAM);
    char here[ADDRESS_SIZE], there[ADDRESS_SIZE], message[4096];
    int sock, listener = -1, yes = 1;
    for (struct addrinfo *a = addresses; a != NULL && listener == -1; a = a->ai_next) {
        address_text(here, a->ai_addr, a->ai_addrlen);
        /* --- socket, bind, listen: from then on, the kernel connects clients and queues them --- */
        listener = socket(a->ai_family, SOCK_STREAM, 0);
        narrate("socket(%s, SOCK_STREAM) = %d", family_name(a->ai_family), listener);
        if (listener == -1 || /* SO_REUSEADDR: the last run's connections shall not stop us */
            setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1 ||
            bind(listener, a->ai_addr, a->ai_addrlen) == -1 || listen(listener, 1) == -1) {
            explain_bind(here, (int)settings.port, 't');
            if (listener != -1)
                close(listener);
            listener = -1;
        }
    }
    freeaddrinfo(addresses);
    if (listener == -1)
        return EXIT_FAILURE;
    stop_on_signals();
    narrate("bind(%d, %s) = 0\n* listen(%d, 1) = 0", listener, own_address_text(here, listener),
            listener);
    if (say("Server listening on %s\n", here) == -1)
        return EXIT_FAILURE;

    /* --- accept: waits for a client and returns a second socket, the connection to it --- */
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    while ((sock = accept(listener, (struct sockaddr *)&peer, &size)) == -1 && !stop_requested())
        accept_failed();
    if (sock == -1)
        return say("Stopped before a client came.\n") == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    narrate("accept(%d) = %d", listener, sock);
    close(listener); /* nobody else will be served: better refused now than left to wait */
    say("Connected by %s\n", address_text(there, (struct sockaddr *)&peer, size));
    limit_waiting(sock, settings.timeout_s);

    /* --- recv: returns what has come so far, maybe half a message; 0: the client half-closed --- */
    size_t length = 0, sent = 0;
    ssize_t received;
    while (length < sizeof message &&
           (received = recv(sock, message + length, sizeof message - length, 0)) != 0) {
        if (received > 0)
            length += narrate_bytes('<', message + length, (size_t)received);
        else if (stop_requested())
            return say("Stopped.\n") == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
        else if (errno != EINTR)
            die("lost the connection to %s: %s", there, connection_error());
    }
    if (length == 0 || length == sizeof message)
        die("%s sent %s message", there, length == 0 ? "no" : "too long a");
    say_bytes("Client says: ", message, length, "\n");

    /* --- send, close: send may take only a part of the answer; then send the rest --- */
    const char answer[] = "Hello from server!";
    while (sent < strlen(answer)) {
        ssize_t taken = send(sock, answer + sent, strlen(answer) - sent, 0);
        if (taken >= 0)
            sent += narrate_bytes('>', answer + sent, (size_t)taken);
        else if (errno != EINTR)
            die("lost the connection to %s: %s", there, connection_error());
    }
    close(sock);
    narrate("close(%d) = 0", sock);
    return output_finish();
}
