/* lab/compare --bulk: one TCP connection, as fast as it goes. How fast that is, the sender's kernel decides, by its
 * congestion window: so many segments it lets be under way at once, fewer after each loss. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/message.h"
#include "../common/timing.h"
#include "compare.h"

enum { PIECE = 16 * 1024 };

static const double NOTE_EACH_S = 0.1;

static int open_receiver(struct sockaddr_in *here)
{
    return tcp_calls.open(here);
}

/* Receive for so long, counted from the first byte, then close, whether there is more or not. */
static int receive(const struct plan *plan, int listener, int over, int notes)
{
    static char bytes[PIECE];
    struct note note = {.kind = NOTE_BULK};
    double first_s = 0, noted_s = 0;
    int sock = tcp_accept(listener, over);
    while (sock != -1 && note.time_s < plan->bulk_s) {
        ssize_t received = recv(sock, bytes, sizeof bytes, 0);
        if (received == -1 && errno == EINTR)
            continue;
        if (received <= 0)
            break;
        if (first_s == 0)
            first_s = now_s();
        note.is.bytes += (unsigned long long)received;
        note.time_s = now_s() - first_s;
        if (note.time_s - noted_s < NOTE_EACH_S)
            continue;
        noted_s = note.time_s;
        note_write(notes, &note);
    }
    note_write(notes, &note);
    if (sock != -1)
        close(sock);
    return 0;
}

/* Send until the receiver has had enough; then this fails, and that is the end. */
static int send_bytes(const struct plan *plan, const struct sockaddr_in *there, int notes)
{
    static const char bytes[PIECE];
    int sock = socket(AF_INET, SOCK_STREAM, 0);
    double noted_s = now_s();
    (void)plan;
    note_write(notes, &(struct note){.kind = NOTE_STARTED, .time_s = noted_s});
    if (sock == -1 || connect(sock, (const struct sockaddr *)there, sizeof *there) == -1) {
        warn("cannot connect over TCP: %s", strerror(errno));
        return -1;
    }
    while (send(sock, bytes, sizeof bytes, 0) != -1 || errno == EINTR) {
        struct note note = {.kind = NOTE_FACTS, .time_s = now_s()};
        if (note.time_s - noted_s < NOTE_EACH_S || tcp_facts_of(sock, &note.is.facts) == -1)
            continue;
        noted_s = note.time_s;
        note_write(notes, &note);
    }
    close(sock);
    return 0;
}

const struct calls bulk_calls = {open_receiver, receive, send_bytes};
