/* tcp/chat_client: meets a chat server; the two take turns until one says "exit". The client begins.
 *
 *     tcp/chat_server                  in one terminal
 *     tcp/chat_client                  in another
 *
 * Look at main for how the two meet; how they talk stands in tcp/conversation.c.
 * Its partner is tcp/chat_server.c, its page docs/tcp/chat.md. */
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
            explain_connect(there, a->ai_next == NULL ? "tcp/chat_server" : NULL);
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
    struct settings settings = {.port = 23456};
    read_options(&settings, CLIENT, "Chat with a server, taking turns; 'exit' ends it.", NULL, argc,
                 argv);
    signal(SIGPIPE, SIG_IGN); /* a send to a server that has gone shall fail, not kill us */

    char there[ADDRESS_SIZE];
    int sock = connect_to(&settings, there);
    stop_on_signals();
    say("Connected to TCP chat server at %s\n", there);
    struct conversation conversation = {
        .sock = sock,
        .me = "client",
        .peer = "Server",
        .there = there,
        .my_turn = true,
        .timeout_s = settings.timeout_s,
    };
    int result = converse(&conversation);
    close(sock);
    narrate("close(%d) = 0", sock);
    if (result == -1)
        return EXIT_FAILURE;
    say("Client closed.\n");
    return output_finish();
}
