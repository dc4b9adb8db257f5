#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/connection.h"
#include "../common/message.h"
#include "../common/timing.h"
#include "compare.h"

const char *const protocol_names[PROTOCOLS] = {"UDP", "TCP", "TCP"};

static const double SHOW_EACH_S = 0.1;

/* How far is it? On stderr, in a line that is written again and again, if somebody is looking. */
struct progress {
    bool shown;
    double last_s;
};

static bool somebody_looks(void)
{
    const char *term = getenv("TERM");
    return isatty(STDERR_FILENO) && (term == NULL || strcmp(term, "dumb") != 0);
}

static void show(struct progress *progress, enum protocol protocol, const struct outcome *outcome)
{
    double time_s = now_s();
    if (!progress->shown || time_s - progress->last_s < SHOW_EACH_S)
        return;
    progress->last_s = time_s;
    if (protocol == BULK)
        fprintf(stderr, "\rTCP: %.1f MB in %.1f s  ", (double)outcome->bulk_bytes / 1e6,
                outcome->bulk_s);
    else
        fprintf(stderr, "\r%s: %ld of %ld sent, %ld arrived  ", protocol_names[protocol],
                outcome->sent, outcome->count, outcome->arrived);
    fflush(stderr);
}

static void clear(const struct progress *progress)
{
    if (progress->shown)
        fprintf(stderr, "\r%60s\r", "");
    fflush(stderr);
}

/* The next note: 1; 0 when none will come any more; -1 when none has come for PATIENCE_S. */
static int next_note(int notes, double patience_s, struct note *note)
{
    struct pollfd waiting = {.fd = notes, .events = POLLIN};
    int ready;
    do
        ready = poll(&waiting, 1, poll_timeout(patience_s));
    while (ready == -1 && errno == EINTR);
    if (ready == 0)
        return -1;
    ssize_t got;
    do
        got = read(notes, note, sizeof *note);
    while (got == -1 && errno == EINTR);
    return got == (ssize_t)sizeof *note; /* notes are written whole, and so they are read */
}

static bool is_news(const struct note *note)
{
    return note->kind != NOTE_FACTS && note->kind != NOTE_LINE;
}

/* Gather notes until there are no more. If there is no news for too long, end the process that carries. */
static void gather(const struct plan *plan, enum protocol protocol, int notes, pid_t pid,
                   struct outcome *outcome)
{
    struct progress progress = {.shown = somebody_looks()};
    struct note note;
    double news_s = now_s(), wait_s = plan->patience_s;
    int result;
    while ((result = next_note(notes, wait_s, &note)) != 0) {
        if (result == 1 && outcome_note(outcome, &note) == -1)
            die("no memory for what has come");
        if (result == 1 && is_news(&note))
            news_s = now_s();
        wait_s = plan->patience_s > 0 ? news_s + plan->patience_s - now_s() : 0;
        if (plan->patience_s > 0 && wait_s <= 0) {
            kill(pid, outcome->gave_up ? SIGKILL : SIGTERM);
            if (outcome->gave_up)
                break;
            outcome->gave_up = true;
            news_s = now_s();
            wait_s = plan->patience_s;
        }
        show(&progress, protocol, outcome);
    }
    clear(&progress);
}

int run_protocol(const struct plan *plan, enum protocol protocol, carrier *carry,
                 struct outcome *outcome)
{
    int notes[2], status;
    if (pipe(notes) == -1)
        die("cannot make a pipe: %s", strerror(errno));
    fflush(NULL); /* or the child would have it to write, too */
    pid_t pid = fork();
    if (pid == -1)
        die("cannot start a process: %s", strerror(errno));
    if (pid == 0) {
        close(notes[0]);
        end_with_parent();
        _exit(carry(plan, protocol, notes[1]));
    }
    close(notes[1]);
    gather(plan, protocol, notes[0], pid, outcome);
    close(notes[0]);
    while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR)
            die("cannot wait for a process: %s", strerror(errno));
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
