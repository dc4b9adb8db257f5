#include "crowd.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/timing.h"

struct crowd {
    pthread_mutex_t lock; /* of all below, and of peer, since_s and the neighbours of each seat */
    struct seat *first;
    int threads; /* that have joined, ever */
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

void crowd_join(struct crowd *crowd, struct seat *seat)
{
    seat->peer[0] = '\0';
    seat->previous = NULL;
    pthread_mutex_lock(&crowd->lock);
    seat->thread = ++crowd->threads;
    seat->next = crowd->first;
    if (crowd->first != NULL)
        crowd->first->previous = seat;
    crowd->first = seat;
    pthread_mutex_unlock(&crowd->lock);
}

void crowd_quit(struct crowd *crowd, struct seat *seat)
{
    pthread_mutex_lock(&crowd->lock);
    if (seat->previous != NULL)
        seat->previous->next = seat->next;
    else
        crowd->first = seat->next;
    if (seat->next != NULL)
        seat->next->previous = seat->previous;
    pthread_mutex_unlock(&crowd->lock);
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
