#include "ladder_layout.h"

#include <stdlib.h>

/* What a packet takes that never arrived, nor any other. */
static const double SOME_DELAY_S = 0.02;

struct event {
    double time_s;
    int order; /* of two at the same time, and so that sorting has one result only */
    enum host side;
    double *y; /* where to write its place */
};

static int compare_events(const void *one, const void *other)
{
    const struct event *a = one, *b = other;
    if (a->time_s < b->time_s || a->time_s > b->time_s)
        return a->time_s < b->time_s ? -1 : 1;
    return a->order - b->order;
}

static int compare_numbers(const void *one, const void *other)
{
    const double *a = one, *b = other;
    return (*a > *b) - (*a < *b);
}

/* The median of the delays from FROM to the other host. Negative when none has arrived. */
static double usual_delay_of(const struct flight *flights, size_t count, enum host from)
{
    double delays[LADDER_PACKETS] = {0};
    size_t arrived = 0;
    for (size_t i = 0; i < count; i++)
        if (flights[i].from == from && flights[i].arrivals > 0)
            delays[arrived++] = flights[i].arrived_s[0] - flights[i].sent_s;
    qsort(delays, arrived, sizeof delays[0], compare_numbers);
    return arrived > 0 ? delays[arrived / 2] : -1;
}

static double usual_delay(const struct flight *flights, size_t count, enum host from)
{
    double delay_s = usual_delay_of(flights, count, from);
    if (delay_s < 0)
        delay_s = usual_delay_of(flights, count, from == HOST_A ? HOST_B : HOST_A);
    return delay_s < 0 ? SOME_DELAY_S : delay_s;
}

/* The last thing that is known to have happened. */
static double last_time(const struct flight *flights, size_t count)
{
    double last_s = 0;
    for (size_t i = 0; i < count; i++) {
        if (last_s < flights[i].sent_s)
            last_s = flights[i].sent_s;
        for (int k = 0; k < flights[i].arrivals; k++)
            if (last_s < flights[i].arrived_s[k])
                last_s = flights[i].arrived_s[k];
    }
    return last_s;
}

/* Fill EVENTS with all of them, by time. One that did not arrive would have arrived after its usual delay, or else the slope of
 * its arrow would be wrong; if it is still on the way, then not before now. Returns how many there are. */
static size_t collect(struct event *events, struct layout *layout, const struct flight *flights,
                      size_t count)
{
    const double delays_s[HOSTS] = {usual_delay(flights, count, HOST_A),
                                    usual_delay(flights, count, HOST_B)};
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const struct flight *flight = &flights[i];
        struct place *place = &layout->places[i];
        enum host to = flight->from == HOST_A ? HOST_B : HOST_A;
        events[n] = (struct event){flight->sent_s, (int)n, flight->from, &place->sent_y};
        n++;
        for (int k = 0; k < flight->arrivals; k++, n++)
            events[n] = (struct event){flight->arrived_s[k], (int)n, to, &place->end_y[k]};
        if (flight->arrivals > 0)
            continue;
        double end_s = flight->sent_s + delays_s[flight->from];
        if (!flight->lost && end_s < layout->last_s)
            end_s = layout->last_s;
        events[n] = (struct event){end_s, (int)n, to, &place->end_y[0]};
        n++;
    }
    qsort(events, n, sizeof events[0], compare_events);
    return n;
}

void ladder_lay_out(struct layout *layout, const struct flight *flights, size_t count)
{
    struct event events[EVENTS] = {{0}};
    *layout = (struct layout){.last_s = last_time(flights, count)};
    size_t n = collect(events, layout, flights, count);
    double y = 0, free_y[HOSTS] = {0}; /* from where on a host's line is free */
    for (size_t i = 0; i < n; i++) {
        double passed_s = i > 0 ? events[i].time_s - events[i - 1].time_s : 0;
        if (passed_s * LADDER_PIXELS_PER_S > LADDER_GAP) {
            layout->gaps[layout->gap_count++] = (struct gap){y + LADDER_GAP / 2.0, passed_s};
            y += LADDER_GAP;
        } else {
            y += passed_s * LADDER_PIXELS_PER_S;
        }
        if (y < free_y[events[i].side])
            y = free_y[events[i].side];
        free_y[events[i].side] = y + LADDER_ROW;
        *events[i].y = y;
    }
    layout->height = y;
}
