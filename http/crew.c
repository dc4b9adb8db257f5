#include "crew.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>

#include "../common/message.h"
#include "../common/stop.h"
#include "../common/timing.h"

enum {
    FIRST_THREADS = 4,
    FIRST_STEP = 2,          /* so many are added at first */
    SPARE_IDLE = 32,         /* of those that are idle beyond these, half leave each second */
    STACK_SIZE = 256 * 1024, /* address space only: what is never touched takes no memory */
};

/* How long may no thread be idle before more are made; how often to knock at those that shall end. */
static const struct timespec GROW = {.tv_nsec = 2000000}, KNOCK = {.tv_nsec = 20000000},
                             SECOND = {.tv_sec = 1};

/* --- a thread --------------------------------------------------------------------------------------- */

static void *run(void *argument)
{
    struct worker *worker = argument;
    sigset_t knocks;
    sigemptyset(&knocks);
    sigaddset(&knocks, SIGUSR1);
    pthread_sigmask(SIG_UNBLOCK, &knocks, NULL);
    worker->crew->live(worker->crew->shared);
    crew_busy(worker->crew); /* it waits no more */
    atomic_store(&worker->gone, true);
    return NULL;
}

void crew_busy(struct crew *crew)
{
    bool last = atomic_fetch_sub(&crew->idle, 1) == 1;
    if (last && atomic_exchange(&crew->watched, false))
        pthread_kill(crew->leader, SIGUSR1); /* wakes main: see wait_for */
}

void crew_idle(struct crew *crew)
{
    atomic_fetch_add(&crew->idle, 1);
}

bool crew_spares(struct crew *crew)
{
    return atomic_load(&crew->surplus) > 0 && atomic_fetch_sub(&crew->surplus, 1) > 0;
}

/* Begin one more. 0, or an error number. */
static int start_worker(struct crew *crew, const pthread_attr_t *attributes)
{
    struct worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL)
        return ENOMEM;
    worker->crew = crew;
    atomic_fetch_add(&crew->idle, 1);
    int error = pthread_create(&worker->thread, attributes, run, worker);
    if (error != 0) {
        atomic_fetch_sub(&crew->idle, 1);
        free(worker);
        return error;
    }
    worker->next = crew->workers;
    crew->workers = worker;
    crew->count++;
    return 0;
}

/* Begin so many more, as long as there may be more. */
static void grow(struct crew *crew, long more)
{
    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);
    if (error == 0) {
        error = pthread_attr_setstacksize(&attributes, STACK_SIZE);
        for (; error == 0 && more > 0 && crew->count < crew->most; more--)
            error = start_worker(crew, &attributes);
        pthread_attr_destroy(&attributes);
    }
    if (error != 0 && crew->count == 0)
        die("cannot start a thread: %s", strerror(error));
    if (error != 0 && !crew->failed)
        warn("cannot start more than %ld threads: %s; new clients wait", crew->count,
             strerror(error));
    crew->failed = error != 0;
}

/* --- all of them ------------------------------------------------------------------------------------- */

static void ignore(int signal_number)
{
    (void)signal_number; /* it has interrupted a call, and that is all it is for */
}

void crew_start(struct crew *crew)
{
    struct sigaction action = {.sa_handler = ignore}; /* no SA_RESTART: EINTR shall come */
    sigset_t ours;
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR1, &action, NULL);
    sigemptyset(&ours);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGTERM);
    sigaddset(&ours, SIGALRM);
    sigaddset(&ours, SIGUSR1);
    crew->leader = pthread_self();
    int error = pthread_sigmask(SIG_BLOCK, &ours, &crew->usual); /* new threads inherit it */
    if (error != 0)
        die("cannot block signals: %s", strerror(error));
    grow(crew, FIRST_THREADS);
}

/* Wait so long, or until a signal comes: a thread's, to wake us, or one that asks us to stop. Only here can one come, so that
 * none is missed between a look at what it is about and the wait. True when the time is over. */
static bool wait_for(struct crew *crew, const struct timespec *time)
{
    return pselect(0, NULL, NULL, NULL, time, &crew->usual) == 0;
}

/* Interrupt all threads that wait in a call. A thread may be just before that call, so once may not be enough; and those that
 * have something to finish go on. */
static void knock(struct crew *crew)
{
    for (struct worker *worker = crew->workers; worker != NULL; worker = worker->next)
        if (!atomic_load(&worker->gone))
            pthread_kill(worker->thread, SIGUSR1);
    wait_for(crew, &KNOCK);
}

/* Take leave of those that have left. */
static void release_gone(struct crew *crew)
{
    struct worker **link = &crew->workers;
    while (*link != NULL) {
        struct worker *worker = *link;
        if (!atomic_load(&worker->gone)) {
            link = &worker->next;
            continue;
        }
        *link = worker->next;
        pthread_join(worker->thread, NULL);
        free(worker);
        crew->count--;
    }
}

/* For a second, nobody was missing. After a crowd most threads are idle: they hold memory, and as the kernel wakes them in turn, what
 * each needs has gone from the processor's caches. So let some go, but not all at once, for the crowd may come back. */
static void shrink(struct crew *crew)
{
    long idle = atomic_load(&crew->idle);
    if (idle > SPARE_IDLE) {
        atomic_store(&crew->surplus, (idle - SPARE_IDLE + 1) / 2);
        knock(crew);
        atomic_store(&crew->surplus, 0);
    }
}

/* A moment in which no thread is idle is nothing: when requests are short, four threads serve many clients. So look again after
 * a while; and if that was not enough, make twice as many the next time, as TCP's slow start does, for a crowd may be at
 * the door. */
void crew_lead(struct crew *crew)
{
    double tidied_s = now_s();
    long step = FIRST_STEP;
    while (!stop_requested()) {
        bool full = crew->count >= crew->most;
        atomic_store(&crew->watched, !full);
        if (full || atomic_load(&crew->idle) > 0) {
            bool quiet = wait_for(crew, &SECOND);
            if (quiet && atomic_load(&crew->idle) > 0) {
                shrink(crew);
                step = FIRST_STEP;
            }
        } else {
            atomic_store(&crew->watched, false);
            wait_for(crew, crew->failed ? &SECOND : &GROW);
            if (atomic_load(&crew->idle) == 0) {
                grow(crew, step);
                if (step < crew->most)
                    step *= 2;
            }
        }
        if (now_s() - tidied_s >= 1) {
            log_flush(crew->service->log);
            release_gone(crew); /* in a crowd, too, for they count until then */
            tidied_s = now_s();
        }
    }
    /* From now on a signal may interrupt anything: a say that nobody reads, too. */
    pthread_sigmask(SIG_SETMASK, &crew->usual, NULL);
}

static long count_present(const struct crew *crew)
{
    long present = 0;
    for (const struct worker *worker = crew->workers; worker != NULL; worker = worker->next)
        present += !atomic_load(&worker->gone);
    return present;
}

void crew_dismiss(struct crew *crew)
{
    while (atomic_load(&crew->idle) > 0)
        knock(crew);
}

long crew_end(struct crew *crew)
{
    for (int i = 0; i < 5 && count_present(crew) > 0; i++)
        knock(crew);
    long present = count_present(crew);
    if (present > 0)
        say("Finishing what runs for %ld client%s; a second Ctrl-C ends it at once.\n", present,
            present == 1 ? "" : "s");
    while ((present = count_present(crew)) > 0 && !stop_insisted())
        knock(crew);
    release_gone(crew);
    return present;
}
