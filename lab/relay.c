/* lab/relay: a bad line for UDP: stands between clients and a server, and loses, doubles, reorders and
 * delays their datagrams, repeatably.
 *
 *     udp/echo_server                                          in one terminal
 *     lab/relay --listen 9000 --to 127.0.0.1:65432 --loss 20%  in another
 *     udp/echo_client -p 9000 -n 20 -t 200ms                   in a third
 *
 * The clients take it for the server, the server takes it for clients: it has a socket of its own, connected
 * to the server, for each client, so that it knows whose answer comes there. A client with its socket is a
 * flow. What happens to the 17th datagram of a flow depends on --seed and nothing else (lab/fate.h); how it
 * is held back, delayed and delivered stands in lab/wire.c. Its page is docs/lab/relay.md. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/address.h"
#include "../common/connection.h"
#include "../common/datagram.h"
#include "../common/message.h"
#include "../common/options.h"
#include "../common/stop.h"
#include "../common/timing.h"
#include "values.h"
#include "wire.h"

enum {
    FLOWS = 1000, /* so many clients at once */
    BUCKETS = 1024,
    BATCH = 64, /* so many datagrams from one socket before the next gets its turn */
    ROOMY =
        4 * 1024 * 1024, /* wanted in the kernel's buffers, or it loses what nobody told it to */
    ENOUGH = 64 * 1024,
};

/* A client, and the socket that stands for it towards the server. */
struct flow {
    uint64_t index; /* 1 is the first that appeared */
    struct relay *relay;
    struct sockaddr_storage client;
    socklen_t client_size;
    char client_text[ADDRESS_SIZE];
    int upstream;
    double last_s;                /* when something came, either way */
    bool refused;                 /* it has been said that the server refuses */
    struct stream streams[SIDES]; /* what the client sends, what the server sends */
    struct flow *next;            /* in its bucket */
};

struct relay {
    int sock; /* where clients send to */
    char to_text[ADDRESS_SIZE];
    struct addrinfo *to;
    struct wire wires[SIDES];
    double idle_s; /* a flow that is silent for so long is over; 0: never */
    bool quiet;
    struct flow *flows[FLOWS], *buckets[BUCKETS];
    struct pollfd waiting[1 + FLOWS]; /* the socket for clients; then that of flows[i] at i + 1 */
    size_t count;
    uint64_t flows_ever;
    unsigned long long turned_away, unsent;
};

static const char *const side_names[SIDES] = {[CLIENT_SIDE] = "client", [SERVER_SIDE] = "server"};

/* Returns a bound socket that never waits, or ends the program. */
static int bind_to(const struct settings *settings, char here[ADDRESS_SIZE])
{
    struct addrinfo *addresses = address_lookup(settings, SOCK_DGRAM);
    int sock = -1;
    for (struct addrinfo *a = addresses; a != NULL && sock == -1; a = a->ai_next) {
        address_text(here, a->ai_addr, a->ai_addrlen);
        sock = socket(a->ai_family, SOCK_DGRAM, 0);
        if (sock == -1 || bind(sock, a->ai_addr, a->ai_addrlen) == -1 ||
            fcntl(sock, F_SETFL, O_NONBLOCK) == -1) {
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
    return sock;
}

/* Returns a socket connected to the server, that never waits; or -1 with errno. */
static int connect_to_server(const struct relay *relay)
{
    int sock = socket(relay->to->ai_family, SOCK_DGRAM, 0);
    if (sock != -1 && (connect(sock, relay->to->ai_addr, relay->to->ai_addrlen) == -1 ||
                       fcntl(sock, F_SETFL, O_NONBLOCK) == -1)) {
        int error = errno;
        close(sock);
        errno = error;
        return -1;
    }
    return sock;
}

/* Ask for buffers in which many datagrams can wait; the system may give less, even if it says no. */
static void make_roomy(int sock)
{
    for (int size = ROOMY; size >= ENOUGH; size /= 2)
        if (setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &size, sizeof size) == 0)
            return;
}

/* --- flows ------------------------------------------------------------------------------------- */

static struct flow **bucket_of(struct relay *relay, const struct sockaddr_storage *client,
                               socklen_t size)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (socklen_t i = 0; i < size; i++)
        hash = (hash ^ ((const unsigned char *)client)[i]) * 16777619u;
    return &relay->buckets[hash % BUCKETS];
}

