/* The pings of udp/echo_client -n: a window of numbered messages is under way at once.
 *
 * Look at next_step: send if something may be sent now, else wait, but never longer than until the next one
 * is due or the oldest is given up. That is the heart of each protocol that does this on top of UDP.
 * What becomes of each ping is in udp/tally.c. The page is docs/udp/echo.md. */
#include "ping.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "../common/connection.h"
#include "../common/datagram.h"
#include "../common/message.h"
#include "../common/narrate.h"
#include "../common/stop.h"
#include "../common/timing.h"
#include "numbered.h"

/* Nothing is printed while quiet pings are under way, so recv may be interrupted each second (stop.h). Then
 * poll, a call more, is needed only when less than this is left to wait: and we measure. */
static const double LAST_S = 1.1;

void pings_prepare(struct pings *pings)
{
    pings->message = malloc((size_t)pings->size);
    if (tally_start(&pings->tally, pings->count, pings->timeout_s) == -1 || pings->message == NULL)
        die("no memory for %ld messages of %ld bytes", pings->count, pings->size);
    for (long i = 0; i < pings->size; i++)
        pings->message[i] = (char)('a' + i % 26);
}

void pings_release(struct pings *pings)
{
    free(pings->message);
    tally_end(&pings->tally);
}

/* Wait for a datagram until DEADLINE_S. Returns its length; -1 with errno, which is EAGAIN or EINTR when none
 * has come yet: look at the clock. */
static ssize_t receive(const struct pings *pings, int sock, char *buffer, double deadline_s)
{
    double left_s = deadline_s - pings->time_s;
    struct pollfd waiting = {.fd = sock, .events = POLLIN};
    /* --- recv: when poll has something, or is not worth its time --- */
    if (left_s < (pings->quiet ? LAST_S : INFINITY)) {
        int ready = left_s > 0 ? poll(&waiting, 1, poll_timeout(left_s)) : 0;
        if (ready == 0)
            errno = EAGAIN;
        if (ready != 1)
            return -1;
    }
    ssize_t received = recv(sock, buffer, LARGEST_DATAGRAM, 0);
    if (received >= 0)
        narrate_bytes('<', buffer, (size_t)received);
    return received;
}

/* Send the next ping. 0, or -1 with errno. */
static int send_ping(struct pings *pings, int sock)
{
    put_number(pings->message, pings->tally.sent + 1);
    if (!pings->just_looked)
        pings->time_s = now_s();
    pings->just_looked = false;
    /* --- send: noted, in case an answer comes --- */
    if (send(sock, pings->message, (size_t)pings->size, 0) == -1)
        return -1;
    narrate_bytes('>', pings->message, (size_t)pings->size);
    tally_sent(&pings->tally, pings->time_s);
    return 0;
}

/* Wait for an answer until DEADLINE_S, and take note of it. 0, or -1 with errno. */
static int take_answer(struct pings *pings, int sock, const char *there, double deadline_s)
{
    static char echo[LARGEST_DATAGRAM];
    static const char *const remarks[] = {[IN_TIME] = "",
                                          [REORDERED] = " (reordered)",
                                          [LATE] = " (late)",
                                          [DUPLICATED] = " (duplicated)"};
    ssize_t received = receive(pings, sock, echo, deadline_s);
    pings->time_s = now_s();
    if (received == -1)
        return -1;
    pings->just_looked = pings->quiet;
    double ms = 0;
    long number = number_of(echo, (size_t)received);
    enum outcome outcome = tally_answered(&pings->tally, number, pings->time_s, &ms);
    if (outcome == UNKNOWN)
        die("%zd bytes came that are no echo of a ping", received);
    put_number(pings->message, number);
    compare_echo(echo, (size_t)received, pings->message, (size_t)pings->size);
    if (!pings->quiet && say("%zd bytes from %s: seq=%ld time=%.3f ms%s\n", received, there, number,
                             ms, remarks[outcome]) == -1)
        exit(EXIT_FAILURE);
    return 0;
}

/* When may the next ping be sent? INFINITY: not before an answer to an earlier one, or never. */
static double next_due(const struct pings *pings)
{
    if (pings->tally.sent == pings->count || pings->tally.under_way == pings->window)
        return INFINITY;
    return pings->start_s + (double)pings->tally.sent * pings->interval_s;
}

/* Send the next ping, if it may be sent now, or wait for an answer. 0, or -1 with errno. */
static int next_step(struct pings *pings, int sock, const char *there)
{
    double due = next_due(pings), deadline = tally_deadline(&pings->tally);
    if (due <= pings->time_s)
        return send_ping(pings, sock);
    return take_answer(pings, sock, there, due < deadline ? due : deadline);
}

/* Give up the pings whose time has come. */
static void give_up(struct pings *pings, const char *there)
{
    for (long lost; (lost = tally_give_up(&pings->tally, pings->time_s)) != 0;)
        if (!pings->quiet)
            say("no answer from %s: seq=%ld within %g s\n", there, lost, pings->timeout_s);
}

/* All is answered or given up; but the last answer may come twice, or late. Wait as long as a few round trips
 * took; if all were too slow so far, as long again as the limit. */
static void wait_for_stragglers(struct pings *pings, int sock, const char *there)
{
    const struct tally *tally = &pings->tally;
    double end = pings->time_s;
    if (tally->received > 0)
        end += 4 * tally->total_ms / 1000 / (double)tally->received;
    else
        end += pings->timeout_s;
    while (pings->time_s < end && !stop_requested())
        if (take_answer(pings, sock, there, end) == -1 && errno != EAGAIN && errno != EINTR)
            break;
}

int ping(struct pings *pings, int sock, const char *there)
{
    struct tally *tally = &pings->tally;
    int result = 0;
    tally_restart(tally);
    pings->start_s = pings->time_s = now_s();
    tick_each_second(pings->quiet);
    while (result == 0 && !stop_requested() &&
           (tally->sent < pings->count || tally->under_way > 0)) {
        result = next_step(pings, sock, there);
        if (result == -1 && (errno == EAGAIN || errno == EINTR))
            result = 0;
        give_up(pings, there);
    }
    if (result == 0)
        wait_for_stragglers(pings, sock, there);
    tick_each_second(false);
    return result;
}
