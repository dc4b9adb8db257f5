#include "wire.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A datagram that is held back goes on after so long, even if no later one has come: longer than a busy machine
 * keeps a sender waiting, and shorter than TCP's shortest timeout. */
static const double HELD_S = 0.15;

/* So much may be on the way at once: a queue without end would hide that a line is too slow. */
enum { QUEUE_BYTES = 16 * 1024 * 1024 };

/* A datagram that is queued or held back. */
struct delayed {
    struct stream *stream;
    uint64_t number;
    double due_s;           /* to be delivered; of one that is held back: to go on */
    uint64_t order;         /* of two that are due at once, the first that was queued goes first */
    struct delayed *behind; /* the next one that its stream holds back, how often to send on, */
    int copies;             /* and its jitter */
    double jitter;
    size_t length;
    char bytes[];
};

static bool goes_before(const struct delayed *one, const struct delayed *other)
{
    return one->due_s != other->due_s ? one->due_s < other->due_s : one->order < other->order;
}

/* Put PACKET into the heap. false when there is no memory. */
static bool queue_add(struct wire *wire, struct delayed *packet)
{
    if (wire->queued == wire->room) {
        size_t room = wire->room > 0 ? 2 * wire->room : 64;
        struct delayed **larger = realloc(wire->queue, room * sizeof *larger);
        if (larger == NULL)
            return false;
        wire->queue = larger;
        wire->room = room;
    }
    packet->order = wire->queued_ever++;
    size_t place = wire->queued++;
    for (size_t parent; place > 0; place = parent) {
        parent = (place - 1) / 2;
        if (!goes_before(packet, wire->queue[parent]))
            break;
        wire->queue[place] = wire->queue[parent];
    }
    wire->queue[place] = packet;
    return true;
}

/* Take the first out of the heap. */
static struct delayed *queue_take(struct wire *wire)
{
    struct delayed *first = wire->queue[0], *last = wire->queue[--wire->queued];
    size_t place = 0;
    for (size_t child; (child = 2 * place + 1) < wire->queued; place = child) {
        if (child + 1 < wire->queued && goes_before(wire->queue[child + 1], wire->queue[child]))
            child++;
        if (!goes_before(wire->queue[child], last))
            break;
        wire->queue[place] = wire->queue[child];
    }
    wire->queue[place] = last;
    return first;
}

/* Returns a copy that can wait until DUE_S; NULL when too much waits already. */
static struct delayed *keep(struct wire *wire, struct stream *stream, uint64_t number,
                            const char *bytes, size_t length, double due_s)
{
    struct delayed *packet = NULL;
    if (wire->queued_bytes + length <= QUEUE_BYTES)
        packet = malloc(sizeof *packet + length);
    if (packet == NULL)
        return NULL;
    *packet =
        (struct delayed){.stream = stream, .number = number, .due_s = due_s, .length = length};
    memcpy(packet->bytes, bytes, length);
    wire->queued_bytes += length;
    stream->on_the_way++;
    return packet;
}

static void discard(struct wire *wire, struct delayed *packet)
{
    wire->queued_bytes -= packet->length;
    packet->stream->on_the_way--;
    free(packet);
}

/* The line is busy until wire->free_at_s: may one more wait for it? Those whose turn has come wait no longer. */
static bool queue_up(struct wire *wire, double now_s)
{
    size_t limit = wire->queue_limit;
    if (limit == 0 || wire->free_at_s <= now_s)
        return true;
    if (wire->starts == NULL)
        wire->starts = malloc(limit * sizeof *wire->starts);
    if (wire->starts == NULL)
        return false;
    while (wire->waiting > 0 && wire->starts[wire->first_start] <= now_s) {
        wire->first_start = (wire->first_start + 1) % limit;
        wire->waiting--;
    }
    if (wire->waiting == limit)
        return false;
    wire->starts[(wire->first_start + wire->waiting++) % limit] = wire->free_at_s;
    return true;
}

/* When does a datagram arrive that goes on the line now? The line takes one bit after the other, then each
 * takes its time to the other end. */
static double arrival(struct wire *wire, struct stream *stream, size_t length, double jitter,
                      double now_s)
{
    double due_s = now_s;
    if (wire->rate_bit_s > 0) {
        if (wire->free_at_s < now_s)
            wire->free_at_s = now_s;
        due_s = wire->free_at_s += (double)length * 8 / wire->rate_bit_s;
    }
    double delay_s = wire->delay_s + jitter * wire->jitter_s;
    due_s += delay_s > wire->least_delay_s ? delay_s : wire->least_delay_s;
    if (stream->last_due_s < due_s)
        stream->last_due_s = due_s;
    return stream->last_due_s;
}

