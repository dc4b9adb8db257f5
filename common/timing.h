/* Time: pauses, and how long round trips took. */
#ifndef TIMING_H
#define TIMING_H

/* Seconds on a clock that nobody sets (CLOCK_MONOTONIC); only differences mean something. */
double now_s(void);

/* Wait so many seconds, 0 to a day, or until a signal comes. */
void pause_for(double seconds);

/* Say "Round trips min/median/p99/max: 0.031/0.045/0.120/0.130 ms." of COUNT times in milliseconds, or
 * nothing of none. Changes their order. p99 is the smallest time that 99 % of all did not exceed. */
void say_round_trips(double *ms, long count);

#endif
