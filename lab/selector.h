/* Exactly which packets shall be lost: "a:data:4" is the fourth segment with new data that a sends.
 *
 *     [a:|b:]KIND[:LIST[xN]]
 *
 * KIND is one of those in struct ordinals (tracker.h): pkt, data, ack (nothing else in it), syn, fin, dgram (of
 * UDP), frag. LIST says which ones, "4", "4-6", "1,4-6"; without it, it is the first: "syn" is "syn:1". Without a
 * side it is that of each, and each counts its own. xN: lose it N times, that is, the next N-1 retransmissions of its
 * first byte (of data), of the SYN or of the FIN, too; nothing else is sent again by the host. Pure. */
#ifndef SELECTOR_H
#define SELECTOR_H

#include "tracker.h"
#include "values.h"

enum { SELECTORS = 16, FOLLOWED = 256, TIMES = 100 };

enum selected_kind {
    SELECT_PACKET,
    SELECT_DATA,
    SELECT_ACK,
    SELECT_SYN,
    SELECT_FIN,
    SELECT_DATAGRAM,
    SELECT_FRAGMENT,
    SELECTED_KINDS
};

struct selector {
    bool of[HOSTS];
    enum selected_kind kind;
    struct selection list;
    int times; /* so often each is lost */
};

/* Something that is to be lost again when it is sent again. */
struct followed {
    int left; /* so often; 0: there is nothing here */
    enum host from;
    enum selected_kind kind; /* data, a SYN or a FIN */
    int conversation;
    uint32_t seq; /* relative: of its first byte, of the SYN, of the FIN */
};

/* A set of selectors; all zeros is empty. */
struct selectors {
    int count;
    struct selector selector[SELECTORS];
    int follow_next; /* where the next one is put; when all are taken, it is the oldest */
    struct followed followed[FOLLOWED];
};

/* A reader for struct option (../common/options.h): add what TEXT says to the struct selectors at INTO; wrong
 * ones are said, with what is possible, and end the program with status 2. */
void read_selector(const char *noun, const char *text, void *into);

/* Shall this packet, which FROM sends, be lost? To be asked once for each, in their order. */
bool selectors_take(struct selectors *selectors, enum host from, const struct packet *packet,
                    const struct remark *remark);

#endif
