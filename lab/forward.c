/* The datagrams of lab/relay: from a socket onto the wire, and off the wire into a socket.
 *
 * Look at take_from_server and deliver_to_server: nobody listens there, says ICMP, and the kernel has no better
 * way to tell than to let a later call fail that has nothing to do with it. */
#include "relay.h"

#include <errno.h>
#include <string.h>

#include "../common/datagram.h"
#include "../common/message.h"

enum { BATCH = 64 }; /* so many datagrams from one socket before the next gets its turn */

static const char *const side_names[SIDES] = {[CLIENT_SIDE] = "client", [SERVER_SIDE] = "server"};

/* Sending has failed, errno telling why: a bad line, but not as bad as it was told to be. */
static void count_unsent(struct relay *relay, const char *there)
{
    if (relay->unsent++ == 0)
        warn("cannot send to %s: %s", there, strerror(errno));
}

void deliver_to_server(struct stream *stream, uint64_t number, const char *bytes, size_t length)
{
    (void)number;
    struct flow *flow = stream->owner;
    /* --- send: if an earlier datagram was refused, it says so now, once, and sends nothing:
     * do it again --- */
    for (int i = 0; i < 2; i++)
        if (send(flow->upstream, bytes, length, 0) != -1)
            return;
    count_unsent(flow->relay, flow->relay->to_text);
}

void deliver_to_client(struct stream *stream, uint64_t number, const char *bytes, size_t length)
{
    (void)number;
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
    bool drop = selects(&relay->drop[from], stream->number + 1);
    struct verdict verdict = wire_put(&relay->wires[from], stream, bytes, length, drop, time_s);
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

void take_from_clients(struct relay *relay, double time_s)
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

void take_from_server(struct flow *flow, double time_s)
{
    static char buffer[LARGEST_DATAGRAM];
    for (int i = 0; i < BATCH; i++) {
        /* --- recv: from the server only; that nobody is there, it says as an error --- */
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
