/* lab/compare's line: that of lab/link. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "../../common/message.h"
#include "../../common/stop.h"
#include "../compare.h"
#include "line.h"
#include "namespace.h"

static const double LOOK_S = 0.01; /* how often we look whether a process has ended */

int tcp_facts_of(int sock, struct tcp_facts *facts)
{
    struct tcp_info info;
    socklen_t size = sizeof info;
    memset(&info, 0, sizeof info);
    if (getsockopt(sock, IPPROTO_TCP, TCP_INFO, &info, &size) == -1)
        return -1;
    *facts = (struct tcp_facts){.retransmissions = info.tcpi_total_retrans,
                                .rtt_us = info.tcpi_rtt,
                                .cwnd = info.tcpi_snd_cwnd,
                                .mss = info.tcpi_snd_mss};
    return 0;
}

void end_with_parent(void)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
}

/* Put the receiver on host b and the sender on a: a socket belongs to the network in which it was made, and a process's to that
 * in which the process is. */
static int start(struct line *line, struct talk *talk)
{
    struct sockaddr_in there = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(host_address(HOST_B))};
    if (enter_network(line->sides[HOST_B].network) == -1) {
        warn("cannot enter the network of b: %s", strerror(errno));
        return -1;
    }
    int sock = talk->calls->open(&there);
    if (sock == -1 || talk_start_receiver(talk, sock) == -1)
        return -1;
    if (enter_network(line->sides[HOST_A].network) == -1) {
        warn("cannot enter the network of a: %s", strerror(errno));
        return -1;
    }
    return talk_start_sender(talk, &there);
}

static void note_line(struct line *line, int notes)
{
    const struct host_side *side = &line->sides[HOST_A];
    const struct counts *counts = &side->wire.counts;
    long long missed = line_missed(line, HOST_A);
    const struct note note = {
        .kind = NOTE_LINE,
        .is.line = {.packets = counts->came,
                    .lost = counts->lost + counts->dropped + counts->overflowed,
                    .missed = side->unsent + (missed > 0 ? (unsigned long long)missed : 0)}};
    note_write(notes, &note);
}

int carry_on_line(const struct plan *plan, enum protocol protocol, int notes)
{
    static struct line line;
    struct wire wires[HOSTS];
    struct refusal refusal;
    struct talk talk = {
        .plan = plan, .calls = calls_of(protocol), .notes = notes, .over = {-1, -1}};
    if (line_make(&line, plan->line.backend, (int)plan->line.mtu, &plan->line.manners, &refusal) ==
        -1) {
        warn("cannot %s: %s", refusal.step, strerror(refusal.error));
        hint("%s", refusal_remedy(&refusal));
        return EXIT_CANNOT_RUN;
    }
    line.selectors = plan->line.drop;
    line_wires(&plan->line, wires);
    line_begin(&line, wires);
    stop_on_signals();
    talk.failed = start(&line, &talk) == -1;
    while (!talk.failed && !stop_requested() && talk_goes_on(&talk, line_is_empty(&line)))
        line_carry(&line, LOOK_S, -1);
    int status = talk_end(&talk);
    note_line(&line, notes);
    line_end(&line);
    return status;
}
