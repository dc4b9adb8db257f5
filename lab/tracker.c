#include "tracker.h"

enum { PROBES = REMARK_PROBE | REMARK_KEEP_ALIVE };

/* Sequence numbers begin again after 2^32: the one is before the other whose difference is less than half of
 * that (RFC 9293, section 3.4). */
static bool is_before(uint32_t one, uint32_t other)
{
    return (int32_t)(one - other) < 0;
}

/* --- conversations --------------------------------------------------------------------------------- */

static bool is_between(const struct conversation *conversation, enum host from,
                       const struct packet *packet)
{
    return conversation->seen > 0 && conversation->protocol == packet->protocol &&
           conversation->address[from] == packet->from &&
           conversation->address[!from] == packet->to;
}

/* The one of these addresses and ports; NULL when it is not known. */
static struct conversation *find(struct tracker *tracker, enum host from,
                                 const struct packet *packet)
{
    for (int i = 0; i < CONVERSATIONS; i++) {
        struct conversation *one = &tracker->conversation[i];
        if (is_between(one, from, packet) && one->port[from] == packet->from_port &&
            one->port[!from] == packet->to_port)
            return one;
    }
    return NULL;
}

/* The one of whose packets this fragment is: it has no ports, but the same id as the first. */
static struct conversation *find_whole(struct tracker *tracker, enum host from,
                                       const struct packet *packet)
{
    for (int i = 0; i < CONVERSATIONS; i++) {
        struct conversation *one = &tracker->conversation[i];
        const struct sender *sender = &one->sender[from];
        if (is_between(one, from, packet) && sender->has_fragment &&
            sender->fragment_id == packet->id)
            return one;
    }
    return NULL;
}

/* Begin one, at PLACE; NULL: in place of the one that was silent for longest, or never began. */
static struct conversation *begin(struct tracker *tracker, struct conversation *place,
                                  enum host from, const struct packet *packet)
{
    for (int i = 0; place == NULL && i < CONVERSATIONS; i++)
        if (tracker->conversation[i].seen == 0)
            place = &tracker->conversation[i];
    if (place == NULL) {
        place = &tracker->conversation[0];
        for (int i = 1; i < CONVERSATIONS; i++)
            if (tracker->conversation[i].seen < place->seen)
                place = &tracker->conversation[i];
    }
    *place =
        (struct conversation){.number = ++tracker->conversations, .protocol = packet->protocol};
    place->address[from] = packet->from;
    place->address[!from] = packet->to;
    place->port[from] = packet->from_port;
    place->port[!from] = packet->to_port;
    place->sender[from].scale = place->sender[!from].scale = NO_SCALE;
    return place;
}

/* --- TCP ------------------------------------------------------------------------------------------- */

/* The old ports again? Its sender has sent something before, but not this SYN. */
static bool begins_anew(const struct conversation *conversation, enum host from,
                        const struct packet *packet)
{
    const struct sender *sender = &conversation->sender[from];
    bool syn_alone =
        packet->kind == PACKET_TCP && (packet->tcp.flags & (FLAG_SYN | FLAG_ACK)) == FLAG_SYN;
    return syn_alone && sender->seen && (!sender->has_syn || sender->start != packet->tcp.seq);
}

/* Where do the sequence numbers begin? The SYN says it. If it was not seen, what is seen first shall be 1. */
static void learn_start(struct sender *sender, struct sender *other, const struct tcp_header *tcp)
{
    bool syn = (tcp->flags & FLAG_SYN) != 0;
    bool another = syn && sender->seen && sender->start != tcp->seq; /* a SYN cookie, made anew */
    if (!sender->seen || another)
        *sender = (struct sender){
            .seen = true, .start = tcp->seq - !syn, .next = tcp->seq, .scale = NO_SCALE};
    if (syn)
        sender->scale = tcp->scale;
    if (!other->seen && (tcp->flags & (FLAG_ACK | FLAG_RST)) == FLAG_ACK) {
        other->seen = true;
        other->start = tcp->ack - 1;
        other->next = tcp->ack;
    }
}

/* By how many bits the windows of SENDER are shifted: only if both have said that they know it (RFC 7323, section
 * 2.2). */
static int scale_of(const struct sender *sender, const struct sender *other)
{
    bool both =
        sender->has_syn && other->has_syn && sender->scale != NO_SCALE && other->scale != NO_SCALE;
    return both ? sender->scale : 0;
}

/* Is it sent only to be answered? That another byte on the last sequence number is data that was sent before, and not a
 * probe, shows but by the window. */
static unsigned look_for_probe(const struct sender *sender, const struct sender *other,
                               const struct tcp_header *tcp, uint32_t length)
{
    uint32_t ahead = tcp->seq - (sender->next - 1);
    if ((tcp->flags & (FLAG_SYN | FLAG_FIN)) != 0)
        return 0;
    if (length == 0 && ahead == 0)
        return sender->stopped ? REMARK_PROBE : REMARK_KEEP_ALIVE;
    bool closed = other->has_ack && other->window == 0;
    return closed && length == 1 && ahead <= 1 ? REMARK_PROBE : 0;
}

/* What of it is new, what has been sent before? A SYN and a FIN take a sequence number each (RFC 9293, section
 * 3.4). */
