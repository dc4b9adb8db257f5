#include "selector.h"

#include <stdlib.h>
#include <string.h>

#include "../common/message.h"

/* --- reading --------------------------------------------------------------------------------------- */

static const char *const kind_names[SELECTED_KINDS] = {
    [SELECT_PACKET] = "pkt",    [SELECT_DATA] = "data", [SELECT_ACK] = "ack",
    [SELECT_SYN] = "syn",       [SELECT_FIN] = "fin",   [SELECT_DATAGRAM] = "dgram",
    [SELECT_FRAGMENT] = "frag",
};

/* Only what TCP counts by sequence numbers is sent again. */
static bool is_sent_again(enum selected_kind kind)
{
    return kind == SELECT_DATA || kind == SELECT_SYN || kind == SELECT_FIN;
}

/* Skip "a:" or "b:" at the start of TEXT; without it, it is both. */
static const char *parse_side(const char *text, bool of[HOSTS])
{
    bool one = (text[0] == 'a' || text[0] == 'b') && text[1] == ':';
    of[HOST_A] = !one || text[0] == 'a';
    of[HOST_B] = !one || text[0] == 'b';
    return one ? text + 2 : text;
}

/* Skip the name of a kind; SELECTED_KINDS when there is none. */
static const char *parse_kind(const char *text, enum selected_kind *kind)
{
    size_t length = strcspn(text, ":");
    for (*kind = 0; *kind < SELECTED_KINDS; ++*kind)
        if (strlen(kind_names[*kind]) == length && memcmp(kind_names[*kind], text, length) == 0)
            break;
    return text + length;
}

/* "x2", or nothing: 1. Anything else is 0. */
static int parse_times(const char *text)
{
    if (*text == '\0')
        return 1;
    size_t digits = strspn(text + 1, "0123456789");
    if (*text != 'x' || digits > 3 || text[1 + digits] != '\0')
        return 0;
    int times = (int)strtol(text + 1, NULL, 10);
    return times <= TIMES ? times : 0;
}

void read_selector(const char *noun, const char *text, void *into)
{
    struct selectors *selectors = into;
    struct selector selector = {.list = {0}};
    const char *rest = parse_kind(parse_side(text, selector.of), &selector.kind);
    rest = parse_list(*rest == ':' ? rest + 1 : "1", &selector.list);
    selector.times = rest != NULL ? parse_times(rest) : 0;
    if (selector.kind == SELECTED_KINDS || selector.times == 0)
        wrong_usage(
            "%s '%s' is not [a:|b:]KIND[:LIST[xN]], such as a:data:4, b:ack:1,4-6 or syn:1x2\n"
            "  KIND is pkt, data, ack, syn, fin, dgram or frag; LIST has numbers from 1 to "
            "999999999\n"
            "  in up to %d parts; N, how often each is lost, is from 1 to %d.",
            noun, text, RANGES, TIMES);
    if (selector.times > 1 && !is_sent_again(selector.kind))
        wrong_usage(
            "%s '%s': only data, syn and fin are sent again, so only they can be lost %d times, "
            "such as data:1x%d",
            noun, text, selector.times, selector.times);
    if (selectors->count == SELECTORS)
        wrong_usage("%s '%s' is one too many: there can be %d", noun, text, SELECTORS);
    selectors->selector[selectors->count++] = selector;
}

/* --- selecting ------------------------------------------------------------------------------------- */

/* Which one of that kind is it? 0: it is not of that kind. */
static uint64_t ordinal_of(const struct remark *remark, enum selected_kind kind)
{
    const uint64_t ordinals[SELECTED_KINDS] = {
        [SELECT_PACKET] = remark->ordinal.packet,     [SELECT_DATA] = remark->ordinal.data,
        [SELECT_ACK] = remark->ordinal.pure_ack,      [SELECT_SYN] = remark->ordinal.syn,
        [SELECT_FIN] = remark->ordinal.fin,           [SELECT_DATAGRAM] = remark->ordinal.datagram,
        [SELECT_FRAGMENT] = remark->ordinal.fragment,
    };
    return ordinals[kind];
}

/* A SYN stands before the data of its segment, a FIN behind it: each has a sequence number of its own. */
static uint32_t data_seq(const struct packet *packet, const struct remark *remark)
{
    return remark->seq + ((packet->tcp.flags & FLAG_SYN) != 0);
}

/* The sequence number of what is followed in a packet of this KIND. */
static uint32_t seq_of(enum selected_kind kind, const struct packet *packet,
                       const struct remark *remark)
{
    uint32_t seq = data_seq(packet, remark);
    return kind == SELECT_SYN ? remark->seq : kind == SELECT_FIN ? seq + remark->length : seq;
}

static bool is_in(const struct followed *followed, const struct packet *packet,
                  const struct remark *remark)
{
    switch (followed->kind) {
    case SELECT_SYN:
        return (packet->tcp.flags & FLAG_SYN) != 0 && followed->seq == remark->seq;
    case SELECT_FIN:
        return (packet->tcp.flags & FLAG_FIN) != 0 &&
               followed->seq == seq_of(SELECT_FIN, packet, remark);
    default: /* the difference is large, too, when the byte stands before the segment */
        return followed->seq - data_seq(packet, remark) < remark->length;
    }
}

/* Is it a retransmission of something that is to be lost again? */
static bool take_followed(struct selectors *selectors, enum host from, const struct packet *packet,
                          const struct remark *remark)
{
    bool taken = false;
    for (int i = 0; i < FOLLOWED; i++) {
        struct followed *followed = &selectors->followed[i];
        if (followed->left > 0 && followed->from == from &&
            followed->conversation == remark->conversation && is_in(followed, packet, remark)) {
            followed->left--;
            taken = true;
        }
    }
    return taken;
}

static void follow(struct selectors *selectors, const struct selector *selector, enum host from,
                   const struct packet *packet, const struct remark *remark)
{
    selectors->followed[selectors->follow_next] =
        (struct followed){.left = selector->times - 1,
                          .from = from,
                          .kind = selector->kind,
                          .conversation = remark->conversation,
                          .seq = seq_of(selector->kind, packet, remark)};
    selectors->follow_next = (selectors->follow_next + 1) % FOLLOWED;
}

bool selectors_take(struct selectors *selectors, enum host from, const struct packet *packet,
                    const struct remark *remark)
{
    bool taken = packet->kind == PACKET_TCP && take_followed(selectors, from, packet, remark);
    for (int i = 0; i < selectors->count; i++) {
        const struct selector *selector = &selectors->selector[i];
        uint64_t ordinal = ordinal_of(remark, selector->kind);
        if (!selector->of[from] || ordinal == 0 || !selects(&selector->list, ordinal))
            continue;
        taken = true;
        if (selector->times > 1)
            follow(selectors, selector, from, packet, remark);
    }
    return taken;
}
