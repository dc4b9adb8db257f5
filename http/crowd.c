#include "crowd.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/timing.h"

struct crowd {
    pthread_mutex_t lock; /* of the list, and of peer, since_s and next of each seat in it */
    struct seat *first, *last;
};

struct crowd *crowd_create(void)
{
    struct crowd *crowd = calloc(1, sizeof *crowd);
    if (crowd != NULL && pthread_mutex_init(&crowd->lock, NULL) != 0) {
        free(crowd);
        return NULL;
    }
    return crowd;
}

void crowd_release(struct crowd *crowd)
{
    pthread_mutex_destroy(&crowd->lock);
    free(crowd);
}

/* Add a new seat to the list; the lock is held. */
static void add(struct crowd *crowd, struct seat *seat)
{
    seat->thread = crowd->last != NULL ? crowd->last->thread + 1 : 1;
    seat->next = NULL;
    if (crowd->last != NULL)
        crowd->last->next = seat;
    else
        crowd->first = seat;
    crowd->last = seat;
}

void crowd_sit(struct crowd *crowd, struct seat *seat, const char *peer)
{
    atomic_store_explicit(&seat->doing, IDLE, memory_order_relaxed);
    atomic_store_explicit(&seat->requests, 0, memory_order_relaxed);
    atomic_store_explicit(&seat->received, 0, memory_order_relaxed);
    atomic_store_explicit(&seat->sent, 0, memory_order_relaxed);
    pthread_mutex_lock(&crowd->lock);
    snprintf(seat->peer, sizeof seat->peer, "%s", peer);
    seat->since_s = now_s();
    if (seat->thread == 0)
        add(crowd, seat);
    pthread_mutex_unlock(&crowd->lock);
}

void crowd_leave(struct crowd *crowd, struct seat *seat)
{
    pthread_mutex_lock(&crowd->lock);
    seat->peer[0] = '\0';
    pthread_mutex_unlock(&crowd->lock);
}

size_t crowd_look(struct crowd *crowd, struct crowd_member *members, size_t room)
{
    size_t count = 0;
    double now = now_s();
    pthread_mutex_lock(&crowd->lock);
    for (struct seat *seat = crowd->first; seat != NULL; seat = seat->next) {
        if (seat->peer[0] == '\0')
            continue;
        if (count < room) {
            struct crowd_member *member = &members[count];
            memcpy(member->peer, seat->peer, sizeof member->peer);
            member->thread = seat->thread;
            member->doing = atomic_load(&seat->doing);
            member->requests = atomic_load(&seat->requests);
            member->received = atomic_load(&seat->received);
            member->sent = atomic_load(&seat->sent);
            member->age_s = now - seat->since_s;
        }
        count++;
    }
    pthread_mutex_unlock(&crowd->lock);
    return count;
}

const char *doing_text(enum doing doing)
{
    static const char *const texts[] = {
        [IDLE] = "idle",
        [READING_HEAD] = "reading the head",
        [READING_BODY] = "reading the body",
        [IN_HANDLER] = "in a handler",
        [WRITING] = "writing",
    };
    return texts[doing];
}
