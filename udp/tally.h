/* What became of each ping: in time, late, twice, out of order, or lost. Knows no sockets: the program
 * says what it has sent and what has come. */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>

enum outcome {
    IN_TIME,
    REORDERED,  /* in time, but after the answer to a later ping (RFC 4737, section 3.3) */
    LATE,       /* after its time was up */
    DUPLICATED, /* it had been answered before */
    UNKNOWN,    /* no ping of that number has been sent */
};

/* Pings are numbered from 1. sent = received + lost + late, when none is under way. */
struct tally {
    long sent, received, lost, duplicated, reordered, late, under_way;
    long oldest;      /* the first that is under way; sent + 1 when none is */
    long highest;     /* the highest number answered so far */
    double timeout_s; /* to be answered in time; 0: for ever */
    double total_ms;  /* all round trips of those received together */
    struct ping *pings;
    double *ms; /* the round trips of those received */
};

/* Make room for COUNT pings, at least 1; or release it. 0, or -1 when there is no memory. */
int tally_start(struct tally *tally, long count, double timeout_s);
void tally_end(struct tally *tally);

/* Forget all that was sent. */
void tally_restart(struct tally *tally);

/* The next ping, number tally->sent, was sent at NOW_S. */
void tally_sent(struct tally *tally, double now_s);

/* An answer to ping NUMBER came at NOW_S. ROUND_TRIP_MS is set unless it is UNKNOWN. */
enum outcome tally_answered(struct tally *tally, long number, double now_s, double *round_trip_ms);

/* When is the oldest ping under way to be given up? INFINITY when there is none. */
double tally_deadline(const struct tally *tally);

/* Give up the oldest ping under way, if its time has come by NOW_S. Returns its number, or 0. */
long tally_give_up(struct tally *tally, double now_s);

/* No answer will come any more: what is under way is lost. */
void tally_give_up_all(struct tally *tally);

/* Say "Sent 3, received 3, lost 0, ..." and the round trips. */
void tally_say(const struct tally *tally);

#endif
