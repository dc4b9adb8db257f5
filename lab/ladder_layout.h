/* How far down in the ladder each packet is sent and arrives. Pure numbers.
 *
 * Events stand in the order of time, so far apart as they are in time; but those of one host never closer than their labels
 * need, and none farther than LADDER_GAP: a retransmission timeout is 10,000 times longer than the time between two packets of
 * a burst, and both shall be seen. Where time was left out there is a gap, to be marked. */
#ifndef LADDER_LAYOUT_H
#define LADDER_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "host.h"
#include "ladder_picture.h"

enum { LADDER_ROW = 17, LADDER_GAP = 70, ARRIVALS = 2, EVENTS = LADDER_PACKETS * (1 + ARRIVALS) };

#define LADDER_PIXELS_PER_S 2200.0

/* A packet between the hosts. Times are in seconds, 0 or more, and none arrives before it was sent. */
struct flight {
    enum host from;
    bool lost;
    int arrivals; /* so many of the following are set; of a lost one: 0 */
    double sent_s, arrived_s[ARRIVALS];
};

/* The same in the picture, from 0 down. A packet that has not arrived has one end, too: where it would have. */
struct place {
    double sent_y, end_y[ARRIVALS];
};

/* Time that was left out, around Y. */
struct gap {
    double y, passed_s;
};

struct layout {
    struct place places[LADDER_PACKETS];
    struct gap gaps[EVENTS];
    size_t gap_count;
    double height; /* where the last event is */
    double last_s; /* when the last thing happened that is known */
};

/* Find places for COUNT flights, at most LADDER_PACKETS. */
void ladder_lay_out(struct layout *layout, const struct flight *flights, size_t count);

#endif
