/* tcp/echo_server: sends back whatever a client sends, client after client, until Ctrl-C.
 *
 *     tcp/echo_server                  in one terminal
 *     tcp/echo_client -m 'Hello!'      in another, as often as you like
 *
 * Look at the two loops: the outer one accepts, the inner one receives until recv returns 0. While it is
 * in the inner one, the next client waits: start two clients that read from the keyboard, and see.
 * Its partner is tcp/echo_client.c, its page docs/tcp/echo.md. */
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
#include "../common/stop.h"

/* A larger buffer means fewer calls for the same bytes. */
enum { BUFFER_SIZE = 64 * 1024 };

/* Returns a listening socket and writes its address HERE, or ends the program. */
static int listen_on(const struct settings *settings, char here[ADDRESS_SIZE])
{
    struct addrinfo *addresses = address_lookup(settings, SOCK_STREAM);
    int listener = -1, yes = 1;
    for (struct addrinfo *a = addresses; a != NULL && listener == -1; a = a->ai_next) {
        address_text(here, a->ai_addr, a->ai_addrlen);
        /* --- socket, bind, listen: from then on, the kernel connects clients and queues them --- */
        listener = socket(a->ai_family, SOCK_STREAM, 0);
        narrate("socket(%s, SOCK_STREAM) = %d", family_name(a->ai_family), listener);
        if (listener == -1 || /* SO_REUSEADDR: the last run's connections shall not stop us */
            setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1 ||
            bind(listener, a->ai_addr, a->ai_addrlen) == -1 || listen(listener, SOMAXCONN) == -1) {
            explain_bind(here, (int)settings->port, 't');
            if (listener != -1)
                close(listener);
            listener = -1;
        }
    }
    freeaddrinfo(addresses);
    if (listener == -1)
        exit(EXIT_FAILURE);
    own_address_text(here, listener);
    narrate("bind(%d, %s) = 0", listener, here);
    narrate("listen(%d, %d) = 0", listener, SOMAXCONN);
    return listener;
}

/* Send back what comes until the client half-closes. Returns how many bytes went back. */
static unsigned long long echo(int client, const char *there)
{
    static char buffer[BUFFER_SIZE];
    unsigned long long echoed = 0;
    while (!stop_requested()) {
        /* --- recv, send: what has come goes back; 0 says that the client has half-closed --- */
        ssize_t received = recv(client, buffer, sizeof buffer, 0);
        if (received == 0)
            break;
        if (received == -1 && errno == EINTR)
            continue;
        if (received == -1) {
            warn("lost the connection to %s: %s", there, connection_error());
            break;
        }
        narrate_bytes('<', buffer, (size_t)received);
        if (send_all(client, buffer, (size_t)received) == -1) {
            if (!stop_requested())
                warn("lost the connection to %s: %s", there, connection_error());
            break;
        }
        echoed += (unsigned long long)received;
    }
    return echoed;
}

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 65432, .timeout_s = 60};
    read_options(&settings, SERVER,
                 "Send back every byte that a client sends, client after client.", NULL, argc,
                 argv);
    signal(SIGPIPE, SIG_IGN); /* a send to a client that has gone shall fail, not kill us */

    char here[ADDRESS_SIZE], there[ADDRESS_SIZE];
    int listener = listen_on(&settings, here);
    stop_on_signals();
    if (say("Echo server listening on %s\n", here) == -1)
        return EXIT_FAILURE;

    unsigned long long clients = 0, bytes = 0;
    while (!stop_requested()) {
        /* --- accept: one new socket for one client; the next one waits in the queue --- */
        struct sockaddr_storage peer;
        socklen_t size = sizeof peer;
        int client = accept(listener, (struct sockaddr *)&peer, &size);
        if (client == -1) {
            accept_failed();
            continue;
        }
        narrate("accept(%d) = %d", listener, client);
        say("Connected by %s\n", address_text(there, (struct sockaddr *)&peer, size));
        limit_waiting(client, settings.timeout_s); /* or a silent client would hold us for ever */
        unsigned long long echoed = echo(client, there);
        close(client);
        narrate("close(%d) = 0", client);
        say("Closed %s after %llu byte%s\n", there, echoed, echoed == 1 ? "" : "s");
        clients++;
        bytes += echoed;
    }
    close(listener);
    say("Served %llu client%s, echoed %llu byte%s.\n", clients, clients == 1 ? "" : "s", bytes,
        bytes == 1 ? "" : "s");
    return output_finish();
}
