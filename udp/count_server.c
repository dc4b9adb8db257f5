/* udp/count_server: shows what each call returns when a client sends small datagrams one by one.
 *
 *     udp/count_server                 in one terminal
 *     udp/count_client                 in another; then udp/count_client -i 100ms
 *
 * Look at the sizes: one datagram, one call, for UDP keeps the boundaries between messages and nothing
 * else. It promises neither that all come, nor in which order, nor that each comes once; and nobody says
 * when it was the last one. What it takes to notice that stands here.
 * Its partner is udp/count_client.c, its page docs/udp/count.md. */
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../common/address.h"
#include "../common/connection.h"
#include "../common/datagram.h"
#include "../common/message.h"
#include "../common/narrate.h"
#include "../common/options.h"
#include "../common/stop.h"
#include "../common/timing.h"

/* Returns a bound socket and writes its address HERE, or ends the program. */
static int bind_to(const struct settings *settings, char here[ADDRESS_SIZE])
{
    struct addrinfo *addresses = address_lookup(settings, SOCK_DGRAM);
    int sock = -1;
    for (struct addrinfo *a = addresses; a != NULL && sock == -1; a = a->ai_next) {
        address_text(here, a->ai_addr, a->ai_addrlen);
        /* --- socket, bind: from then on, the kernel queues the datagrams that come --- */
        sock = socket(a->ai_family, SOCK_DGRAM, 0);
        narrate("socket(%s, SOCK_DGRAM) = %d", family_name(a->ai_family), sock);
        if (sock == -1 || bind(sock, a->ai_addr, a->ai_addrlen) == -1) {
            explain_bind(here, (int)settings->port, 'u');
            if (sock != -1)
                close(sock);
            sock = -1;
        }
    }
    freeaddrinfo(addresses);
    if (sock == -1)
        exit(EXIT_FAILURE);
    own_address_text(here, sock);
    narrate("bind(%d, %s) = 0", sock, here);
    return sock;
}

/* The datagrams of one client. UDP has no connections: what belongs together, and when it is over, the
 * program itself decides, by the sender's address and by a silence. */
struct run {
    double last_s; /* when the last datagram came */
    unsigned long long datagrams, missing, late, twice;
    unsigned long long passed; /* so many should have come; its last digit is the next one's */
    struct sockaddr_storage peer;
    socklen_t peer_size; /* 0: this place is free */
    bool not_numbered;   /* something else than our digits came: order means nothing */
    bool came[10];       /* of the digits behind the next one, which came? */
};

enum { RUNS = 16 };

/* What the digit says about those before it, in words. A digit may be up to 4 behind: with ten digits, one
 * that is further behind cannot be told from one of the next ten. */
static void say_order(struct run *run, int digit)
{
    int expected = (int)(run->passed % 10), ahead = (digit - expected + 10) % 10;
    unsigned behind = 10 - (unsigned)ahead;
    if (ahead <= 5 || behind > run->passed) {
        for (int i = 0; i < ahead; i++)
            run->came[(expected + i) % 10] = false;
        if (ahead == 1)
            say(" (%d is missing)", expected);
        else if (ahead > 1)
            say(" (%d to %d are missing)", expected, (digit + 9) % 10);
        run->missing += (unsigned)ahead;
        run->passed += (unsigned)ahead + 1;
    } else if (run->came[digit]) {
        say(" (again)");
        run->twice++;
    } else {
        say(" (late, after %d)", (expected + 9) % 10);
        run->missing--;
        run->late++;
    }
    run->came[digit] = true;
}

/* Say how it ended: nobody has told us that it did. */
static void end_run(struct run *run, double silence_s)
{
    char there[ADDRESS_SIZE];
    address_text(there, (struct sockaddr *)&run->peer, run->peer_size);
    if (silence_s > 0)
        say("Nothing more from %s for %g s: ", there, silence_s);
    else
        say("Until now from %s: ", there);
    unsigned long long messages = run->datagrams - run->twice;
    say("%llu message%s came in %llu datagram%s", messages, messages == 1 ? "" : "s",
        run->datagrams, run->datagrams == 1 ? "" : "s");
    if (run->not_numbered)
        say(".\n");
    else if (run->missing == 0 && run->late == 0 && run->twice == 0)
        say(", in order.\n");
    else
        say("; missing %llu, late %llu, twice %llu.\n", run->missing, run->late, run->twice);
    run->peer_size = 0;
}

