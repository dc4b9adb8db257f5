/* tcp/chat_server: waits for one person, then the two take turns until one says "exit".
 *
 *     tcp/chat_server                  in one terminal
 *     tcp/chat_client                  in another, or: nc 127.0.0.1 23456
 *
 * Look at main for how the two meet; how they talk stands in tcp/conversation.c.
 * Its partner is tcp/chat_client.c, its page docs/tcp/chat.md. */
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
#include "conversation.h"

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
            bind(listener, a->ai_addr, a->ai_addrlen) == -1 || listen(listener, 1) == -1) {
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
    narrate("listen(%d, %d) = 0", listener, 1);
    return listener;
}

/* Wait for a client. Returns the connection and writes the peer's address THERE; -1 after Ctrl-C. */
static int accept_client(int listener, char there[ADDRESS_SIZE])
{
    /* --- accept: one new socket for one client, and no second one --- */
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    int client;
    while ((client = accept(listener, (struct sockaddr *)&peer, &size)) == -1) {
        if (stop_requested())
            return -1;
        accept_failed();
    }
    narrate("accept(%d) = %d", listener, client);
    address_text(there, (struct sockaddr *)&peer, size);
    return client;
}

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 23456};
    read_options(&settings, SERVER, "Chat with one client, taking turns; 'exit' ends it.", NULL,
                 argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a send to a client that has gone shall fail, not kill us */

    char here[ADDRESS_SIZE], there[ADDRESS_SIZE];
    int listener = listen_on(&settings, here), result = 0;
    stop_on_signals();
    if (say("TCP chat server listening on %s\n", here) == -1)
        return EXIT_FAILURE;

    int client = accept_client(listener, there);
    close(listener); /* one conversation: the next client shall be refused, not kept waiting */
    narrate("close(%d) = 0", listener);
    if (client != -1) {
        say("Client connected from %s\n", there);
        struct conversation conversation = {
            .sock = client,
            .me = "server",
            .peer = "Client",
            .there = there,
            .my_turn = false,
            .timeout_s = settings.timeout_s,
        };
        result = converse(&conversation);
        close(client);
        narrate("close(%d) = 0", client);
    }
    if (result == -1)
        return EXIT_FAILURE;
    say("Server closed.\n");
    return output_finish();
}
