#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/message.h"
#include "../../common/stop.h"
#include "../../common/timing.h"
#include "command.h"
#include "modes.h"
#include "namespace.h"

/* How often we look whether a command has ended; and how long we wait for what may never be. */
static const double LOOK_S = 0.01, LISTEN_S = 2, DRAIN_S = 15, LEAVE_S = 0.2, END_S = 3;

/* To look at the sockets takes some milliseconds, in which nothing is carried: so, seldom. */
static const double SOCKETS_S = 0.25;

/* The commands under way. */
struct run {
    struct line *line;
    pid_t pid[HOSTS]; /* 0: it has ended */
    int status[HOSTS];
    double looked_s[HOSTS]; /* when we last looked at the sockets, */
    bool closed[HOSTS];     /* and whether all of TCP were closed */
};

static void take_note(struct run *run)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (enum host host = 0; host < HOSTS; host++)
            if (run->pid[host] == pid) {
                run->status[host] = command_status(status);
                run->pid[host] = 0;
            }
}

/* Carry packets until IS_TRUE, for at most LIMIT_S; 0: without limit. Returns whether it is. */
static bool carry_until(struct run *run, bool (*is_true)(struct run *run), double limit_s)
{
    double start_s = now_s();
    while (!is_true(run)) {
        if (limit_s > 0 && now_s() - start_s > limit_s)
            return false;
        line_carry(run->line, LOOK_S, -1);
        take_note(run);
    }
    return true;
}

static bool b_listens(struct run *run)
{
    return run->pid[HOST_B] == 0 || stop_requested() ||
           line_sockets(run->line, HOST_B).somebody_waits;
}

static bool a_has_ended(struct run *run)
{
    return run->pid[HOST_A] == 0 || stop_requested();
}

static bool b_has_ended(struct run *run)
{
    return run->pid[HOST_B] == 0;
}

static bool is_closed(struct run *run, enum host host)
{
    if (now_s() - run->looked_s[host] >= SOCKETS_S) {
        run->closed[host] = line_sockets(run->line, host).open == 0;
        run->looked_s[host] = now_s();
    }
    return run->closed[host];
}

/* Is no TCP connection of HOST's left that has something to say? Mostly the packets tell; but not when it has given up, say, a SYN
 * that nobody answered. */
static bool has_finished(struct run *run, enum host host)
{
    return tracker_has_finished(run->line->tracker, host) || is_closed(run, host);
}

static bool all_has_arrived(struct run *run)
{
    return stop_requested() || (line_is_empty(run->line) && has_finished(run, HOST_A));
}

/* The packets tell when to look, but not all: the ACK of the last FIN may have been lost, and the FIN will come again. */
static bool all_is_closed(struct run *run)
{
    return line_is_empty(run->line) && has_finished(run, HOST_A) && has_finished(run, HOST_B) &&
           is_closed(run, HOST_A) && is_closed(run, HOST_B);
}

static bool nobody_is_left(struct run *run)
{
    (void)run;
    return command_signal_all(0) == 0;
}

/* Give the hosts their names, for this process and all that it starts. What is shown is the file, whatever becomes of its
 * path: so that is gone before anything can kill us and leave it there. */
static void name_hosts(void)
{
    char path[] = "/tmp/two-terminals-hosts-XXXXXX";
    int fd = mkstemp(path);
    if (fd == -1)
        die("cannot write %s: %s", path, strerror(errno));
    if (write_hosts(fd) == -1 || show_hosts(path) == -1)
        warn("the names a and b are not known here: %s", strerror(errno));
    close(fd);
    unlink(path);
}

static bool start(struct run *run, const struct wishes *wishes, enum host host)
{
    pid_t pid = command_start(run->line->sides[host].network, wishes->commands[host]);
    if (pid == -1) {
        warn("cannot start '%s': %s", wishes->commands[host], strerror(errno));
        run->status[host] = EXIT_FAILURE;
        return false;
    }
    run->pid[host] = pid;
    return true;
}

/* End the command of b, kindly: first it may end by itself, for it may have seen that a is gone. */
static void end_b(struct run *run)
{
    if (carry_until(run, b_has_ended, LEAVE_S))
        return;
    kill(run->pid[HOST_B], SIGTERM);
    bool by_us = !carry_until(run, b_has_ended, END_S);
    if (by_us) {
        kill(run->pid[HOST_B], SIGKILL);
        carry_until(run, b_has_ended, END_S);
    }
    if (run->status[HOST_B] == 128 + SIGTERM || by_us)
        run->status[HOST_B] = EXIT_SUCCESS; /* it was to end */
}

int run_commands(struct line *line, const struct wishes *wishes)
{
    struct run run = {.line = line};
    name_hosts();
    command_adopt();
    if (start(&run, wishes, HOST_B)) {
        carry_until(&run, b_listens, LISTEN_S);
        if (stop_requested())
            run.status[HOST_A] = EXIT_FAILURE; /* it has not even begun */
        else if (start(&run, wishes, HOST_A))
            carry_until(&run, a_has_ended, 0);
        if (!carry_until(&run, all_has_arrived, DRAIN_S))
            warn("after %g s something that was sent has still not arrived", DRAIN_S);
        if (run.pid[HOST_A] != 0)
            kill(run.pid[HOST_A], SIGTERM);
        end_b(&run);
    }
    command_signal_all(SIGTERM); /* what the commands themselves have started */
    carry_until(&run, all_is_closed, END_S);
    if (!carry_until(&run, nobody_is_left, END_S))
        command_signal_all(SIGKILL);
    return run.status[HOST_A] != 0 ? run.status[HOST_A] : run.status[HOST_B];
}
