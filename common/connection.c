#include "connection.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "message.h"
#include "narrate.h"
#include "stop.h"
#include "timing.h"

/* OPTION is SO_RCVTIMEO or SO_SNDTIMEO. */
static int set_limit(int sock, int option, double timeout_s)
{
    struct timeval limit = {0}; /* "for ever" */
    if (timeout_s > 0 && timeout_s < INFINITY) {
        limit.tv_sec = (time_t)timeout_s;
        limit.tv_usec = (suseconds_t)((timeout_s - (double)limit.tv_sec) * 1e6);
        if (limit.tv_sec == 0 && limit.tv_usec == 0)
            limit.tv_usec = 1;
    }
    return setsockopt(sock, SOL_SOCKET, option, &limit, sizeof limit);
}

int limit_receiving(int sock, double timeout_s)
{
    return set_limit(sock, SO_RCVTIMEO, timeout_s);
}

int limit_sending(int sock, double timeout_s)
{
    return set_limit(sock, SO_SNDTIMEO, timeout_s);
}

int limit_waiting(int sock, double timeout_s)
{
    return limit_receiving(sock, timeout_s) == -1 ? -1 : limit_sending(sock, timeout_s);
}

const char *connection_error(void)
{
    bool timed_out = errno == EAGAIN || errno == EWOULDBLOCK;
    return timed_out ? "no progress within the time limit (-t)" : strerror(errno);
}

int send_all(int sock, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(sock, bytes, length, 0);
        if (sent == -1) {
            if (errno == EINTR && !stop_requested())
                continue;
            return -1;
        }
        length -= narrate_bytes('>', bytes, (size_t)sent);
        bytes += sent;
    }
    return 0;
}

int poll_timeout(double timeout_s)
{
    if (timeout_s <= 0 || timeout_s == INFINITY)
        return -1;
    return timeout_s < 0.001 ? 1 : (int)(timeout_s * 1000);
}

int connect_resume(int sock, const struct addrinfo *address, double timeout_s)
{
    while (errno == EINTR || errno == EALREADY) {
        struct pollfd connecting = {.fd = sock, .events = POLLOUT};
        int error = 0;
        socklen_t size = sizeof error;
        int ready = poll(&connecting, 1, poll_timeout(timeout_s));
        if (ready == -1 && errno == EINTR && !stop_requested())
            continue;
        if (ready == -1)
            return -1;
        if (ready == 0)
            error = ETIMEDOUT;
        else if (getsockopt(sock, SOL_SOCKET, SO_ERROR, &error, &size) == -1)
            return -1;
        if (error != 0) {
            errno = error;
            return -1;
        }
        if (connect(sock, address->ai_addr, address->ai_addrlen) == 0 || errno == EISCONN)
            return 0;
    }
    if (errno == EINPROGRESS) /* the limit on waiting ends a connect, too (Linux) */
        errno = ETIMEDOUT;
    return -1;
}

void accept_failed(void)
{
    static atomic_bool said; /* threads may accept side by side */
    if (errno == EINTR || errno == ECONNABORTED)
        return;
    if (!atomic_exchange(&said, true)) {
        warn("cannot accept a connection: %s", strerror(errno));
        hint("New clients wait until this gets better; ulimit -n shows the limit on descriptors.");
    }
    pause_for(0.1);
}