/* Send a datagram on, once. false when too much is on the way. */
static bool send_on(struct wire *wire, struct stream *stream, uint64_t number, const char *bytes,
                    size_t length, double jitter, double now_s)
{
    if (!queue_up(wire, now_s)) {
        wire->counts.overflowed++;
        return false;
    }
    double due_s = arrival(wire, stream, length, jitter, now_s);
    if (due_s > now_s) {
        struct delayed *packet = keep(wire, stream, number, bytes, length, due_s);
        if (packet != NULL && queue_add(wire, packet))
            return true;
        if (packet != NULL)
            discard(wire, packet);
        wire->counts.overflowed++;
        return false;
    }
    wire->counts.delivered++;
    wire->deliver(stream, number, bytes, length);
    return true;
}

/* Send on all that STREAM holds back; a later one has OVERTAKEN it, or it has waited long enough. */
static void release(struct wire *wire, struct stream *stream, bool overtaken, double now_s)
{
    struct delayed *packet;
    while ((packet = stream->held) != NULL && (overtaken || packet->due_s <= now_s)) {
        stream->held = packet->behind;
        wire->counts.reordered += overtaken;
        for (int i = 0; i < packet->copies; i++)
            send_on(wire, stream, packet->number, packet->bytes, packet->length, packet->jitter,
                    now_s);
        discard(wire, packet);
    }
}

/* Hold a datagram back, behind those that its stream holds back already. false when too much waits. */
static bool hold(struct wire *wire, struct stream *stream, const char *bytes, size_t length,
                 const struct fate *fate, double now_s)
{
    struct delayed *packet = keep(wire, stream, stream->number, bytes, length, now_s + HELD_S),
                   **last = &stream->held;
    if (packet == NULL) {
        wire->counts.overflowed++;
        return false;
    }
    packet->copies = fate->duplicated ? 2 : 1;
    packet->jitter = fate->jitter;
    if (*last == NULL) {
        stream->next_holding = wire->holding;
        wire->holding = stream;
    }
    while (*last != NULL)
        last = &(*last)->behind;
    *last = packet;
    return true;
}

/* Take the streams that hold back nothing any more off the list. */
static void forget_empty(struct wire *wire)
{
    for (struct stream **place = &wire->holding; *place != NULL;)
        if ((*place)->held == NULL)
            *place = (*place)->next_holding;
        else
            place = &(*place)->next_holding;
}

struct verdict wire_put(struct wire *wire, struct stream *stream, const char *bytes, size_t length,
                        bool drop, double now_s)
{
    struct verdict verdict = {0};
    const struct identity identity = {wire->seed, stream->flow, stream->direction,
                                      ++stream->number};
    struct fate fate = fate_of(&identity, &wire->odds);
    wire->counts.came++;
    if (drop) {
        wire->counts.dropped++;
        verdict.dropped = true;
        return verdict;
    }
    if (fate.lost) {
        wire->counts.lost++;
        verdict.lost = true;
        return verdict;
    }
    wire->counts.duplicated += fate.duplicated;
    verdict.duplicated = fate.duplicated;
    verdict.held = fate.reordered;
    if (fate.reordered) {
        verdict.overflowed = !hold(wire, stream, bytes, length, &fate, now_s);
        return verdict;
    }
    int passed = 0;
    for (int i = 0; i < (fate.duplicated ? 2 : 1); i++)
        passed += send_on(wire, stream, stream->number, bytes, length, fate.jitter, now_s);
    verdict.overflowed = passed == 0;
    verdict.duplicated = passed == 2;
    if (stream->held != NULL) {
        release(wire, stream, true, now_s);
        forget_empty(wire);
    }
    return verdict;
}

double wire_due(const struct wire *wire)
{
    double due_s = wire->queued > 0 ? wire->queue[0]->due_s : INFINITY;
    for (const struct stream *stream = wire->holding; stream != NULL; stream = stream->next_holding)
        if (stream->held->due_s < due_s)
            due_s = stream->held->due_s;
    return due_s;
}

void wire_run(struct wire *wire, double now_s)
{
    for (struct stream *stream = wire->holding; stream != NULL; stream = stream->next_holding)
        release(wire, stream, false, now_s);
    forget_empty(wire);
    while (wire->queued > 0 && wire->queue[0]->due_s <= now_s) {
        struct delayed *packet = queue_take(wire);
        wire->counts.delivered++;
        wire->deliver(packet->stream, packet->number, packet->bytes, packet->length);
        discard(wire, packet);
    }
}

void wire_free_line(struct wire *wire)
{
    wire->free_at_s = 0;
    wire->waiting = 0;
}

void wire_end(struct wire *wire)
{
    for (struct stream *stream = wire->holding; stream != NULL; stream = stream->next_holding)
        for (struct delayed *packet; (packet = stream->held) != NULL;) {
            stream->held = packet->behind;
            discard(wire, packet);
        }
    while (wire->queued > 0)
        discard(wire, wire->queue[--wire->queued]);
    free(wire->queue);
    free(wire->starts);
    wire->queue = NULL;
    wire->starts = NULL;
}
