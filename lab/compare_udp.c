/* lab/compare's messages over UDP: one datagram each.
 *
 * Look at receive: nothing tells a UDP receiver that nothing more will come. Here the line does, for it knows; a program of
 * your own would have to agree on an end with its peer, and that can be lost, too. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/datagram.h"
#include "../common/message.h"
#include "../common/timing.h"
#include "compare.h"

/* When nothing more will come, what has come may still wait in the socket, or be about to. */
enum { QUIET_MS = 200 };

static int open_receiver(struct sockaddr_in *here)
{
    socklen_t size = sizeof *here;
    /* --- socket, bind: enough to be reached --- */
    int sock = socket(AF_INET, SOCK_DGRAM, 0);
    if (sock != -1 && bind(sock, (const struct sockaddr *)here, size) == 0 &&
        getsockname(sock, (struct sockaddr *)here, &size) == 0)
        return sock;
    warn("cannot bind the UDP receiver: %s", strerror(errno));
    if (sock != -1)
        close(sock);
    return -1;
}

static void note_datagram(int notes, const char *bytes, size_t length)
{
    struct note note = {.kind = NOTE_CALL, .time_s = now_s(), .is.bytes = length};
    note_write(notes, &note);
    if (length < MESSAGE_LEAST)
        return;
    note.kind = NOTE_ARRIVED;
    message_read(bytes, &note.is.message.number, &note.is.message.sent_s);
    note_write(notes, &note);
}

static int receive(const struct plan *plan, int sock, int over, int notes)
{
    static char bytes[LARGEST_DATAGRAM];
    struct pollfd waiting[] = {{.fd = sock, .events = POLLIN}, {.fd = over, .events = POLLIN}};
    bool ended = false;
    (void)plan;
    for (;;) {
        /* --- poll, recv: one datagram a call; that none is left, only the line can tell --- */
        int ready = poll(waiting, ended ? 1 : 2, ended ? QUIET_MS : -1);
        if (ready == 0)
            return 0;
        if (ready == -1 && errno != EINTR) {
            warn("cannot wait for datagrams: %s", strerror(errno));
            return -1;
        }
        ended = ended || (ready > 0 && waiting[1].revents != 0);
        if (ready == -1 || waiting[0].revents == 0)
            continue;
        ssize_t received = recv(sock, bytes, sizeof bytes, 0);
        if (received >= 0)
            note_datagram(notes, bytes, (size_t)received);
        else
            datagram_failed("recv");
    }
}

static int send_messages(const struct plan *plan, const struct sockaddr_in *there, int notes)
{
    static char bytes[LARGEST_DATAGRAM];
    /* --- socket, connect: nothing is sent, the address is noted --- */
    int sock = socket(AF_INET, SOCK_DGRAM, 0);
    if (sock == -1 || connect(sock, (const struct sockaddr *)there, sizeof *there) == -1) {
        warn("cannot make the UDP sender's socket: %s", strerror(errno));
        return -1;
    }
    /* --- send: one call, one message, one datagram --- */
    double start_s = now_s();
    note_write(notes, &(struct note){.kind = NOTE_STARTED, .time_s = start_s});
    for (long number = 1; number <= plan->count; number++) {
        pace(plan, start_s, number);
        double time_s = now_s();
        message_write(bytes, (uint64_t)number, time_s);
        if (send(sock, bytes, (size_t)plan->size, 0) == -1) {
            warn("cannot send message %ld over UDP: %s", number, strerror(errno));
            close(sock);
            return -1;
        }
        note_write(notes, &(struct note){.kind = NOTE_SENT, .time_s = time_s});
    }
    close(sock);
    return 0;
}

const struct calls udp_calls = {open_receiver, receive, send_messages};
