/* Packets of a conversation for unit tests, and what the tracker remarks on them. Included by one .c file each. */
#ifndef SEGMENTS_H
#define SEGMENTS_H

#include "../lab/ladder.h"

/* The SYNs of a and b; that of b is near the end of all numbers, so that they begin again in each test. */
static const uint32_t A = 1000, B = 0xfffffffa;

enum { SYN = FLAG_SYN, ACK = FLAG_ACK, FIN = FLAG_FIN, RST = FLAG_RST, PSH = FLAG_PSH };

static struct tracker tracker;
static struct step step; /* the last one */

static inline void start(void)
{
    tracker = (struct tracker){0};
    step = (struct step){.time_s = 0};
}

static inline unsigned see(enum host from, const struct packet *packet)
{
    step.from = from;
    step.packet = *packet;
    step.remark = tracker_see(&tracker, from, packet);
    return step.remark.what;
}

/* From port 40112 of a to port 80 of b, or the other way round. */
static inline struct packet between(enum host from, enum packet_kind kind, unsigned protocol)
{
    bool a = from == HOST_A;
    return (struct packet){.kind = kind,
                           .protocol = protocol,
                           .from = a ? 0x0a090001 : 0x0a090002,
                           .to = a ? 0x0a090002 : 0x0a090001,
                           .from_port = a ? 40112 : 80,
                           .to_port = a ? 80 : 40112};
}

/* SEQ and ACK are relative, as the ladder shows them. */
static inline struct packet segment(enum host from, unsigned flags, uint32_t seq, uint32_t ack,
                                    unsigned window, size_t length)
{
    static const char payload[65536];
    struct packet packet = between(from, PACKET_TCP, PROTOCOL_TCP);
    packet.tcp = (struct tcp_header){.seq = seq + (from == HOST_A ? A : B),
                                     .ack = ack + (from == HOST_A ? B : A),
                                     .flags = flags,
                                     .window = window,
                                     .scale = NO_SCALE};
    packet.payload = payload;
    packet.payload_length = length;
    return packet;
}

static inline unsigned tcp(enum host from, unsigned flags, uint32_t seq, uint32_t ack,
                           unsigned window, size_t length)
{
    struct packet packet = segment(from, flags, seq, ack, window, length);
    return see(from, &packet);
}

static inline unsigned syn(enum host from, unsigned flags, int scale)
{
    struct packet packet = segment(from, flags, 0, (flags & ACK) != 0, 65160, 0);
    packet.tcp.mss = 1460;
    packet.tcp.scale = scale;
    return see(from, &packet);
}

static inline unsigned sack(enum host from, uint32_t ack, unsigned window, uint32_t first,
                            uint32_t end)
{
    struct packet packet = segment(from, ACK, 1, ack, window, 0);
    uint32_t other = from == HOST_A ? B : A;
    packet.tcp.sack_count = 1;
    packet.tcp.sack[0] = (struct sack_block){first + other, end + other};
    return see(from, &packet);
}

/* With windows in units of 128 bytes. */
static inline void handshake(void)
{
    start();
    syn(HOST_A, SYN, 7);
    syn(HOST_B, SYN | ACK, 7);
    tcp(HOST_A, ACK, 1, 1, 502, 0);
}

static inline struct packet datagram(enum host from, const char *payload, size_t length)
{
    struct packet packet = between(from, PACKET_UDP, PROTOCOL_UDP);
    packet.payload = payload;
    packet.payload_length = packet.datagram_length = length;
    return packet;
}

#endif
