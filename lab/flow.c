/* The flows of lab/relay: who talks with whom.
 *
 * Look at new_flow: a server tells its clients apart by their addresses, so each needs a socket of its own towards
 * it. connect_to_server opens it; then what comes there is the answer to that client, and to no other. */
#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/message.h"

enum {
    ROOMY = 4 * 1024 * 1024, /* bytes; with less, the kernel loses what nobody told it to */
    ENOUGH = 64 * 1024,
};

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

void make_roomy(int sock)
{
    for (int size = ROOMY; size >= ENOUGH; size /= 2)
        if (setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &size, sizeof size) == 0)
            return;
}

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

struct flow *flow_of(struct relay *relay, const struct sockaddr_storage *client, socklen_t size)
{
    struct flow *flow = *bucket_of(relay, client, size);
    while (flow != NULL && (flow->client_size != size || memcmp(&flow->client, client, size) != 0))
        flow = flow->next;
    return flow != NULL ? flow : new_flow(relay, client, size);
}

void end_flow(struct relay *relay, size_t place)
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

void end_idle_flows(struct relay *relay, double time_s)
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
