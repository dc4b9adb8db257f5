/* What lab/compare does where it cannot make a line: UDP goes through a wire of ours, as through lab/relay, and meets the same fates
 * as on the line. TCP cannot be treated so: what its kernel has acknowledged must not get lost any more. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/connection.h"
#include "../common/datagram.h"
#include "../common/message.h"
#include "../common/stop.h"
#include "../common/timing.h"
#include "compare.h"

enum { BATCH = 64, LOOK_MS = 10 }; /* how often we look whether a process has ended */

struct relay {
    int sock; /* where the sender sends to, and from where the receiver gets it */
    struct sockaddr_in there;
    struct wire wire;
    struct stream stream;
    unsigned long long unsent;
};

static void deliver(struct stream *stream, uint64_t number, const char *bytes, size_t length)
{
    struct relay *relay = stream->owner;
    (void)number;
    if (sendto(relay->sock, bytes, length, 0, (const struct sockaddr *)&relay->there,
               sizeof relay->there) == -1)
        relay->unsent++;
}

/* Take what the sender has sent, up to a limit. */
static void take(struct relay *relay)
{
    static char bytes[LARGEST_DATAGRAM];
    for (int i = 0; i < BATCH; i++) {
        ssize_t received = recv(relay->sock, bytes, sizeof bytes, 0);
        if (received == -1)
            return;
        wire_put(&relay->wire, &relay->stream, bytes, (size_t)received, false, now_s());
    }
}

/* Carry what is there and what is due, then come back soon. Returns whether nothing is on the way. */
static bool carry(struct relay *relay)
{
    struct pollfd waiting = {.fd = relay->sock, .events = POLLIN};
    double left_s = wire_due(&relay->wire) - now_s();
    int wait_ms = left_s <= 0 ? 0 : left_s < LOOK_MS / 1e3 ? poll_timeout(left_s) : LOOK_MS;
    int ready = poll(&waiting, 1, wait_ms);
    if (ready > 0)
        take(relay);
    wire_run(&relay->wire, now_s());
    return ready == 0 && wire_due(&relay->wire) == INFINITY;
}

/* Between the sender and THERE. On success THERE becomes where the sender is to send to. */
static int relay_open(struct relay *relay, const struct plan *plan, struct sockaddr_in *there)
{
    struct wire wires[HOSTS];
    line_wires(&plan->line, wires);
    relay->there = *there;
    relay->wire = wires[HOST_A];
    relay->wire.deliver = deliver;
    relay->stream = (struct stream){.flow = 1, .direction = HOST_A, .owner = relay};
    there->sin_port = 0;
    relay->sock = udp_calls.open(there);
    if (relay->sock == -1)
        return -1;
    if (fcntl(relay->sock, F_SETFL, O_NONBLOCK) == 0)
        return 0;
    warn("cannot set up the relay's socket: %s", strerror(errno));
    return -1;
}

static void relay_close(struct relay *relay, int notes)
{
    const struct counts *counts = &relay->wire.counts;
    const struct note note = {.kind = NOTE_LINE,
                              .is.line = {.packets = counts->came,
                                          .lost = counts->lost + counts->overflowed,
                                          .missed = relay->unsent}};
    note_write(notes, &note);
    wire_end(&relay->wire);
    close(relay->sock);
}

int carry_on_loopback(const struct plan *plan, enum protocol protocol, int notes)
{
    static struct relay relay;
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_addr.s_addr = inet_addr("127.0.0.1")};
    struct talk talk = {
        .plan = plan, .calls = calls_of(protocol), .notes = notes, .over = {-1, -1}};
    bool nothing_left = true;
    stop_on_signals();
    int sock = talk.calls->open(&there);
    talk.failed = sock == -1 || talk_start_receiver(&talk, sock) == -1 ||
                  (protocol == UDP && relay_open(&relay, plan, &there) == -1) ||
                  talk_start_sender(&talk, &there) == -1;
    while (!talk.failed && !stop_requested() && talk_goes_on(&talk, nothing_left)) {
        if (protocol == UDP)
            nothing_left = carry(&relay);
        else
            poll(NULL, 0, LOOK_MS);
    }
    int status = talk_end(&talk);
    if (protocol == UDP && relay.wire.deliver != NULL)
        relay_close(&relay, notes);
    return status;
}