/* Returns the run of this PEER, or a new one. If there are too many, the one that is silent for longest
 * is over. */
static struct run *run_of(struct run runs[RUNS], const struct sockaddr_storage *peer,
                          socklen_t size)
{
    struct run *place = runs;
    for (struct run *run = runs; run < runs + RUNS; run++) {
        if (run->peer_size == size && memcmp(&run->peer, peer, size) == 0)
            return run;
        if (place->peer_size != 0 && (run->peer_size == 0 || run->last_s < place->last_s))
            place = run;
    }
    if (place->peer_size != 0)
        end_run(place, 0);
    *place = (struct run){.peer_size = size};
    memcpy(&place->peer, peer, size);
    return place;
}

/* Say what has come: RECEIVED bytes, and whether they were CUT. */
static void say_datagram(struct run *run, const char *buffer, size_t received, bool cut)
{
    run->last_s = now_s();
    run->datagrams++;
    say("recv %llu returned %zu byte%s", run->datagrams, received, received == 1 ? "" : "s");
    say_bytes(": ", buffer, received, "");
    if (received == 1 && buffer[0] >= '0' && buffer[0] <= '9')
        say_order(run, buffer[0] - '0');
    else
        run->not_numbered = true;
    say("%s\n", cut ? " (the rest of the datagram is thrown away)" : "");
}

/* End the runs that have been silent for too long. Returns how many seconds the next one has left; 0 when
 * there is none, or no limit. */
static double end_silent_runs(struct run runs[RUNS], double limit_s)
{
    double least_s = 0, now = now_s();
    for (struct run *run = runs; run < runs + RUNS && limit_s > 0; run++) {
        double left_s = run->last_s + limit_s - now;
        if (run->peer_size == 0)
            continue;
        if (left_s <= 0)
            end_run(run, limit_s);
        else if (least_s == 0 || left_s < least_s)
            least_s = left_s;
    }
    return least_s;
}

int main(int argc, char *argv[])
{
    struct settings settings = {.port = 12346, .timeout_s = 2};
    read_options(&settings, SERVER, "Say what each recv returns, datagram after datagram.", NULL,
                 argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a write to a pipe that nobody reads shall fail, not kill us */

    char here[ADDRESS_SIZE], there[ADDRESS_SIZE];
    static struct run runs[RUNS];
    const struct run *last = NULL;
    int sock = bind_to(&settings, here);
    stop_on_signals();
    if (say("UDP count server bound to %s\n", here) == -1)
        return EXIT_FAILURE;

    unsigned long long clients = 0, datagrams = 0;
    while (!stop_requested()) {
        /* --- poll: for a datagram, or until a silence is long enough to be an end --- */
        struct pollfd waiting = {.fd = sock, .events = POLLIN};
        if (poll(&waiting, 1, poll_timeout(end_silent_runs(runs, settings.timeout_s))) != 1)
            continue;

        /* --- recv: recvmsg tells, as recvfrom does not, whether the buffer was too small --- */
        char buffer[4096];
        struct sockaddr_storage peer;
        struct iovec space = {.iov_base = buffer, .iov_len = sizeof buffer};
        struct msghdr message = {
            .msg_name = &peer, .msg_namelen = sizeof peer, .msg_iov = &space, .msg_iovlen = 1};
        ssize_t received = recvmsg(sock, &message, 0);
        if (received == -1) {
            datagram_failed("recvmsg");
            continue;
        }
        narrate_bytes('<', buffer, (size_t)received);
        struct run *run = run_of(runs, &peer, message.msg_namelen);
        clients += run->datagrams == 0;
        datagrams++;
        if (run != last || run->datagrams == 0)
            say("Datagrams from %s\n",
                address_text(there, (struct sockaddr *)&peer, message.msg_namelen));
        last = run;
        say_datagram(run, buffer, (size_t)received, (message.msg_flags & MSG_TRUNC) != 0);
    }
    close(sock);
    for (struct run *run = runs; run < runs + RUNS; run++)
        if (run->peer_size != 0)
            end_run(run, 0);
    say("Counted %llu datagram%s of %llu client%s.\n", datagrams, datagrams == 1 ? "" : "s",
        clients, clients == 1 ? "" : "s");
    return output_finish();
}
