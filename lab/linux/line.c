#include "line.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/message.h"
#include "../../common/timing.h"
#include "namespace.h"

/* At most so many packets of one host before the other gets its turn. */
enum { BATCH = 64 };

/* No packet arrives before it has been drawn, neither by jitter nor once the delay is set to 0. */
static const double LEAST_DELAY_S = 1e-6;

static enum host other(enum host host)
{
    return host == HOST_A ? HOST_B : HOST_A;
}

static void capture(struct host_side *side, const char *bytes, size_t length)
{
    struct timespec now;
    if (side->capture == NULL)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    capture_packet(side->capture, now, bytes, length);
}

/* For struct wire: a packet of SIDE's has come to the other end. */
static void deliver(struct stream *stream, uint64_t number, const char *bytes, size_t length)
{
    struct line *line = stream->owner;
    enum host from = stream->direction == 0 ? HOST_A : HOST_B;
    struct host_side *here = &line->sides[other(from)];
    if (device_send(&here->device, bytes, length) == -1)
        line->sides[from].unsent++;
    capture(here, bytes, length);
    if (line->picture != NULL && number <= LADDER_PACKETS)
        ladder_picture_arrived(line->picture, line->sides[from].drawn[number],
                               now_s() - line->start_s);
}

static enum rung_look look_of(const struct step *step)
{
    if ((step->remark.what & (REMARK_RETRANSMISSION | REMARK_PROBE)) != 0)
        return RUNG_AGAIN;
    if ((step->remark.what & REMARK_DUP_ACK) != 0)
        return RUNG_DUP_ACK;
    bool control = step->packet.kind == PACKET_TCP &&
                   (step->packet.tcp.flags & (FLAG_SYN | FLAG_FIN | FLAG_RST)) != 0;
    return control ? RUNG_NOTE : RUNG_PLAIN;
}

/* Tell what has been sent, and what becomes of it. */
static void show(struct line *line, const struct step *step, uint64_t number)
{
    char words[STEP_SIZE], remarks[STEP_SIZE];
    if (line->ladder != NULL)
        step_print(line->ladder, step, line->colour);
    if (line->picture == NULL)
        return;
    size_t drawn =
        ladder_picture_sent(line->picture, step->time_s, step->from, step_words(words, step),
                            step_remarks(remarks, step), look_of(step), step_is_lost(step));
    if (number <= LADDER_PACKETS)
        line->sides[step->from].drawn[number] = drawn;
}

/* Somebody has removed the interface of HOST: without this, poll would find an error there again and again. */
static void give_up(struct host_side *side, enum host host)
{
    warn("the interface lab0 of %s is gone: %s", host_names[host], strerror(errno));
    hint("Nothing comes from there any more; start the link anew.");
    close(side->device.fd);
    side->device.fd = -1;
}

/* Take what HOST has sent, and put it on its wire. */
static void take(struct line *line, enum host host)
{
    struct host_side *side = &line->sides[host];
    static char bytes[LINE_PACKET];
    for (int i = 0; i < BATCH; i++) {
        ssize_t received = device_receive(&side->device, bytes, sizeof bytes);
        if (received == -1 && errno != ENETDOWN) /* down it may come up again */
            give_up(side, host);
        if (received <= 0)
            return;
        /* --- see: what it is, then what becomes of it, and only then draw it --- */
        size_t length = (size_t)received;
        double time_s = now_s();
        if (line->start_s == 0)
            line->start_s = time_s;
        struct step step = {.time_s = time_s - line->start_s, .from = host};
        capture(side, bytes, length);
        step.packet = packet_decode(bytes, length);
        step.remark = tracker_see(line->tracker, host, &step.packet);
        bool drop = selectors_take(&line->selectors, host, &step.packet, &step.remark);
        step.verdict = wire_put(&side->wire, &side->stream, bytes, length, drop, time_s);
        show(line, &step, side->stream.number);
    }
}

bool line_carry(struct line *line, double wait_s, int extra)
{
    double time_s = now_s(), due_s = time_s + wait_s;
    struct pollfd waiting[HOSTS + 1] = {{.fd = extra, .events = POLLIN}};
    for (enum host host = 0; host < HOSTS; host++) {
        waiting[1 + host] = (struct pollfd){.fd = line->sides[host].device.fd, .events = POLLIN};
        due_s = fmin(due_s, wire_due(&line->sides[host].wire));
    }
    double left_s = fmax(due_s - time_s, 0);
    const struct timespec patience = {.tv_sec = (time_t)left_s,
                                      .tv_nsec = (long)(fmod(left_s, 1) * 1e9)};
    int ready = ppoll(waiting, HOSTS + 1, &patience, NULL);
    for (enum host host = 0; ready > 0 && host < HOSTS; host++)
        if (waiting[1 + host].revents != 0)
            take(line, host);
    for (enum host host = 0; host < HOSTS; host++)
        wire_run(&line->sides[host].wire, now_s());
    if (line->ladder != NULL)
        fflush(line->ladder);
    return ready > 0 && waiting[0].revents != 0;
}

bool line_is_empty(const struct line *line)
{
    return wire_due(&line->sides[HOST_A].wire) == INFINITY &&
           wire_due(&line->sides[HOST_B].wire) == INFINITY;
}

struct sockets line_sockets(const struct line *line, enum host host)
{
    if (enter_network(line->sides[host].network) == -1)
        return (struct sockets){0};
    return look_at_sockets();
}

long long line_missed(struct line *line, enum host host)
{
    struct host_side *side = &line->sides[host];
    return enter_network(side->network) == -1 ? -1 : device_missed(&side->device);
}

void line_begin(struct line *line, const struct wire wires[HOSTS])
{
    for (enum host host = 0; host < HOSTS; host++) {
        struct host_side *side = &line->sides[host];
        side->wire = wires[host];
        side->wire.deliver = deliver;
        side->wire.least_delay_s = LEAST_DELAY_S;
        side->stream = (struct stream){.flow = 1, .direction = host, .owner = line};
    }
}

void line_end(struct line *line)
{
    for (enum host host = 0; host < HOSTS; host++) {
        struct host_side *side = &line->sides[host];
        wire_end(&side->wire);
        if (side->device.fd != -1)
            close(side->device.fd);
        close(side->network);
    }
    if (line->middle != -1)
        close(line->middle);
    close(line->users);
    free(line->tracker);
}
