/* udp/chat_client: writes to a chat server; the two take turns until one says "exit". The client begins.
 *
 *     udp/chat_server                  in one terminal
 *     udp/chat_client                  in another
 *
 * Look at main for how the two meet: they do not, until the first message has come through. How they talk
 * stands in udp/conversation.c.
 * Its partner is udp/chat_server.c, its page docs/udp/chat.md. */
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
            explain_connect(there, a->ai_next == NULL ? "udp/chat_server" : NULL);
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

/* The server has refused, or cannot be reached: say so and go on to the host's next address. */
static int refused(struct conversation *conversation)
{
    explain_datagram(conversation->there, 0, conversation->rest == NULL ? "udp/chat_server" : NULL);
    if (conversation->rest == NULL)
        return -1;
    close(conversation->sock);
    conversation->sock = connect_to(&conversation->rest, conversation->there);
    return conversation->sock == -1 ? -1 : 0;
}

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 23457, .timeout_s = 10};
    read_options(&settings, CLIENT, "Chat with a server, taking turns; 'exit' ends it.", NULL, argc,
                 argv);
    signal(SIGPIPE, SIG_IGN); /* a write to a pipe that nobody reads shall fail, not kill us */

    char there[ADDRESS_SIZE];
    struct addrinfo *addresses = address_lookup(&settings, SOCK_DGRAM);
    const struct addrinfo *next = addresses;
    int sock = connect_to(&next, there);
    if (sock == -1) {
        freeaddrinfo(addresses);
        return EXIT_FAILURE;
    }
    stop_on_signals();
    say("Talking (UDP) to %s. Type messages; 'exit' to quit.\n", there);
    struct conversation conversation = {
        .sock = sock,
        .me = "client",
        .peer = "Server",
        .there = there,
        .my_turn = true,
        .timeout_s = settings.timeout_s,
        .rest = next,
        .refused = refused,
    };
    int result = converse(&conversation);
    freeaddrinfo(addresses);
    if (conversation.sock != -1) {
        close(conversation.sock);
        narrate("close(%d) = 0", conversation.sock);
    }
    if (result == -1)
        return EXIT_FAILURE;
    say("Client closed.\n");
    return output_finish();
}
