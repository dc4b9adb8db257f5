/* What stands in a packet: IPv4 (RFC 791), and in it TCP (RFC 9293), UDP (RFC 768) or ICMP (RFC 792). The
 * bytes may come from anybody: nothing is read beyond those that are there, whatever their own lengths say.
 * Pure: no sockets, no clock. */
#ifndef PACKET_H
#define PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum packet_kind {
    PACKET_MALFORMED, /* no IPv4, or shorter than its headers say; only length is set */
    PACKET_OTHER,     /* IPv4 with a protocol that is none of these */
    PACKET_FRAGMENT, /* of a larger packet; the header of TCP, UDP or ICMP is in another fragment */
    PACKET_TCP,      /* the next three: whole, or the first fragment */
    PACKET_UDP,
    PACKET_ICMP
};

/* RFC 9293, section 3.1. */
enum {
    FLAG_FIN = 0x01,
    FLAG_SYN = 0x02,
    FLAG_RST = 0x04,
    FLAG_PSH = 0x08,
    FLAG_ACK = 0x10,
    FLAG_URG = 0x20,
    FLAG_ECE = 0x40,
    FLAG_CWR = 0x80
};

enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

/* Sequence numbers from FIRST to the one before END. */
struct sack_block {
    uint32_t first, end;
};

enum { SACK_BLOCKS = 4, NO_SCALE = -1 };

/* The options of a SYN are looked for in a SYN only. */
struct tcp_header {
    uint32_t seq, ack; /* as on the wire */
    unsigned flags;
    unsigned window;     /* as on the wire, not scaled */
    unsigned mss;        /* of a SYN: RFC 9293, section 3.7.1; 0: not there */
    int scale;           /* of a SYN: RFC 7323, section 2.2; NO_SCALE: not there */
    bool sack_permitted; /* of a SYN: RFC 2018, section 2 */
    bool has_timestamps; /* RFC 7323, section 3.2 */
    int sack_count;      /* RFC 2018, section 3 */
    struct sack_block sack[SACK_BLOCKS];
};

enum { ICMP_ECHO_REPLY = 0, ICMP_UNREACHABLE = 3, ICMP_ECHO = 8, ICMP_TIME_EXCEEDED = 11 };

struct icmp_header {
    unsigned type, code;
    unsigned echo; /* of an echo or its reply: its number */

    /* Of an error: the packet that caused it, of which at least the first bytes are quoted. */
    unsigned protocol;           /* TCP or UDP; 0: not known, and the ports neither */
    unsigned from_port, to_port; /* as that packet had them */
};

struct packet {
    enum packet_kind kind;
    size_t length;     /* of the whole packet, as its IPv4 header says */
    uint32_t from, to; /* addresses, in the host's byte order */
    unsigned protocol, ttl, id;
    size_t fragment_offset; /* where its part of a larger packet begins, in bytes, */
    size_t fragment_length; /* and so much of it, all that follows the IPv4 header, is here */
    bool more_fragments;
    unsigned from_port, to_port; /* of TCP and UDP */
    struct tcp_header tcp;
    struct icmp_header icmp;
    const char
        *payload; /* points into the bytes: what TCP, UDP or ICMP carries, else all behind IPv4 */
    size_t payload_length;
    size_t
        datagram_length; /* of UDP: its payload as its header says; in a first fragment, there is less */
};

/* Take the packet of LENGTH bytes apart; what follows it, by its own length, is not looked at. */
struct packet packet_decode(const char *bytes, size_t length);

/* Is it a part of a larger packet? */
bool is_fragment(const struct packet *packet);

#endif
