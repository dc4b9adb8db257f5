/* udp/chat_server: waits for one person, then the two take turns until one says "exit".
 *
 *     udp/chat_server                  in one terminal
 *     udp/chat_client                  in another, or: nc -u 127.0.0.1 23457
 *
 * Look at main for how the two meet: there is no connection to accept, only a first message to look at.
 * How they talk stands in udp/conversation.c.
 * Its partner is udp/chat_client.c, its page docs/udp/chat.md. */
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
#include "../common/stop.h"
#include "conversation.h"

/* Returns a bound socket and writes its address HERE, or ends the program. */
static int bind_to(const struct settings *settings, char here[ADDRESS_SIZE])
{
    struct addrinfo *addresses = address_lookup(settings, SOCK_DGRAM);
    int sock = -1;
    for (struct addrinfo *a = addresses; a != NULL && sock == -1; a = a->ai_next) {
        address_text(here, a->ai_addr, a->ai_addrlen);
        /* --- socket, bind: from then on, the kernel queues the datagrams that come --- */
        sock = socket(a->ai_family, SOCK_DGRAM, 0);
        narrate("socket(%s, SOCK_DGRAM) = %d", family_name(a->ai_family), sock);
        if (sock == -1 || bind(sock, a->ai_addr, a->ai_addrlen) == -1) {
            explain_bind(here, (int)settings->port, 'u');
            if (sock != -1)
                close(sock);
            sock = -1;
        }
    }
    freeaddrinfo(addresses);
    if (sock == -1)
        exit(EXIT_FAILURE);
    own_address_text(here, sock);
    narrate("bind(%d, %s) = 0", sock, here);
    return sock;
}

/* Wait for the first message. Returns the length of its sender's address, which is put into PEER and in
 * words THERE; 0 after Ctrl-C. The message itself stays where it is (MSG_PEEK), for the conversation. */
static socklen_t first_client(int sock, struct sockaddr_storage *peer, char there[ADDRESS_SIZE])
{
    char byte;
    socklen_t size = sizeof *peer;
    /* --- recv: only to look who sends; who does so first is the client --- */
    while (recvfrom(sock, &byte, sizeof byte, MSG_PEEK, (struct sockaddr *)peer, &size) == -1) {
        if (stop_requested())
            return 0;
        datagram_failed("recvfrom");
        size = sizeof *peer;
    }
    address_text(there, (struct sockaddr *)peer, size);
    return size;
}

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 23457, .timeout_s = 10};
    read_options(&settings, SERVER, "Chat with one client, taking turns; 'exit' ends it.", NULL,
                 argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a write to a pipe that nobody reads shall fail, not kill us */

    char here[ADDRESS_SIZE], there[ADDRESS_SIZE];
    int sock = bind_to(&settings, here), result = 0;
    stop_on_signals();
    if (say("UDP chat server bound to %s\n", here) == -1)
        return EXIT_FAILURE;

    struct conversation conversation = {
        .sock = sock,
        .me = "server",
        .peer = "Client",
        .there = there,
        .my_turn = false,
        .timeout_s = settings.timeout_s,
    };
    conversation.size = first_client(sock, &conversation.address, there);
    if (conversation.size > 0) {
        say("First message from %s\n", there);
        result = converse(&conversation);
    }
    close(sock);
    narrate("close(%d) = 0", sock);
    if (result == -1)
        return EXIT_FAILURE;
    say("Server closed.\n");
    return output_finish();
}
