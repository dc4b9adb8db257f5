/* lab/compare's messages over TCP: one connection, in which each message has the same length.
 *
 * Look at take: recv returns whatever has come, the end of one message and a half of the next. When a segment is missing,
 * it returns nothing, although all that follows has come; and then all of it at once. */
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/connection.h"
#include "../common/message.h"
#include "../common/timing.h"
#include "compare.h"

enum { PIECE = 64 * 1024 };

static int open_receiver(struct sockaddr_in *here)
{
    socklen_t size = sizeof *here;
    /* --- socket, bind, listen: from now on the kernel accepts --- */
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener != -1 && bind(listener, (const struct sockaddr *)here, size) == 0 &&
        listen(listener, 1) == 0 && getsockname(listener, (struct sockaddr *)here, &size) == 0)
        return listener;
    warn("cannot make the TCP receiver listen: %s", strerror(errno));
    if (listener != -1)
        close(listener);
    return -1;
}

/* Note the messages that these bytes complete. All of them have come at the same time. */
static void take(struct framing *framing, size_t size, const char *bytes, size_t length, int notes)
{
    struct note note = {.kind = NOTE_CALL, .time_s = now_s(), .is.bytes = length};
    note_write(notes, &note);
    while (framing_take(framing, size, &bytes, &length)) {
        note.kind = NOTE_ARRIVED;
        message_read(framing->head, &note.is.message.number, &note.is.message.sent_s);
        note_write(notes, &note);
    }
}

int tcp_accept(int listener, int over)
{
    struct pollfd waiting[] = {{.fd = listener, .events = POLLIN}, {.fd = over, .events = POLLIN}};
    while (poll(waiting, 2, -1) == -1)
        if (errno != EINTR)
            return -1;
    return waiting[0].revents != 0 ? accept(listener, NULL, NULL) : -1;
}

static int receive(const struct plan *plan, int listener, int over, int notes)
{
    static char bytes[PIECE];
    struct framing framing = {0};
    int sock = tcp_accept(listener, over);
    if (sock == -1)
        return 0; /* the sender has said why */
    /* --- recv: what has come without a gap, whatever that is in messages; 0 is the end --- */
    ssize_t received;
    while ((received = recv(sock, bytes, sizeof bytes, 0)) != 0) {
        if (received == -1 && errno == EINTR)
            continue;
        if (received == -1) {
            warn("cannot receive over TCP: %s", strerror(errno));
            close(sock);
            return -1;
        }
        take(&framing, (size_t)plan->size, bytes, (size_t)received, notes);
    }
    close(sock);
    return 0;
}

static void note_facts(int notes, int sock)
{
    struct note note = {.kind = NOTE_FACTS, .time_s = now_s()};
    if (tcp_facts_of(sock, &note.is.facts) == 0)
        note_write(notes, &note);
}

/* All has been sent: wait until all has come, and the receiver has closed. Meanwhile, and then, note what the kernel had to do. */
static int finish(int sock, int notes)
{
    static const double LOOK_S = 0.25;
    /* --- shutdown: the receiver can tell the end, and we, that it has got all --- */
    char byte;
    ssize_t received = 0;
    if (shutdown(sock, SHUT_WR) == -1 || limit_receiving(sock, LOOK_S) == -1)
        return -1;
    do {
        received = recv(sock, &byte, 1, 0);
        note_facts(notes, sock);
    } while (received == -1 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
    return received == 0 ? 0 : -1;
}

static int send_each(const struct plan *plan, int sock, int notes)
{
    char *bytes = calloc((size_t)plan->size, 1);
    double start_s = now_s();
    int result = bytes != NULL ? 0 : -1;
    for (long number = 1; result == 0 && number <= plan->count; number++) {
        /* --- send: as many calls as it takes; how many segments is the kernel's business --- */
        pace(plan, start_s, number);
        double time_s = now_s();
        message_write(bytes, (uint64_t)number, time_s);
        result = send_all(sock, bytes, (size_t)plan->size);
        if (result == 0)
            note_write(notes, &(struct note){.kind = NOTE_SENT, .time_s = time_s});
    }
    int error = errno;
    free(bytes);
    errno = error;
    return result;
}

static int send_messages(const struct plan *plan, const struct sockaddr_in *there, int notes)
{
    /* --- socket, connect: a round trip before the first message --- */
    int sock = socket(AF_INET, SOCK_STREAM, 0), at_once = !plan->nagle;
    note_write(notes, &(struct note){.kind = NOTE_STARTED, .time_s = now_s()});
    int result = -1;
    if (sock == -1 || setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once) == -1 ||
        connect(sock, (const struct sockaddr *)there, sizeof *there) == -1)
        warn("cannot connect over TCP: %s", strerror(errno));
    else if (send_each(plan, sock, notes) == -1 || finish(sock, notes) == -1)
        warn("cannot send over TCP: %s", strerror(errno));
    else
        result = 0;
    if (sock != -1)
        close(sock);
    return result;
}

const struct calls tcp_calls = {open_receiver, receive, send_messages};