/* A client that is not known yet. Returns NULL, and has said why, when there are too many. */
static struct flow *new_flow(struct relay *relay, const struct sockaddr_storage *client,
                             socklen_t size)
{
    struct flow *flow = relay->count < FLOWS ? calloc(1, sizeof *flow) : NULL;
    int upstream = flow != NULL ? connect_to_server(relay) : -1;
    if (upstream == -1) {
        if (relay->turned_away++ == 0) {
            char there[ADDRESS_SIZE];
            warn("turned away %s: %s", address_text(there, (const struct sockaddr *)client, size),
                 relay->count == FLOWS ? "there are 1000 clients already" : strerror(errno));
            hint("So will be all new clients until one has been silent for %g s (-t); ulimit -n "
                 "shows the limit on descriptors.",
                 relay->idle_s);
        }
        free(flow);
        return NULL;
    }
    struct flow **bucket = bucket_of(relay, client, size);
    make_roomy(upstream);
    *flow = (struct flow){.index = ++relay->flows_ever,
                          .relay = relay,
                          .client_size = size,
                          .upstream = upstream,
                          .next = *bucket};
    memcpy(&flow->client, client, size);
    address_text(flow->client_text, (const struct sockaddr *)client, size);
    for (enum side side = 0; side < SIDES; side++)
        flow->streams[side] =
            (struct stream){.flow = flow->index, .direction = side, .owner = flow};
    *bucket = flow;
    relay->flows[relay->count] = flow;
    relay->waiting[1 + relay->count] = (struct pollfd){.fd = upstream, .events = POLLIN};
    relay->count++;
    if (!relay->quiet)
        say("Flow %llu: %s\n", (unsigned long long)flow->index, flow->client_text);
    return flow;
}

static struct flow *flow_of(struct relay *relay, const struct sockaddr_storage *client,
                            socklen_t size)
{
    struct flow *flow = *bucket_of(relay, client, size);
    while (flow != NULL && (flow->client_size != size || memcmp(&flow->client, client, size) != 0))
        flow = flow->next;
    return flow != NULL ? flow : new_flow(relay, client, size);
}

/* Forget the flow at PLACE. */
static void end_flow(struct relay *relay, size_t place)
{
    struct flow *flow = relay->flows[place];
    struct flow **link = bucket_of(relay, &flow->client, flow->client_size);
    while (*link != flow)
        link = &(*link)->next;
    *link = flow->next;
    close(flow->upstream);
    free(flow);
    relay->count--;
    relay->flows[place] = relay->flows[relay->count];
    relay->waiting[1 + place] = relay->waiting[1 + relay->count];
}

/* Forget the flows that are silent for too long, unless something of theirs is still on the way. */
static void end_idle_flows(struct relay *relay, double time_s)
{
    for (size_t i = relay->count; i-- > 0;) {
        struct flow *flow = relay->flows[i];
        if (time_s - flow->last_s < relay->idle_s ||
            flow->streams[CLIENT_SIDE].on_the_way + flow->streams[SERVER_SIDE].on_the_way > 0)
            continue;
        if (!relay->quiet)
            say("Flow %llu is over: silent for %g s\n", (unsigned long long)flow->index,
                relay->idle_s);
        end_flow(relay, i);
        relay->turned_away = 0; /* there is room again: the next that finds none shall be told of */
    }
}

/* --- datagrams --------------------------------------------------------------------------------- */

/* Sending has failed, errno telling why: a bad line, but not as bad as it was told to be. */
static void count_unsent(struct relay *relay, const char *there)
{
    if (relay->unsent++ == 0)
        warn("cannot send to %s: %s", there, strerror(errno));
}

static void deliver_to_server(struct stream *stream, const char *bytes, size_t length)
{
    struct flow *flow = stream->owner;
    /* If an earlier datagram was refused, send says so now, once, and sends nothing: do it again. */
    for (int i = 0; i < 2; i++)
        if (send(flow->upstream, bytes, length, 0) != -1)
            return;
    count_unsent(flow->relay, flow->relay->to_text);
}

static void deliver_to_client(struct stream *stream, const char *bytes, size_t length)
{
    struct flow *flow = stream->owner;
    if (sendto(flow->relay->sock, bytes, length, 0, (const struct sockaddr *)&flow->client,
               flow->client_size) == -1)
        count_unsent(flow->relay, flow->client_text);
}

/* Put a datagram on the wire, and say what becomes of it. */
static void relay_datagram(struct flow *flow, enum side from, const char *bytes, size_t length,
                           double time_s)
{
    struct relay *relay = flow->relay;
    struct stream *stream = &flow->streams[from];
    struct verdict verdict = wire_put(&relay->wires[from], stream, bytes, length, time_s);
    flow->last_s = time_s;
    if (relay->quiet)
        return;
    const char *fate = verdict.dropped      ? "dropped"
                       : verdict.lost       ? "lost"
                       : verdict.overflowed ? "lost: too much is on the way"
                       : verdict.held       ? "held back"
                       : verdict.duplicated ? "duplicated"
                                            : "passed";
    say("flow %llu %s %llu: %zu byte%s %s%s\n", (unsigned long long)flow->index, side_names[from],
        (unsigned long long)stream->number, length, length == 1 ? "" : "s", fate,
        verdict.held && verdict.duplicated ? ", duplicated" : "");
}

