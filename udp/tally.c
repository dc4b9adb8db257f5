/* What became of each ping of udp/echo_client -n: in time, late, twice, out of order, or lost.
 *
 * Look at tally_answered: an answer says which ping it belongs to, and the rest is bookkeeping.
 * The page is docs/udp/echo.md. */
#include "tally.h"

#include <math.h>
#include <stdlib.h>

#include "../common/message.h"
#include "../common/timing.h"

struct ping {
    double sent_at_s;
    enum { UNDER_WAY, ANSWERED, GIVEN_UP } state;
};

int tally_start(struct tally *tally, long count, double timeout_s)
{
    *tally = (struct tally){.timeout_s = timeout_s, .oldest = 1};
    tally->pings = malloc(((size_t)count + 1) * sizeof *tally->pings);
    tally->ms = malloc((size_t)count * sizeof *tally->ms);
    return tally->pings != NULL && tally->ms != NULL ? 0 : -1;
}

void tally_end(struct tally *tally)
{
    free(tally->pings);
    free(tally->ms);
}

void tally_restart(struct tally *tally)
{
    *tally = (struct tally){
        .timeout_s = tally->timeout_s, .oldest = 1, .pings = tally->pings, .ms = tally->ms};
}

void tally_sent(struct tally *tally, double now_s)
{
    tally->sent++;
    tally->under_way++;
    tally->pings[tally->sent] = (struct ping){.sent_at_s = now_s, .state = UNDER_WAY};
}

/* The oldest ping under way may have been settled: go on to the next one that is under way. */
static void find_oldest(struct tally *tally)
{
    while (tally->oldest <= tally->sent && tally->pings[tally->oldest].state != UNDER_WAY)
        tally->oldest++;
}

enum outcome tally_answered(struct tally *tally, long number, double now_s, double *round_trip_ms)
{
    if (number < 1 || number > tally->sent)
        return UNKNOWN;
    struct ping *ping = &tally->pings[number];
    *round_trip_ms = (now_s - ping->sent_at_s) * 1000;
    if (ping->state == ANSWERED) {
        tally->duplicated++;
        return DUPLICATED;
    }
    if (ping->state == GIVEN_UP)
        tally->lost--;
    else
        tally->under_way--;
    ping->state = ANSWERED;
    find_oldest(tally);
    if (tally->timeout_s > 0 && now_s >= ping->sent_at_s + tally->timeout_s) {
        tally->late++;
        return LATE;
    }
    tally->ms[tally->received++] = *round_trip_ms;
    tally->total_ms += *round_trip_ms;
    if (number > tally->highest) {
        tally->highest = number;
        return IN_TIME;
    }
    tally->reordered++;
    return REORDERED;
}

double tally_deadline(const struct tally *tally)
{
    if (tally->oldest > tally->sent || tally->timeout_s == 0)
        return INFINITY;
    return tally->pings[tally->oldest].sent_at_s + tally->timeout_s;
}

long tally_give_up(struct tally *tally, double now_s)
{
    if (now_s < tally_deadline(tally))
        return 0;
    long number = tally->oldest;
    tally->pings[number].state = GIVEN_UP;
    tally->under_way--;
    tally->lost++;
    find_oldest(tally);
    return number;
}

void tally_give_up_all(struct tally *tally)
{
    tally->lost += tally->under_way;
    tally->under_way = 0;
    tally->oldest = tally->sent + 1;
}

void tally_say(const struct tally *tally)
{
    say("Sent %ld, received %ld, lost %ld, duplicated %ld, reordered %ld, late %ld.\n", tally->sent,
        tally->received, tally->lost, tally->duplicated, tally->reordered, tally->late);
    say_round_trips(tally->ms, tally->received);
}
