/* lab/relay: a bad line for UDP: stands between clients and a server, and loses, doubles, reorders and
 * delays their datagrams, repeatably.
 *
 *     udp/echo_server                                          in one terminal
 *     lab/relay --listen 9000 --to 127.0.0.1:65432 --loss 20%  in another
 *     udp/echo_client -p 9000 -n 20 -t 200ms                   in a third
 *
 * The clients take it for the server, the server takes it for clients: it has a socket of its own, connected
 * to the server, for each client, so that it knows whose answer comes there. A client with its socket is a
 * flow (lab/flow.c). What happens to the 17th datagram of a flow depends on --seed and nothing else (lab/fate.h);
 * how it is held back, delayed and delivered stands in lab/wire.c, how it is received and sent in lab/forward.c.
 *
 * Look at serve: one poll waits for all sockets, and no longer than until a datagram on the way is due.
 * Its page is docs/lab/relay.md. */
#include <fcntl.h>
#include <math.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/address.h"
#include "../common/connection.h"
#include "../common/message.h"
#include "../common/options.h"
#include "../common/stop.h"
#include "../common/timing.h"
#include "relay.h"
#include "values.h"

/* What the command line says; of the line, both directions alike unless "client:" or "server:" is said. */
struct wishes {
    struct endpoint listen, to;
    double loss[SIDES], dup[SIDES], reorder[SIDES];
    double delay_s, jitter_s, rate_bit_s;
    long seed;
};

static void read_command_line(struct relay *relay, struct wishes *wishes, int argc, char *argv[])
{
    const struct option own[] = {
        {'p', "listen", "PORT", "where clients send to, 0 = any free port", .into = &wishes->listen,
         .read = read_endpoint},
        {0, "to", "HOST:PORT", "where the server is", .into = &wishes->to, .read = read_endpoint},
        {0, "loss", "PERCENT", "lose so many", .into = wishes->loss, .read = read_percent},
        {0, "dup", "PERCENT", "deliver so many twice", .into = wishes->dup, .read = read_percent},
        {0, "reorder", "PERCENT", "hold so many back until the next one has passed",
         .into = wishes->reorder, .read = read_percent},
        {0, "delay", "TIME", "how long each takes, one way", .seconds = &wishes->delay_s},
        {0, "jitter", "TIME", "up to so much more or less", .seconds = &wishes->jitter_s},
        {0, "rate", "RATE", "so many bits a second, 500kbit or 10mbit", .into = &wishes->rate_bit_s,
         .read = read_rate},
        {0, "drop", "LIST", "lose these of each client's, 4,7-9", .into = relay->drop,
         .read = read_selection},
        {0, "seed", "N", "other misfortunes, as repeatable", .number = &wishes->seed, .min = 0,
         .max = 999999999},
        {'t', "timeout", "TIME", "forget a client silent for so long, 0 = never",
         .seconds = &relay->idle_s},
        {0, "quiet", NULL, "only the summary", .flag = &relay->quiet},
        {0},
    };
    read_own_options("Pass UDP datagrams on to a server and back, over a bad line.\n"
                     "A PERCENT or LIST can be for one side's only: client:10%, server:4,7-9.",
                     NULL, NULL, own, argc, argv);
    if (wishes->listen.host[0] == '\0' || wishes->to.host[0] == '\0')
        wrong_usage("--listen PORT and --to HOST:PORT must be given\n  Try '%s --help'.", argv[0]);
    if (wishes->to.port == 0)
        wrong_usage("to: port '0' is not a number from 1 to 65535");
}

static void make_wires(struct relay *relay, const struct wishes *wishes)
{
    for (enum side side = 0; side < SIDES; side++)
        relay->wires[side] = (struct wire){
            .seed = (uint64_t)wishes->seed,
            .odds = {wishes->loss[side], wishes->dup[side], wishes->reorder[side]},
            .delay_s = wishes->delay_s,
            .jitter_s = wishes->jitter_s,
            .rate_bit_s = wishes->rate_bit_s,
            .deliver = side == CLIENT_SIDE ? deliver_to_server : deliver_to_client,
        };
}

/* Where is the server? Of a host with IPv4 and IPv6 addresses, take IPv4: there a server is, unless it was
 * told otherwise, and a datagram that reaches nobody would not tell. Returns what freeaddrinfo shall free. */
static struct addrinfo *find_server(struct relay *relay, const struct endpoint *endpoint)
{
    const struct settings settings = {.host = endpoint->host, .port = endpoint->port};
    struct addrinfo *addresses = address_lookup(&settings, SOCK_DGRAM);
    relay->to = addresses;
    while (relay->to->ai_family != AF_INET && relay->to->ai_next != NULL)
        relay->to = relay->to->ai_next;
    if (relay->to->ai_family != AF_INET)
        relay->to = addresses;
    address_text(relay->to_text, relay->to->ai_addr, relay->to->ai_addrlen);
    return addresses;
}

