/* udp/echo_client -n: numbered messages, several of them under way at once, and what becomes of each. */
#ifndef PING_H
#define PING_H

#include <stdbool.h>

#include "tally.h"

/* What is asked for; the rest is zeros. */
struct pings {
    long count, size, window; /* SIZE bytes each, at least NUMBER_SIZE; WINDOW under way at once */
    double interval_s;        /* from one to the next */
    double timeout_s;         /* for an answer; 0: for ever */
    bool quiet;

    char *message;    /* what they look like, but for the number */
    double start_s;   /* when the first was sent */
    double time_s;    /* what the clock showed when we last looked */
    bool just_looked; /* nothing was done since: to look again would only cost time */
    struct tally tally;
};

/* Make room for them, or end the program; and release it. */
void pings_prepare(struct pings *pings);
void pings_release(struct pings *pings);

/* Send them on SOCK, which is connected to THERE, and wait for the answers. None is sent a second time, for we
 * want to see what gets lost. 0 when all are answered or given up, or a stop was requested; -1 with errno. */
int ping(struct pings *pings, int sock, const char *there);

#endif
