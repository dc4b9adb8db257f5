#include "stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "../common/connection.h"
#include "../common/narrate.h"
#include "../common/timing.h"

/* Let recv wait no longer than that. */
static int arm(struct stream *stream, double wait_s)
{
    if (stream->armed_s == wait_s)
        return 0;
    stream->armed_s = wait_s;
    return limit_receiving(stream->sock, wait_s);
}

int stream_open(struct stream *stream, int sock, double limit_s, double idle_s, atomic_bool *ending,
                struct seat *seat)
{
    stream->sock = sock;
    stream->limit_s = limit_s;
    stream->ending = ending;
    stream->seat = seat;
    stream->late = stream->no_delay = false;
    stream->received = stream->sent = 0;
    stream->arrival_count = 0;
    stream->armed_s = idle_s;
    return limit_receiving(sock, idle_s) == -1 ? -1 : limit_sending(sock, limit_s);
}

/* recv, and what is to be done each time. */
static ssize_t receive(struct stream *stream, char *bytes, size_t room)
{
    ssize_t received = recv(stream->sock, bytes, room, 0);
    if (received > 0) {
        narrate_bytes('<', bytes, (size_t)received);
        stream->received += (size_t)received;
        atomic_store_explicit(&stream->seat->received, stream->received, memory_order_relaxed);
        stream->arrivals[stream->arrival_count++ % ARRIVALS_KEPT] =
            (struct arrival){stream->received, now_s()};
    }
    return received;
}

static bool timed_out(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

bool stream_has_more(const struct stream *stream)
{
    struct pollfd waiting = {.fd = stream->sock, .events = POLLIN};
    int ready;
    do
        ready = poll(&waiting, 1, 0);
    while (ready == -1 && errno == EINTR);
    return ready == 1;
}

ssize_t stream_wait(struct stream *stream, char *bytes, size_t room, double idle_s)
{
    double deadline_s = now_s() + idle_s, left_s = idle_s;
    while (arm(stream, left_s) == 0) {
        if (atomic_load(stream->ending) && !stream_has_more(stream))
            return 0;
        ssize_t received = receive(stream, bytes, room);
        if (received != -1 || (errno != EINTR && !timed_out()))
            return received;
        left_s = deadline_s - now_s(); /* a knock (is the server to end?) does not start it anew */
        if (left_s <= 0) {
            stream->late = true;
            return 0;
        }
    }
    return -1;
}

ssize_t stream_receive(struct stream *stream, char *bytes, size_t room, double deadline_s)
{
    for (;;) {
        /* --- deadline: recv may wait for what is left of the time; a byte that comes does not
         * start it anew --- */
        double left_s = deadline_s - now_s();
        if (left_s <= 0) {
            stream->late = true;
            errno = EAGAIN;
            return -1;
        }
        if (arm(stream, left_s) == -1)
            return -1;
        ssize_t received = receive(stream, bytes, room);
        if (received != -1 || (errno != EINTR && !timed_out()))
            return received;
    }
}

void stream_no_delay(struct stream *stream)
{
    int yes = 1;
    if (!stream->no_delay)
        setsockopt(stream->sock, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); /* if not: slower */
    stream->no_delay = true;
}

int stream_send(struct stream *stream, const char *bytes, size_t length)
{
    double start_s = 0; /* unknown until a send has not taken all */
    size_t done = 0;
    while (done < length) {
        ssize_t sent = send(stream->sock, bytes + done, length - done, 0);
        if (sent == -1 && errno != EINTR) {
            stream->late = timed_out();
            return -1;
        }
        if (sent > 0) {
            done += narrate_bytes('>', bytes + done, (size_t)sent);
            stream->sent += (size_t)sent;
            atomic_store_explicit(&stream->seat->sent, stream->sent, memory_order_relaxed);
        }
        if (done == length)
            break;
        if (start_s == 0)
            start_s = now_s();
        if (now_s() > start_s + stream->limit_s + (double)done / SLOWEST_RATE) {
            stream->late = true;
            errno = EAGAIN;
            return -1;
        }
    }
    return 0;
}

void stream_close(struct stream *stream, double linger_s)
{
    if (linger_s > 0 && shutdown(stream->sock, SHUT_WR) == 0) {
        char unread[2048];
        narrate("shutdown(%d, SHUT_WR) = 0", stream->sock);
        double deadline_s = now_s() + linger_s;
        while (stream_receive(stream, unread, sizeof unread, deadline_s) > 0) {
        }
    }
    close(stream->sock);
    narrate("close(%d) = 0", stream->sock);
}