/* Returns a bound socket that never waits, or ends the program. */
static int bind_to(const struct endpoint *endpoint, char here[ADDRESS_SIZE])
{
    const struct settings settings = {.host = endpoint->host, .port = endpoint->port};
    struct addrinfo *addresses = address_lookup(&settings, SOCK_DGRAM);
    int sock = -1;
    for (struct addrinfo *a = addresses; a != NULL && sock == -1; a = a->ai_next) {
        address_text(here, a->ai_addr, a->ai_addrlen);
        /* --- socket, bind: for all clients; it never waits, only poll does --- */
        sock = socket(a->ai_family, SOCK_DGRAM, 0);
        if (sock == -1 || bind(sock, a->ai_addr, a->ai_addrlen) == -1 ||
            fcntl(sock, F_SETFL, O_NONBLOCK) == -1) {
            explain_bind(here, (int)endpoint->port, 'u');
            if (sock != -1)
                close(sock);
            sock = -1;
        }
    }
    freeaddrinfo(addresses);
    if (sock == -1)
        exit(EXIT_FAILURE);
    own_address_text(here, sock);
    return sock;
}

/* How long may poll wait? Until something on the way is due, or it is time to look for idle flows. */
static int patience_ms(const struct relay *relay, double time_s)
{
    double due_s = relay->idle_s > 0 && relay->count > 0 ? time_s + relay->idle_s / 4 : INFINITY;
    for (enum side side = 0; side < SIDES; side++)
        if (wire_due(&relay->wires[side]) < due_s)
            due_s = wire_due(&relay->wires[side]);
    if (due_s == INFINITY)
        return -1;
    return due_s <= time_s ? 0 : poll_timeout(due_s - time_s);
}

static void serve(struct relay *relay)
{
    double looked_s = now_s(), time_s = looked_s;
    relay->waiting[0] = (struct pollfd){.fd = relay->sock, .events = POLLIN};
    while (!stop_requested()) {
        /* --- poll: for all sockets at once, until something on the way is due --- */
        int ready = poll(relay->waiting, (nfds_t)(1 + relay->count), patience_ms(relay, time_s));
        time_s = now_s();
        if (ready > 0) {
            /* New flows have not been waited for: only the first COUNT can be ready. */
            size_t count = relay->count;
            if (relay->waiting[0].revents != 0)
                take_from_clients(relay, time_s);
            for (size_t i = 0; i < count; i++)
                if (relay->waiting[1 + i].revents != 0)
                    take_from_server(relay->flows[i], time_s);
        }
        for (enum side side = 0; side < SIDES; side++)
            wire_run(&relay->wires[side], time_s);
        if (relay->idle_s > 0 && time_s - looked_s >= relay->idle_s / 4) {
            end_idle_flows(relay, time_s);
            looked_s = time_s;
        }
    }
}

static void say_counts(const char *who, const struct counts *counts)
{
    say("%-10s %10llu %10llu %10llu %10llu %10llu %10llu\n", who, counts->came, counts->lost,
        counts->dropped, counts->duplicated, counts->reordered, counts->delivered);
}

/* What was done to the datagrams from either side. Out of the way: came + duplicated = lost + dropped +
 * delivered + overflowed + still on the way. */
static void say_table(const struct relay *relay)
{
    const struct counts *client = &relay->wires[CLIENT_SIDE].counts,
                        *server = &relay->wires[SERVER_SIDE].counts;
    struct counts both = {
        client->came + server->came,           client->lost + server->lost,
        client->dropped + server->dropped,     client->duplicated + server->duplicated,
        client->reordered + server->reordered, client->overflowed + server->overflowed,
        client->delivered + server->delivered,
    };
    unsigned long long left =
        both.came + both.duplicated - both.lost - both.dropped - both.overflowed - both.delivered;
    say("%-10s %10s %10s %10s %10s %10s %10s\n", "sent by", "came", "lost", "dropped", "duplicated",
        "reordered", "delivered");
    say_counts("clients", client);
    say_counts("server", server);
    say_counts("together", &both);
    if (left > 0)
        say("%llu more were on the way.\n", left);
    if (both.overflowed > 0)
        say("%llu more were lost: too much was on the way at once.\n", both.overflowed);
    if (relay->unsent > 0)
        say("%llu of those delivered could not be sent.\n", relay->unsent);
    say("%llu client%s.\n", (unsigned long long)relay->flows_ever,
        relay->flows_ever == 1 ? "" : "s");
}

int main(int argc, char *argv[])
{
    static struct relay relay = {.idle_s = 60};
    struct wishes wishes = {.seed = 42};
    read_command_line(&relay, &wishes, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a write to a pipe that nobody reads shall fail, not kill us */

    char here[ADDRESS_SIZE];
    struct addrinfo *addresses = find_server(&relay, &wishes.to);
    relay.sock = bind_to(&wishes.listen, here);
    make_roomy(relay.sock);
    make_wires(&relay, &wishes);
    stop_on_signals();
    if (say("Relay to %s bound to %s\n", relay.to_text, here) == -1)
        return EXIT_FAILURE;
    serve(&relay);

    say_table(&relay);
    for (enum side side = 0; side < SIDES; side++)
        wire_end(&relay.wires[side]);
    while (relay.count > 0)
        end_flow(&relay, relay.count - 1);
    close(relay.sock);
    freeaddrinfo(addresses);
    return output_finish();
}
