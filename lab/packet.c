#include "packet.h"

enum { IP_HEADER = 20, TCP_HEADER = 20, UDP_HEADER = 8, ICMP_HEADER = 8, LARGEST_SCALE = 14 };

/* The kinds of TCP's options, and how long one is, with its kind and its length. */
enum { OPTIONS_END, NOTHING, MSS, SCALE, SACK_PERMITTED, SACK, TIMESTAMPS = 8 };
enum {
    MSS_SIZE = 4,
    SCALE_SIZE = 3,
    SACK_PERMITTED_SIZE = 2,
    SACK_BLOCK_SIZE = 8,
    TIMESTAMPS_SIZE = 10
};

/* Bytes that have come, of any value. */
struct bytes {
    const unsigned char *at;
    size_t length;
};

static unsigned read_16(const unsigned char *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static uint32_t read_32(const unsigned char *at)
{
    return (uint32_t)read_16(at) << 16 | read_16(at + 2);
}

static struct bytes behind(struct bytes bytes, size_t count)
{
    return (struct bytes){bytes.at + count, bytes.length - count};
}

static void carry(struct packet *packet, struct bytes payload)
{
    packet->payload = (const char *)payload.at;
    packet->payload_length = payload.length;
}

/* How long the IPv4 header is; 0 when there is none, or one that does not fit. */
static size_t ip_header_length(struct bytes bytes)
{
    if (bytes.length < IP_HEADER || bytes.at[0] >> 4 != 4)
        return 0;
    size_t length = (bytes.at[0] & 0xfu) * 4;
    return length >= IP_HEADER && length <= bytes.length ? length : 0;
}

/* --- TCP ------------------------------------------------------------------------------------------- */

/* An option that has not the length it should have is left out. */
static void read_option(struct tcp_header *tcp, unsigned kind, struct bytes option)
{
    const unsigned char *value = option.at + 2;
    bool syn = (tcp->flags & FLAG_SYN) != 0;
    if (kind == MSS && option.length == MSS_SIZE && syn) {
        tcp->mss = read_16(value);
    } else if (kind == SCALE && option.length == SCALE_SIZE && syn) {
        tcp->scale =
            value[0] < LARGEST_SCALE ? value[0] : LARGEST_SCALE; /* RFC 7323, section 2.3 */
    } else if (kind == SACK_PERMITTED && option.length == SACK_PERMITTED_SIZE && syn) {
        tcp->sack_permitted = true;
    } else if (kind == TIMESTAMPS && option.length == TIMESTAMPS_SIZE) {
        tcp->has_timestamps = true;
    } else if (kind == SACK && option.length % SACK_BLOCK_SIZE == 2) {
        tcp->sack_count = (int)(option.length / SACK_BLOCK_SIZE); /* the 40 bytes of all options */
        for (int i = 0; i < tcp->sack_count; i++, value += SACK_BLOCK_SIZE) /* hold four at most */
            tcp->sack[i] = (struct sack_block){read_32(value), read_32(value + 4)};
    }
}

/* RFC 9293, section 3.1: all but two are KIND, LENGTH (of the whole option), value. After a length that cannot be,
 * nobody knows where the next one begins. */
static void read_options(struct tcp_header *tcp, struct bytes options)
{
    while (options.length > 0 && options.at[0] != OPTIONS_END) {
        size_t length = 1;
        if (options.at[0] != NOTHING) {
            length = options.length > 1 ? options.at[1] : 0;
            if (length < 2 || length > options.length)
                return;
            read_option(tcp, options.at[0], (struct bytes){options.at, length});
        }
        options = behind(options, length);
    }
}

static bool read_tcp(struct packet *packet, struct bytes bytes)
{
    if (bytes.length < TCP_HEADER)
        return false;
    size_t header = (size_t)(bytes.at[12] >> 4) * 4;
    if (header < TCP_HEADER || header > bytes.length)
        return false;
    packet->kind = PACKET_TCP;
    packet->from_port = read_16(bytes.at);
    packet->to_port = read_16(bytes.at + 2);
    packet->tcp = (struct tcp_header){.seq = read_32(bytes.at + 4),
                                      .ack = read_32(bytes.at + 8),
                                      .flags = bytes.at[13],
                                      .window = read_16(bytes.at + 14),
                                      .scale = NO_SCALE};
    read_options(&packet->tcp, (struct bytes){bytes.at + TCP_HEADER, header - TCP_HEADER});
    carry(packet, behind(bytes, header));
    return true;
}

/* --- UDP, ICMP ------------------------------------------------------------------------------------- */

static bool read_udp(struct packet *packet, struct bytes bytes)
{
    if (bytes.length < UDP_HEADER)
        return false;
    size_t length = read_16(bytes.at + 4);
    if (length < UDP_HEADER || (length > bytes.length && !packet->more_fragments))
        return false;
    packet->kind = PACKET_UDP;
    packet->from_port = read_16(bytes.at);
    packet->to_port = read_16(bytes.at + 2);
    packet->datagram_length = length - UDP_HEADER;
    if (bytes.length > length)
        bytes.length = length;
    carry(packet, behind(bytes, UDP_HEADER));
    return true;
}

/* An error quotes the IPv4 header of the packet that caused it, and at least 8 bytes behind it: the ports, of TCP
 * and UDP alike. The quoted lengths are those of the whole packet, so they say nothing here. */
static void read_quoted(struct icmp_header *icmp, struct bytes quoted)
{
    size_t header = ip_header_length(quoted);
    if (header == 0 || quoted.length < header + 4)
        return;
    bool first = (read_16(quoted.at + 6) & 0x1fff) == 0;
    unsigned protocol = quoted.at[9];
    if (!first || (protocol != PROTOCOL_TCP && protocol != PROTOCOL_UDP))
        return;
    icmp->protocol = protocol;
    icmp->from_port = read_16(quoted.at + header);
    icmp->to_port = read_16(quoted.at + header + 2);
}

static bool read_icmp(struct packet *packet, struct bytes bytes)
{
    if (bytes.length < ICMP_HEADER)
        return false;
    struct icmp_header *icmp = &packet->icmp;
    packet->kind = PACKET_ICMP;
    icmp->type = bytes.at[0];
    icmp->code = bytes.at[1];
    if (icmp->type == ICMP_ECHO || icmp->type == ICMP_ECHO_REPLY)
        icmp->echo = read_16(bytes.at + 6);
    else if (icmp->type == ICMP_UNREACHABLE || icmp->type == ICMP_TIME_EXCEEDED)
        read_quoted(icmp, behind(bytes, ICMP_HEADER));
    carry(packet, behind(bytes, ICMP_HEADER));
    return true;
}

/* --- IPv4 ------------------------------------------------------------------------------------------ */

/* false: there is no whole header of this protocol. */
static bool read_content(struct packet *packet, struct bytes bytes)
{
    switch (packet->protocol) {
    case PROTOCOL_TCP:
        return read_tcp(packet, bytes);
    case PROTOCOL_UDP:
        return read_udp(packet, bytes);
    case PROTOCOL_ICMP:
        return read_icmp(packet, bytes);
    default:
        return true;
    }
}

bool is_fragment(const struct packet *packet)
{
    return packet->more_fragments || packet->fragment_offset > 0;
}

struct packet packet_decode(const char *bytes, size_t length)
{
    const struct packet malformed = {.kind = PACKET_MALFORMED, .length = length};
    struct bytes all = {(const unsigned char *)bytes, length};
    size_t header = ip_header_length(all);
    if (header == 0)
        return malformed;
    unsigned total = read_16(all.at + 2), fragment = read_16(all.at + 6);
    if (total < header || total > length)
        return malformed;
    all.length = total;
    struct packet packet = {.kind = PACKET_OTHER,
                            .length = total,
                            .id = read_16(all.at + 4),
                            .more_fragments = (fragment & 0x2000) != 0,
                            .fragment_offset = (size_t)(fragment & 0x1fff) * 8,
                            .fragment_length = total - header,
                            .ttl = all.at[8],
                            .protocol = all.at[9],
                            .from = read_32(all.at + 12),
                            .to = read_32(all.at + 16)};
    carry(&packet, behind(all, header));
    bool first = packet.fragment_offset == 0;
    if (first && read_content(&packet, behind(all, header)))
        return packet;
    if (!is_fragment(&packet))
        return malformed;
    packet.kind = PACKET_FRAGMENT;
    return packet;
}