static void take_from_clients(struct relay *relay, double time_s)
{
    static char buffer[LARGEST_DATAGRAM];
    for (int i = 0; i < BATCH; i++) {
        struct sockaddr_storage client;
        socklen_t size = sizeof client;
        ssize_t received =
            recvfrom(relay->sock, buffer, sizeof buffer, 0, (struct sockaddr *)&client, &size);
        if (received == -1) {
            datagram_failed("recvfrom");
            return;
        }
        struct flow *flow = flow_of(relay, &client, size);
        if (flow != NULL)
            relay_datagram(flow, CLIENT_SIDE, buffer, (size_t)received, time_s);
    }
}

static void take_from_server(struct flow *flow, double time_s)
{
    static char buffer[LARGEST_DATAGRAM];
    for (int i = 0; i < BATCH; i++) {
        ssize_t received = recv(flow->upstream, buffer, sizeof buffer, 0);
        if (received >= 0) {
            flow->refused = false;
            relay_datagram(flow, SERVER_SIDE, buffer, (size_t)received, time_s);
        } else if (errno != ECONNREFUSED) {
            datagram_failed("recv");
            return;
        } else if (
            !flow->refused) { /* the client must not hear of it: a line loses, it does not refuse */
            flow->refused = true;
            warn("%s refuses the datagrams of flow %llu: %s", flow->relay->to_text,
                 (unsigned long long)flow->index, strerror(errno));
            hint("No server is there now. Start one; the relay goes on.");
        }
    }
}

/* --- the whole ---------------------------------------------------------------------------------- */

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

/* What the command line says of the line; both directions alike unless "client:" or "server:" is said. */
struct wishes {
    double loss[SIDES], dup[SIDES], reorder[SIDES];
    double delay_s, jitter_s, rate_bit_s;
    struct selection drop[SIDES];
    long seed;
};

static void make_wires(struct relay *relay, const struct wishes *wishes)
{
    for (enum side side = 0; side < SIDES; side++)
        relay->wires[side] = (struct wire){
            .seed = (uint64_t)wishes->seed,
            .odds = {wishes->loss[side], wishes->dup[side], wishes->reorder[side]},
            .drop = wishes->drop[side],
            .delay_s = wishes->delay_s,
            .jitter_s = wishes->jitter_s,
            .rate_bit_s = wishes->rate_bit_s,
            .deliver = side == CLIENT_SIDE ? deliver_to_server : deliver_to_client,
        };
}

int main(int argc, char *argv[])
{
    static struct relay relay = {.idle_s = 60};
    struct endpoint listen = {.host = ""}, to = {.host = ""};
    struct wishes wishes = {.seed = 42};
    const struct option own[] = {
        {'p', "listen", "PORT", "where clients send to, 0 = any free port", .into = &listen,
         .read = read_endpoint},
        {0, "to", "HOST:PORT", "where the server is", .into = &to, .read = read_endpoint},
        {0, "loss", "PERCENT", "lose so many", .into = wishes.loss, .read = read_percent},
        {0, "dup", "PERCENT", "deliver so many twice", .into = wishes.dup, .read = read_percent},
        {0, "reorder", "PERCENT", "hold so many back until the next one has passed",
         .into = wishes.reorder, .read = read_percent},
        {0, "delay", "TIME", "how long each takes, one way", .seconds = &wishes.delay_s},
        {0, "jitter", "TIME", "up to so much more or less", .seconds = &wishes.jitter_s},
        {0, "rate", "RATE", "so many bits a second, 500kbit or 10mbit", .into = &wishes.rate_bit_s,
         .read = read_rate},
        {0, "drop", "LIST", "lose these of each client's, 4,7-9", .into = wishes.drop,
         .read = read_selection},
        {0, "seed", "N", "other misfortunes, as repeatable", .number = &wishes.seed, .min = 0,
         .max = 999999999},
        {'t', "timeout", "TIME", "forget a client silent for so long, 0 = never",
         .seconds = &relay.idle_s},
        {0, "quiet", NULL, "only the summary", .flag = &relay.quiet},
        {0},
    };
    read_own_options("Pass UDP datagrams on to a server and back, over a bad line.\n"
                     "A PERCENT or LIST can be for one side's only: client:10%, server:4,7-9.",
                     NULL, NULL, own, argc, argv);
    if (listen.host[0] == '\0' || to.host[0] == '\0')
        wrong_usage("--listen PORT and --to HOST:PORT must be given\n  Try '%s --help'.", argv[0]);
    if (to.port == 0)
        wrong_usage("to: port '0' is not a number from 1 to 65535");

    signal(SIGPIPE, SIG_IGN); /* a write to a pipe that nobody reads shall fail, not kill us */

    char here[ADDRESS_SIZE];
    struct addrinfo *addresses = find_server(&relay, &to);
    const struct settings settings = {.host = listen.host, .port = listen.port};
    relay.sock = bind_to(&settings, here);
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
