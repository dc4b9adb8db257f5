/* The threads that serve: as many as are needed, none too early.
 *
 * Each lives in the function that the program gives: it waits for work, is "idle" meanwhile, and says so before and after. main
 * leads: it adds threads while none is idle, lets some go when many have been idle for long, and sees to the end. Else threads
 * stay, for to make one takes longer than most requests. */
#ifndef CREW_H
#define CREW_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "serve.h"

struct worker {
    struct crew *crew;
    pthread_t thread;
    atomic_bool gone;
    struct worker *next;
};

struct crew {
    struct service *service;
    void (*live)(void *shared); /* returns once service->ending is set, or crew_spares says so */
    void *shared;
    long most; /* threads */

    /* For the crew itself: */
    struct worker *workers;
    long count;
    atomic_long idle;    /* threads that wait for work, or are on their way there */
    atomic_long surplus; /* so many of them may leave */
    atomic_bool watched; /* shall who was the last idle one wake main? */
    pthread_t leader;    /* main */
    bool failed;         /* the system gave us no more threads; that was said */
    sigset_t usual;      /* the signals that were blocked before */
};

/* Begin with the first threads. The other members are filled in; ends the program, with the reason, when there cannot be any. From
 * here on, SIGINT and SIGTERM come to main only, and until crew_lead returns only in it. */
void crew_start(struct crew *crew);

/* A thread has got work, and has done it. */
void crew_busy(struct crew *crew);
void crew_idle(struct crew *crew);

/* May a thread that is idle leave, as there are enough? If so, it must. */
bool crew_spares(struct crew *crew);

/* Make threads as they are needed, let go those that are not, and write out the log each second, until a stop is requested (stop.h). */
void crew_lead(struct crew *crew);

/* Have all threads end that are idle; service->ending is set. They have left the function LIVE, or will not wait in it again. */
void crew_dismiss(struct crew *crew);

/* Wait until the others have finished what they do, too, or somebody insists on the end (stop.h). Returns how many have
 * not: then the program must end at once; else all is released. */
long crew_end(struct crew *crew);

#endif
