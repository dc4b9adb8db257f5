#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/message.h"
#include "../common/timing.h"
#include "compare.h"

const struct calls *calls_of(enum protocol protocol)
{
    return protocol == UDP ? &udp_calls : protocol == TCP ? &tcp_calls : &bulk_calls;
}

void note_write(int notes, const struct note *note)
{
    /* All at once or not at all, whoever else writes: it is shorter than PIPE_BUF. */
    while (write(notes, note, sizeof *note) == -1)
        if (errno != EINTR)
            _exit(EXIT_FAILURE);
}

void pace(const struct plan *plan, double start_s, long number)
{
    double due_s = start_s + (double)(number - 1) * plan->interval_s;
    for (double left_s; (left_s = due_s - now_s()) > 0;)
        pause_for(left_s);
}

/* A process that is ended as any other is: the one that carries has other wishes. */
static pid_t start(const char *who)
{
    fflush(NULL); /* or the child would have it to write, too */
    pid_t pid = fork();
    if (pid == -1)
        warn("cannot start the %s: %s", who, strerror(errno));
    if (pid == 0) {
        signal(SIGINT, SIG_DFL);
        signal(SIGTERM, SIG_DFL);
        end_with_parent();
    }
    return pid;
}

int talk_start_receiver(struct talk *talk, int sock)
{
    if (pipe(talk->over) == -1) {
        warn("cannot make a pipe: %s", strerror(errno));
        return -1;
    }
    pid_t pid = start("receiver");
    if (pid == 0) {
        close(talk->over[1]);
        int result = talk->calls->receive(talk->plan, sock, talk->over[0], talk->notes);
        _exit(result == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    close(sock);
    close(talk->over[0]);
    talk->receiver = pid;
    return pid == -1 ? -1 : 0;
}

int talk_start_sender(struct talk *talk, const struct sockaddr_in *there)
{
    pid_t pid = start("sender");
    if (pid == 0) {
        close(talk->over[1]);
        int result = talk->calls->send(talk->plan, there, talk->notes);
        _exit(result == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    talk->sender = pid;
    return pid == -1 ? -1 : 0;
}

/* Has this process ended? *PID is 0 from then on. */
static bool has_ended(struct talk *talk, pid_t *pid)
{
    int status;
    if (*pid > 0 && waitpid(*pid, &status, WNOHANG) == *pid) {
        *pid = 0;
        talk->failed = talk->failed || !WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS;
    }
    return *pid <= 0;
}

bool talk_goes_on(struct talk *talk, bool nothing_left)
{
    bool sent = has_ended(talk, &talk->sender), received = has_ended(talk, &talk->receiver);
    if (sent && nothing_left && talk->over[1] != -1) {
        close(talk->over[1]);
        talk->over[1] = -1;
    }
    return !sent || !received;
}

static void end(pid_t *pid)
{
    if (*pid <= 0)
        return;
    kill(*pid, SIGKILL);
    pid_t ended;
    do
        ended = waitpid(*pid, NULL, 0);
    while (ended == -1 && errno == EINTR);
    *pid = 0;
}

int talk_end(struct talk *talk)
{
    end(&talk->sender);
    end(&talk->receiver);
    return talk->failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
