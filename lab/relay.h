/* What the parts of lab/relay have in common: relay.c, the program; flow.c, who talks with whom; forward.c,
 * what is passed on. */
#ifndef RELAY_H
#define RELAY_H

#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "../common/address.h"
#include "values.h"
#include "wire.h"

enum {
    FLOWS = 1000, /* so many clients at once */
    BUCKETS = 1024,
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
    struct selection drop[SIDES]; /* numbers that are lost whatever their fates say */
    double idle_s;                /* a flow that is silent for so long is over; 0: never */
    bool quiet;
    struct flow *flows[FLOWS], *buckets[BUCKETS];
    struct pollfd waiting[1 + FLOWS]; /* the socket for clients; then that of flows[i] at i + 1 */
    size_t count;
    uint64_t flows_ever;
    unsigned long long turned_away, unsent;
};

/* --- lab/flow.c ------------------------------------------------------------------------------------ */

/* The flow of the client at this address, a new one if it is not known yet. NULL, and it has been said why, when
 * there is no room for one more. The relay owns it. */
struct flow *flow_of(struct relay *relay, const struct sockaddr_storage *client, socklen_t size);

/* Forget the flow at PLACE: close its socket. What is still on the way for it must not be delivered any more. */
void end_flow(struct relay *relay, size_t place);

/* Forget the flows that are silent for too long, unless something of theirs is still on the way. */
void end_idle_flows(struct relay *relay, double time_s);

/* Ask for buffers in which many datagrams can wait; the system may give less, even if it says no. */
void make_roomy(int sock);

/* --- lab/forward.c --------------------------------------------------------------------------------- */

/* Receive what clients have sent, up to a limit so that others get their turn, and put it on the wire. A client
 * that is not known yet gets a flow. */
void take_from_clients(struct relay *relay, double time_s);

/* The same for what the server has sent to one of them. */
void take_from_server(struct flow *flow, double time_s);

/* Send to the server, or to the client, what has come through the wire: for struct wire's deliver. */
void deliver_to_server(struct stream *stream, uint64_t number, const char *bytes, size_t length);
void deliver_to_client(struct stream *stream, uint64_t number, const char *bytes, size_t length);

#endif
