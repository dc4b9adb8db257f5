/* tcp/count_server: shows what each recv returns when a client sends small messages one by one.
 *
 *     tcp/count_server                 in one terminal
 *     tcp/count_client                 in another; then tcp/count_client -i 100ms
 *
 * Look at the sizes: ten calls of send need not mean ten calls of recv: TCP carries a stream of bytes
 * and keeps no boundaries between messages (RFC 9293, sections 2.2 and 3.7).
 * Its partner is tcp/count_client.c, its page docs/tcp/count.md. */
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
#include "../common/timing.h"

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

/* A real server has other things to do; meanwhile the kernel gathers what has come. */
static const double BUSY_S = 0.05;

/* Say what each recv returns until the client has closed. */
static void count(int client, const char *there)
{
    char buffer[4096];
    unsigned long long messages = 0, pieces = 0;
    /* --- recv: while we are busy, the kernel gathers bytes; then recv returns what has come --- */
    pause_for(BUSY_S);
    while (!stop_requested()) {
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
        messages += (unsigned long long)received; /* each is one byte */
        pieces++;
        say("recv %llu returned %zd byte%s", pieces, received, received == 1 ? "" : "s");
        say_bytes(": ", buffer, (size_t)received, "\n");
    }
    say("Closed: %llu message%s sent apart came in %llu piece%s.\n", messages,
        messages == 1 ? "" : "s", pieces, pieces == 1 ? "" : "s");
}

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 12346, .timeout_s = 60};
    read_options(&settings, SERVER, "Say what each recv returns, client after client.", NULL, argc,
                 argv);
    signal(SIGPIPE, SIG_IGN); /* a write to a pipe that nobody reads shall fail, not kill us */

    char here[ADDRESS_SIZE], there[ADDRESS_SIZE];
    int listener = listen_on(&settings, here);
    stop_on_signals();
    if (say("Count server listening on %s\n", here) == -1)
        return EXIT_FAILURE;

    unsigned long long clients = 0;
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
        count(client, there);
        close(client);
        narrate("close(%d) = 0", client);
        clients++;
    }
    close(listener);
    say("Served %llu client%s.\n", clients, clients == 1 ? "" : "s");
    return output_finish();
}