static void look_at_data(struct sender *sender, const struct tcp_header *tcp, struct ordinals *sent,
                         struct remark *remark)
{
    bool syn = (tcp->flags & FLAG_SYN) != 0, fin = (tcp->flags & FLAG_FIN) != 0;
    uint32_t data_end = tcp->seq + syn + remark->length, end = data_end + fin;
    if (end != tcp->seq && is_before(tcp->seq, sender->next) && (remark->what & PROBES) == 0)
        remark->what |= REMARK_RETRANSMISSION;
    if (remark->length > 0 && (remark->what & PROBES) == 0)
        sender->stopped = false;
    if (remark->length > 0 && is_before(sender->next, data_end))
        remark->ordinal.data = ++sent->data;
    if (syn && !sender->has_syn)
        remark->ordinal.syn = ++sent->syn;
    if (fin && !sender->has_fin)
        remark->ordinal.fin = ++sent->fin;
    sender->has_syn = sender->has_syn || syn;
    sender->has_fin = sender->has_fin || fin;
    if (is_before(sender->next, end))
        sender->next = end;
}

/* Has something arrived that lies above the ACK number? */
static bool has_gap(const struct tcp_header *tcp)
{
    for (int i = 0; i < tcp->sack_count; i++)
        if (is_before(tcp->ack, tcp->sack[i].first))
            return true;
    return false;
}

/* Of an ACK that has nothing else: is it one more of the same? Windows are the same if they are so in units of the
 * scale: that of a SYN was in bytes. */
static void look_at_repeated(struct sender *sender, const struct sender *other,
                             const struct tcp_header *tcp, struct remark *remark)
{
    int scale = scale_of(sender, other);
    bool same = sender->window >> scale == remark->window >> scale;
    bool outstanding = is_before(tcp->ack, other->next);
    if (outstanding && (same || has_gap(tcp))) {
        remark->what |= REMARK_DUP_ACK;
        remark->dup_ack = ++sender->dup_acks;
    } else if (!same && remark->window > 0) {
        remark->what |= REMARK_WINDOW_UPDATE;
    }
}

static void look_at_ack(struct sender *sender, const struct sender *other,
                        const struct tcp_header *tcp, struct remark *remark)
{
    bool again = sender->has_ack && tcp->ack == sender->ack;
    if (remark->ordinal.pure_ack > 0 && again && (remark->what & PROBES) == 0)
        look_at_repeated(sender, other, tcp, remark);
    if (!sender->has_ack || is_before(sender->ack, tcp->ack)) {
        sender->ack = tcp->ack;
        sender->dup_acks = 0;
    }
    sender->has_ack = true;
    sender->window = remark->window;
}

static void look_at_tcp(struct conversation *conversation, enum host from,
                        const struct packet *packet, struct ordinals *sent, struct remark *remark)
{
    struct sender *sender = &conversation->sender[from], *other = &conversation->sender[!from];
    const struct tcp_header *tcp = &packet->tcp;
    bool syn = (tcp->flags & FLAG_SYN) != 0, has_ack = (tcp->flags & FLAG_ACK) != 0;
    learn_start(sender, other, tcp);
    remark->seq = tcp->seq - sender->start;
    remark->ack = has_ack ? tcp->ack - other->start : 0;
    remark->length = (uint32_t)packet->payload_length;
    remark->window = (uint32_t)tcp->window << (syn ? 0 : scale_of(sender, other));
    if ((tcp->flags & FLAG_RST) !=
        0) { /* all is over: its numbers say nothing about what was sent */
        conversation->reset = true;
        return;
    }
    remark->what |= look_for_probe(sender, other, tcp, remark->length);
    if (tcp->window == 0) {
        remark->what |= REMARK_ZERO_WINDOW;
        other->stopped = true;
    }
    look_at_data(sender, tcp, sent, remark);
    if (has_ack && remark->length == 0 && !syn && (tcp->flags & FLAG_FIN) == 0)
        remark->ordinal.pure_ack = ++sent->pure_ack;
    if (has_ack)
        look_at_ack(sender, other, tcp, remark);
}

/* --- all ------------------------------------------------------------------------------------------- */

/* Which conversation does it belong to? NULL: none. */
static struct conversation *place_of(struct tracker *tracker, enum host from,
                                     const struct packet *packet, struct remark *remark)
{
    if (packet->kind == PACKET_FRAGMENT)
        return find_whole(tracker, from, packet);
    if (packet->kind != PACKET_TCP && packet->kind != PACKET_UDP)
        return NULL;
    struct conversation *conversation = find(tracker, from, packet);
    if (conversation == NULL || begins_anew(conversation, from, packet)) {
        conversation = begin(tracker, conversation, from, packet);
        remark->what |= REMARK_NEW;
    }
    return conversation;
}

struct remark tracker_see(struct tracker *tracker, enum host from, const struct packet *packet)
{
    struct remark remark = {0};
    struct ordinals *sent = &tracker->sent[from];
    remark.ordinal.packet = ++sent->packet;
    tracker->packets++;
    if (is_fragment(packet))
        remark.ordinal.fragment = ++sent->fragment;
    if (packet->kind == PACKET_UDP)
        remark.ordinal.datagram = ++sent->datagram;
    struct conversation *conversation = place_of(tracker, from, packet, &remark);
    if (conversation == NULL)
        return remark;
    conversation->seen = tracker->packets;
    remark.conversation = conversation->number;
    if (packet->kind == PACKET_TCP)
        look_at_tcp(conversation, from, packet, sent, &remark);
    if (is_fragment(packet)) {
        conversation->sender[from].has_fragment = true;
        conversation->sender[from].fragment_id = packet->id;
    }
    return remark;
}

bool tracker_has_finished(const struct tracker *tracker, enum host host)
{
    for (int i = 0; i < CONVERSATIONS; i++) {
        const struct conversation *conversation = &tracker->conversation[i];
        const struct sender *sender = &conversation->sender[host],
                            *other = &conversation->sender[!host];
        bool is_tcp = conversation->seen > 0 && conversation->protocol == PROTOCOL_TCP;
        bool acknowledged = sender->has_fin && other->has_ack && other->ack == sender->next;
        if (is_tcp && !conversation->reset && !acknowledged)
            return false;
    }
    return true;
}
