/* What each packet is in its conversation: new data or a retransmission, which duplicate ACK, a window that is
 * closed. It is told by who looks at the line where packets enter it, in the order in which the hosts sent them: so
 * those that will be lost are seen, too. Pure: no sockets, no clock. */
#ifndef TRACKER_H
#define TRACKER_H

#include "host.h"
#include "packet.h"

enum {
    CONVERSATIONS = 64
}; /* are known at once; then the one that was silent for longest is forgotten */

/* What is remarkable, or'ed. */
enum {
    /* The first packet of its conversation: four addresses and ports that were not known, or a SYN that begins anew
     * on old ones. */
    REMARK_NEW = 1 << 0,
    /* Some of its bytes, its SYN or its FIN has the host sent before; others may be new. */
    REMARK_RETRANSMISSION = 1 << 1,
    /* RFC 5681, section 2: data of the other host is outstanding, and this has no data, no SYN, FIN or RST, the
     * greatest ACK number so far once more, and the same window; or, as RFC 6675 has it, a SACK block above the ACK
     * number, whatever the window. */
    REMARK_DUP_ACK = 1 << 2,
    /* Send me nothing. */
    REMARK_ZERO_WINDOW = 1 << 3,
    /* Nothing is new but the window, which is open. */
    REMARK_WINDOW_UPDATE = 1 << 4,
    /* Asks whether the window of the other host is still closed (RFC 9293, section 3.8.6.1): no data on the last
     * sequence number that was sent, after ZERO_WINDOW and before any other data; or one byte there, or on the next,
     * while the window is closed. */
    REMARK_PROBE = 1 << 5,
    /* Asks whether the other host is still there (section 3.8.4): no data on the last sequence number. */
    REMARK_KEEP_ALIVE = 1 << 6
};

/* Counted apart. */
struct ordinals {
    uint64_t packet;   /* any packet */
    uint64_t data;     /* a segment with new data: retransmissions are not counted */
    uint64_t pure_ack; /* ACK, no data, no SYN, FIN or RST */
    uint64_t syn, fin; /* retransmissions are not counted */
    uint64_t datagram; /* UDP: a whole one, or the first fragment of one */
    uint64_t fragment; /* any fragment, the first one too */
};

struct remark {
    unsigned what;
    int conversation; /* 1 is the first; 0: neither TCP nor UDP, or a fragment whose first was not seen */
    uint32_t seq,
        ack; /* relative: the SYN of each host is 0, or the byte before its first that was seen */
    uint32_t length;  /* of the data of TCP, in bytes */
    uint32_t window;  /* in bytes: scaled if the SYNs of both were seen and had a scale */
    unsigned dup_ack; /* the how-manyeth with this ACK number */

    /* For selectors: which one of its kind is it, of all that this host has sent? 1 is the first; 0: not of this
     * kind. */
    struct ordinals ordinal;
};

/* What is known of one host in a conversation. */
struct sender {
    bool seen;      /* the two sequence numbers are known */
    uint32_t start; /* of its SYN: shown as 0 */
    uint32_t next;  /* follows the last that it has sent */
    bool has_syn, has_fin;
    bool stopped;      /* the window of the other was closed, and this has sent no data since */
    int scale;         /* of its SYN */
    bool has_ack;      /* the next two are known */
    uint32_t ack;      /* the greatest */
    uint32_t window;   /* in bytes */
    unsigned dup_acks; /* with this ACK number */
    bool has_fragment; /* it has sent one of the packet with this id */
    unsigned fragment_id;
};

struct conversation {
    uint64_t seen; /* the number of its last packet; 0: there is no conversation here */
    int number;
    unsigned protocol;
    uint32_t address[HOSTS];
    unsigned port[HOSTS];
    bool reset;
    struct sender sender[HOSTS];
};

/* All zeros is a new one. It is large: let it lie in static memory or on the heap. */
struct tracker {
    uint64_t packets;  /* of both */
    int conversations; /* ever: the number of the last that began */
    struct conversation conversation[CONVERSATIONS];
    struct ordinals sent[HOSTS]; /* so many of each kind */
};

/* Look at a packet that FROM has sent. */
struct remark tracker_see(struct tracker *tracker, enum host from, const struct packet *packet);

/* Has HOST, as far as we have seen, got all through that it has to say over TCP? Each of its connections was reset, or its
 * FIN, behind all data, has been acknowledged. */
bool tracker_has_finished(const struct tracker *tracker, enum host host);

#endif
