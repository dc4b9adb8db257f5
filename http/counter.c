#include "counter.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct counter {
    pthread_mutex_t lock;
    long locked;          /* only touched by who holds the lock */
    atomic_long unlocked; /* touched by all */
};

/* Now and then a thread lets others run just between reading and writing, where the scheduler might stop it anyway,
 * only more rarely. */
enum { YIELD_EACH = 64 };

struct counter *counter_create(void)
{
    struct counter *counter = malloc(sizeof *counter);
    if (counter == NULL)
        return NULL;
    int error = pthread_mutex_init(&counter->lock, NULL);
    if (error != 0) {
        free(counter);
        errno = error;
        return NULL;
    }
    counter->locked = 0;
    atomic_init(&counter->unlocked, 0);
    return counter;
}

void counter_release(struct counter *counter)
{
    if (counter == NULL)
        return;
    pthread_mutex_destroy(&counter->lock);
    free(counter);
}

/* "counter = counter + 1" is three steps: read, add, write. Without a lock, two threads can both read 7 and both
 * write 8; one of the two additions is lost. On a plain long that would be a data race, and in C then anything may
 * happen (C11, 5.1.2.4). Here reading and writing are atomic each and only the sum is not, so this program is correct
 * C, and wrong nevertheless. (atomic_fetch_add, all three steps in one, would be right.) */
void counter_add(struct counter *counter, long times)
{
    for (long i = 0; i < times; i++) {
        /* --- race: the same three steps twice, first one thread at a time, then whoever comes --- */
        pthread_mutex_lock(&counter->lock);
        counter->locked = counter->locked + 1;
        pthread_mutex_unlock(&counter->lock);

        long seen = atomic_load(&counter->unlocked);
        if (i % YIELD_EACH == 0)
            sched_yield();
        atomic_store(&counter->unlocked, seen + 1);
    }
}

/* Who is adding just now may write over this zero: a lost update, too. */
void counter_reset(struct counter *counter)
{
    pthread_mutex_lock(&counter->lock);
    counter->locked = 0;
    atomic_store(&counter->unlocked, 0);
    pthread_mutex_unlock(&counter->lock);
}

struct counts counter_read(struct counter *counter)
{
    pthread_mutex_lock(&counter->lock);
    struct counts counts = {counter->locked, atomic_load(&counter->unlocked)};
    pthread_mutex_unlock(&counter->lock);
    return counts;
}
