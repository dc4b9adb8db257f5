#include "turnstile.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "../common/timing.h"

/* As in a shop with numbered tickets: the next who comes draws NEXT, and SERVING is the number on the wall. A mutex
 * held all the time would let through one at a time as well, but in any order. */
struct turnstile {
    pthread_mutex_t lock;
    pthread_cond_t moved; /* SERVING has */
    unsigned long next, serving;
};

struct turnstile *turnstile_create(void)
{
    struct turnstile *turnstile = calloc(1, sizeof *turnstile);
    if (turnstile == NULL)
        return NULL;
    int error = pthread_mutex_init(&turnstile->lock, NULL);
    if (error == 0 && (error = pthread_cond_init(&turnstile->moved, NULL)) != 0)
        pthread_mutex_destroy(&turnstile->lock);
    if (error != 0) {
        free(turnstile);
        errno = error;
        return NULL;
    }
    return turnstile;
}

void turnstile_release(struct turnstile *turnstile)
{
    if (turnstile == NULL)
        return;
    pthread_cond_destroy(&turnstile->moved);
    pthread_mutex_destroy(&turnstile->lock);
    free(turnstile);
}

bool turnstile_enter(struct turnstile *turnstile, double *waited_s)
{
    *waited_s = 0;
    pthread_mutex_lock(&turnstile->lock);
    bool room = turnstile->next - turnstile->serving < TURNSTILE_LIMIT;
    if (room) {
        unsigned long ticket = turnstile->next++;
        double came = now_s();
        while (turnstile->serving != ticket) {
            pthread_cond_wait(&turnstile->moved, &turnstile->lock);
            *waited_s = now_s() - came;
        }
    }
    pthread_mutex_unlock(&turnstile->lock);
    return room;
}

void turnstile_leave(struct turnstile *turnstile)
{
    pthread_mutex_lock(&turnstile->lock);
    turnstile->serving++;
    pthread_cond_broadcast(&turnstile->moved);
    pthread_mutex_unlock(&turnstile->lock);
}
