/* The ladder as a picture: two hosts, time runs down, an arrow for each packet from when it was sent to when it arrived. */
#ifndef LADDER_PICTURE_H
#define LADDER_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "host.h"

enum { LADDER_PACKETS = 120 }; /* are drawn; of the others it says how many */

/* The colour of an arrow. That one is lost, or came twice, is shown besides. */
enum rung_look { RUNG_PLAIN, RUNG_NOTE /* SYN, FIN, RST */, RUNG_AGAIN, RUNG_DUP_ACK, RUNG_LOOKS };

struct ladder_picture;

/* NULL when there is no memory. */
struct ladder_picture *ladder_picture_new(void);

/* FROM has sent a packet at TIME_S (since the link began). LABEL stands at its start, beside the host's line; REMARK, maybe "", on
 * the arrow. Both are copied; of very long ones, the beginning. Returns its number, for ladder_picture_arrived. LOST: it will not
 * arrive, and is drawn to a cross at 55 % of the way. */
size_t ladder_picture_sent(struct ladder_picture *picture, double time_s, enum host from,
                           const char *label, const char *remark, enum rung_look look, bool lost);

/* It has come to the other end at TIME_S; twice, if it was doubled. Of a lost one, and of one that is not drawn: nothing. */
void ladder_picture_arrived(struct ladder_picture *picture, size_t number, double time_s);

/* Write FILE. Host a is at the left, b at the right, with these titles ("a  10.9.0.1"). 0, or -1 with errno. */
int ladder_picture_write(const struct ladder_picture *picture, const char *file, const char *a,
                         const char *b);

void ladder_picture_free(struct ladder_picture *picture); /* of NULL: nothing */

#endif
