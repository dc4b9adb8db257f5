/* The ordinary client: asks again and again, on a new connection each time, and takes the time.
 *
 * It asks at fixed times, whether or not the last answer has come: one that waits would ask less often just when
 * the server is slow, and see less of it. */
#ifndef ORDINARY_H
#define ORDINARY_H

#include "loop.h"

enum { ORDINARY_LIMIT = 1024 }; /* so many may wait for their answers; then it asks no more */

struct ordinary {
    struct loop *loop;
    double every_s, next_s;
    struct script script;
    char request[1024];
    size_t asked, answered, waiting;
    double *times_ms; /* of those answered */
    size_t room;
};

/* Ask GET PATH each EVERY_S seconds (0: never), in LOOP, which needs room for ORDINARY_LIMIT more. An answer
 * that does not come for PATIENCE_S is none. */
void ordinary_start(struct ordinary *ordinary, struct loop *loop, const char *path, double every_s,
                    double patience_s);

/* Ask, if it is time, then loop_run_once until UNTIL_S at the longest. */
void ordinary_run_once(struct ordinary *ordinary, double until_s);

/* Wait for the last answers, say how it went, and release what was needed. Returns whether all were answered. */
bool ordinary_finish(struct ordinary *ordinary);

#endif
