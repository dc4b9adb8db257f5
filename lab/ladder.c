#include "ladder.h"

#include <stdarg.h>
#include <string.h>

#include "../common/printable.h"

enum {
    FLAGS_WIDTH = 7, /* of "SYN ACK", so that what follows stands below each other */
    GLIMPSE = 16,    /* bytes of a datagram are shown */

    /* Columns of a line: those after the arrow; before them, 21 are taken. */
    REMARKS_COLUMN = 55,
    COLUMNS = 79,
};

/* --- words ----------------------------------------------------------------------------------------- */

#ifdef __GNUC__
static void add(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
#endif

/* Append to TEXT, of STEP_SIZE bytes, as printf does; what has no room is left out. */
static void add(char *text, const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, STEP_SIZE - used, format, arguments);
    va_end(arguments);
}

/* The first bytes of the payload, as print_safely would show them; whole characters only. */
static void add_glimpse(char *text, const struct packet *packet)
{
    size_t at = 0;
    if (packet->payload_length == 0)
        return;
    add(text, "  '");
    while (at < packet->payload_length && at < GLIMPSE) {
        const char *bytes = packet->payload + at;
        size_t size = printable_length(bytes, packet->payload_length - at);
        if (size > 0)
            add(text, "%.*s", (int)size, bytes);
        else
            add(text, "\\x%02x", (unsigned)(unsigned char)*bytes);
        at += size > 0 ? size : 1;
    }
    add(text, at < packet->payload_length ? "'..." : "'");
}

static void add_fragment(char *text, const struct packet *packet)
{
    size_t first = packet->fragment_offset, length = packet->fragment_length;
    add(text, "IP fragment");
    if (length > 0)
        add(text, " %zu-%zu", first, first + length - 1);
    add(text, packet->more_fragments ? ", more follow" : ", the last");
}

static void add_ports(char *text, const struct step *step)
{
    if ((step->remark.what & REMARK_NEW) != 0)
        add(text, "  %u > %u", step->packet.from_port, step->packet.to_port);
}

/* From the first to the last; if there is but one, just that. A FIN is not counted: it shows by itself. */
static void add_seq(char *text, const struct step *step)
{
    const struct remark *remark = &step->remark;
    bool syn = (step->packet.tcp.flags & FLAG_SYN) != 0;
    add(text, "  seq %lu", (unsigned long)remark->seq);
    if (remark->length + syn > 1)
        add(text, "-%lu", (unsigned long)(uint32_t)(remark->seq + syn + remark->length - 1));
    if (remark->length > 0)
        add(text, "  %lu byte%s", (unsigned long)remark->length, remark->length == 1 ? "" : "s");
}

/* Blocks count the bytes of the other host, as the ACK number does. */
static void add_sack(char *text, const struct step *step)
{
    const struct tcp_header *tcp = &step->packet.tcp;
    uint32_t start = tcp->ack - step->remark.ack;
    for (int i = 0; i < tcp->sack_count; i++)
        add(text, "%s%lu-%lu", i == 0 ? "  sack " : ",",
            (unsigned long)(uint32_t)(tcp->sack[i].first - start),
            (unsigned long)(uint32_t)(tcp->sack[i].end - 1 - start));
}

static void add_flags(char *text, unsigned flags, int width)
{
    static const struct {
        unsigned flag;
        const char *name;
    } names[] = {{FLAG_SYN, "SYN"}, {FLAG_FIN, "FIN"}, {FLAG_RST, "RST"}, {FLAG_PSH, "PSH"},
                 {FLAG_ACK, "ACK"}, {FLAG_URG, "URG"}, {FLAG_ECE, "ECE"}, {FLAG_CWR, "CWR"}};
    size_t start = strlen(text);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if ((flags & names[i].flag) != 0)
            add(text, "%s%s", text[start] == '\0' ? "" : " ", names[i].name);
    if (text[start] == '\0')
        add(text, "no flags");
    add(text, "%*s", width > (int)strlen(text + start) ? width - (int)strlen(text + start) : 0, "");
}

/* Where a pure ACK stands in its own sequence, nobody asks; of a probe it is what makes it one. */
static void add_tcp(char *text, const struct step *step, int width)
{
    const struct tcp_header *tcp = &step->packet.tcp;
    const struct remark *remark = &step->remark;
    bool pure_ack = tcp->flags == FLAG_ACK && remark->length == 0;
    add_flags(text, tcp->flags, width);
    add_ports(text, step);
    if (!pure_ack || (remark->what & (REMARK_PROBE | REMARK_KEEP_ALIVE)) != 0)
        add_seq(text, step);
    if ((tcp->flags & FLAG_ACK) != 0)
        add(text, "  ack %lu", (unsigned long)remark->ack);
    if ((tcp->flags & FLAG_RST) == 0)
        add(text, "  win %lu", (unsigned long)remark->window);
    if (tcp->mss > 0)
        add(text, "  mss %u", tcp->mss);
    if (tcp->scale != NO_SCALE)
        add(text, "  scale %d", tcp->scale);
    add_sack(text, step);
}

static void add_udp(char *text, const struct step *step)
{
    const struct packet *packet = &step->packet;
    add(text, "UDP %zu byte%s", packet->datagram_length, packet->datagram_length == 1 ? "" : "s");
    add_ports(text, step);
    if (!is_fragment(packet))
        add_glimpse(text, packet);
}

static const char *unreachable(unsigned code)
{
    static const char *const names[] = {
        [0] = "net unreachable",  [1] = "host unreachable",     [2] = "protocol unreachable",
        [3] = "port unreachable", [4] = "fragmentation needed", [5] = "source route failed",
        [9] = "net prohibited",   [10] = "host prohibited",     [13] = "prohibited",
    };
    bool known = code < sizeof names / sizeof names[0] && names[code] != NULL;
    return known ? names[code] : "unreachable";
}

