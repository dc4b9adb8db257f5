/* Ending by Ctrl-C (SIGINT) or SIGTERM: not in the middle of things, but soon. */
#ifndef STOP_H
#define STOP_H

#include <stdbool.h>

/* Call it when the program is about to serve or to talk; until then (a slow name server, a slow connect)
 * Ctrl-C just ends it. From now on the two signals only ask the program to stop. A call that waits (accept, recv, send,
 * poll) then returns -1 with EINTR: ask stop_requested() and go on if it was something else. */
void stop_on_signals(void);

/* From now on, if ON, also each second such a call returns with EINTR, so that a program can look at the
 * clock; a limit of the socket's own (limit_waiting) would cost each call time. Nothing that cannot go on after
 * EINTR, such as printing, may wait meanwhile. After stop_on_signals. */
void tick_each_second(bool on);

/* Has one of the two come? */
bool stop_requested(void);

/* Has one of them come again? Then a program that has much to finish leaves it unfinished. */
bool stop_insisted(void);

#endif
