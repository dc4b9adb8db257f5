#include "ladder_picture.h"

#include <stdlib.h>

#include "ladder_rungs.h"

/* Twelve days: what is printed stays finite, and as wide as its place. NaN is 0. */
static double tamed(double time_s)
{
    static const double MOST_S = 1e6;
    return time_s >= MOST_S ? MOST_S : time_s > 0 ? time_s : 0;
}

struct ladder_picture *ladder_picture_new(void)
{
    return calloc(1, sizeof(struct ladder_picture));
}

size_t ladder_picture_sent(struct ladder_picture *picture, double time_s, enum host from,
                           const char *label, const char *remark, enum rung_look look, bool lost)
{
    size_t number = picture->sent++;
    if (number >= LADDER_PACKETS)
        return number;
    picture->flights[number] = (struct flight){.from = from, .lost = lost, .sent_s = tamed(time_s)};
    struct rung *rung = &picture->rungs[number];
    cut_to_cells(rung->label, LABEL_CELLS, label);
    cut_to_cells(rung->remark, REMARK_CELLS, remark);
    rung->look = look;
    return number;
}

void ladder_picture_arrived(struct ladder_picture *picture, size_t number, double time_s)
{
    if (number >= LADDER_PACKETS || number >= picture->sent)
        return;
    struct flight *flight = &picture->flights[number];
    if (flight->lost || flight->arrivals == ARRIVALS)
        return;
    double arrived_s = tamed(time_s);
    flight->arrived_s[flight->arrivals++] = arrived_s > flight->sent_s ? arrived_s : flight->sent_s;
}

void ladder_picture_free(struct ladder_picture *picture)
{
    free(picture);
}
