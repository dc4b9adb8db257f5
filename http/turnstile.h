/* A turnstile lets threads through one at a time, in the order in which they came. */
#ifndef TURNSTILE_H
#define TURNSTILE_H

#include <stdbool.h>

enum { TURNSTILE_LIMIT = 16 }; /* threads that wait or are inside */

struct turnstile;

/* Returns NULL with errno. */
struct turnstile *turnstile_create(void);
void turnstile_release(struct turnstile *turnstile);

/* Wait until it is our turn; turnstile_leave ends it. WAITED_S becomes how long others were before us, in seconds: 0 when
 * nobody was. False, at once, when too many wait already. */
bool turnstile_enter(struct turnstile *turnstile, double *waited_s);
void turnstile_leave(struct turnstile *turnstile);

#endif