/* RFC 792, and RFC 1812, section 5.2.7.1. */
static void add_icmp(char *text, const struct packet *packet)
{
    const struct icmp_header *icmp = &packet->icmp;
    if (icmp->type == ICMP_ECHO || icmp->type == ICMP_ECHO_REPLY)
        add(text, "ICMP echo %s %u", icmp->type == ICMP_ECHO ? "request" : "reply", icmp->echo);
    else if (icmp->type == ICMP_UNREACHABLE)
        add(text, "ICMP %s", unreachable(icmp->code));
    else if (icmp->type == ICMP_TIME_EXCEEDED)
        add(text, "ICMP time exceeded");
    else
        add(text, "ICMP type %u code %u", icmp->type, icmp->code);
    if (icmp->protocol != 0)
        add(text, "  for %s %u > %u", icmp->protocol == PROTOCOL_TCP ? "TCP" : "UDP",
            icmp->from_port, icmp->to_port);
}

/* The flags of TCP get at least WIDTH columns. */
static char *write_words(char text[STEP_SIZE], const struct step *step, int width)
{
    const struct packet *packet = &step->packet;
    text[0] = '\0';
    if (step->remark.conversation > 1)
        add(text, "#%d  ", step->remark.conversation);
    if (packet->kind == PACKET_MALFORMED)
        add(text, "malformed, %zu bytes", packet->length);
    else if (packet->kind == PACKET_OTHER)
        add(text, "IP protocol %u, %zu bytes", packet->protocol, packet->length);
    else if (packet->kind == PACKET_TCP)
        add_tcp(text, step, width);
    else if (packet->kind == PACKET_UDP)
        add_udp(text, step);
    else if (packet->kind == PACKET_ICMP)
        add_icmp(text, packet);
    if (packet->kind != PACKET_FRAGMENT && is_fragment(packet))
        add(text, "  ");
    if (is_fragment(packet))
        add_fragment(text, packet);
    return text;
}

char *step_words(char text[STEP_SIZE], const struct step *step)
{
    return write_words(text, step, 0);
}

/* --- remarks --------------------------------------------------------------------------------------- */

bool step_is_lost(const struct step *step)
{
    return step->verdict.dropped || step->verdict.lost || step->verdict.overflowed;
}

static void add_remark(char *text, bool holds, const char *remark)
{
    if (holds)
        add(text, "%s%s", text[0] == '\0' ? "" : ", ", remark);
}

char *step_remarks(char text[STEP_SIZE], const struct step *step)
{
    const struct verdict *verdict = &step->verdict;
    bool lost = step_is_lost(step);
    unsigned what = step->remark.what;
    text[0] = '\0';
    add_remark(text, verdict->dropped, "LOST (--drop)");
    add_remark(text, verdict->lost, "LOST");
    add_remark(text, verdict->overflowed, "LOST (queue full)");
    add_remark(text, verdict->duplicated && !lost, "DUPLICATE (sent twice)");
    add_remark(text, verdict->held && !lost, "HELD BACK (later ones may overtake it)");
    add_remark(text, (what & REMARK_RETRANSMISSION) != 0, "RETRANSMISSION");
    add_remark(text, (what & REMARK_DUP_ACK) != 0, "DUP ACK");
    if ((what & REMARK_DUP_ACK) != 0)
        add(text, " #%u", step->remark.dup_ack);
    add_remark(text, (what & REMARK_ZERO_WINDOW) != 0, "ZERO WINDOW");
    add_remark(text, (what & REMARK_WINDOW_UPDATE) != 0, "WINDOW UPDATE");
    add_remark(text, (what & REMARK_PROBE) != 0, "WINDOW PROBE");
    add_remark(text, (what & REMARK_KEEP_ALIVE) != 0, "KEEP-ALIVE");
    return text;
}

/* --- lines ----------------------------------------------------------------------------------------- */

static const char *arrow(const struct step *step)
{
    bool lost = step_is_lost(step);
    if (step->from == HOST_A)
        return lost ? "a --X b" : "a --> b";
    return lost ? "a X-- b" : "a <-- b";
}

/* Or NULL: none. */
static const char *colour_of(const struct step *step)
{
    if (step_is_lost(step))
        return "\x1b[31m";
    if ((step->remark.what & REMARK_RETRANSMISSION) != 0)
        return "\x1b[33m";
    return (step->remark.what & REMARK_DUP_ACK) != 0 ? "\x1b[35m" : NULL;
}

/* Of UTF-8: what is not the first byte of a character takes no column of its own. */
static int columns(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* Remarks stand below each other, but long ones further to the left if that keeps the line short. */
int step_print(FILE *out, const struct step *step, bool colour)
{
    char words[STEP_SIZE], remarks[STEP_SIZE];
    write_words(words, step, FLAGS_WIDTH);
    step_remarks(remarks, step);
    int gap = 0;
    if (remarks[0] != '\0') {
        int room = COLUMNS - columns(remarks),
            column = room < REMARKS_COLUMN ? room : REMARKS_COLUMN;
        gap = column - columns(words);
        gap = gap < 2 ? 2 : gap;
    }
    const char *paint = colour ? colour_of(step) : NULL;
    return fprintf(out, "%7.1f ms  %s%s  %s%*s%s%s\n", 1000 * step->time_s,
                   paint != NULL ? paint : "", arrow(step), words, gap, "", remarks,
                   paint != NULL ? "\x1b[0m" : "");
}
