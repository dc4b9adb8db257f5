#include "conversation.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../common/message.h"
#include "../../common/timing.h"

void script_get(struct script *script, char *text, size_t size, const char *path,
                const char *fields)
{
    int length = snprintf(text, size, "GET %s HTTP/1.1\r\nHost: crowd\r\n%s\r\n", path, fields);
    if (length < 0 || (size_t)length >= size)
        die("'%s' is too long a path", path);
    script->bytes = text;
    script->pieces[0] = (struct piece){.end = (size_t)length};
    script->piece_count = 1;
    script->expected[0] = (struct expected){.status = 200};
    script->expected_count = 1;
}

/* End it: what was wrong, and where. */
static void fail(struct conversation *c, enum fault fault, const char *details)
{
    c->fault = fault;
    snprintf(c->details, sizeof c->details, "%s", details);
}

/* Begin to connect. A machine has only so many ports for clients, and those of connections that have just ended
 * rest for a while: then the fault says it, and the next client may have more luck. */
static void begin_to_connect(struct conversation *c, uint16_t port)
{
    struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(port)};
    int little = 4096;
    there.sin_addr.s_addr = inet_addr("127.0.0.1");
    c->sock = socket(AF_INET, SOCK_STREAM, 0);
    if (c->sock == -1)
        die("socket: %s", strerror(errno));
    if (c->script->deaf && /* before connect: the window is agreed on with it */
        setsockopt(c->sock, SOL_SOCKET, SO_RCVBUF, &little, sizeof little) == -1)
        die("setsockopt: %s", strerror(errno));
    if (fcntl(c->sock, F_SETFL, O_NONBLOCK) == -1)
        die("fcntl: %s", strerror(errno));
    if (connect(c->sock, (struct sockaddr *)&there, sizeof there) == 0)
        c->connected = true;
    else if (errno != EINPROGRESS && errno != EINTR)
        fail(c, NOT_CONNECTED, strerror(errno));
}

void conversation_begin(struct conversation *c, const struct script *script, uint16_t port)
{
    double now = now_s();
    *c = (struct conversation){
        .script = script,
        .sock = c->sock,
        .connected = c->sock != -1,
        .send_s = -1,
        .moved_s = now,
        .began_s = now,
        .ended = c->ended,
        .context = c->context,
    };
    if (c->sock == -1)
        begin_to_connect(c, port);
}

static bool all_sent(const struct conversation *c)
{
    return c->piece == c->script->piece_count;
}

/* May the next bytes of the script be sent? A pause begins when the answers before it have come. */
static bool may_send(struct conversation *c, double now)
{
    if (all_sent(c))
        return false;
    const struct piece *piece = &c->script->pieces[c->piece];
    if (c->answered < piece->answers)
        return false;
    if (c->send_s < 0)
        c->send_s = now + piece->pause_s;
    return now >= c->send_s;
}

/* When is it too long? Our own pauses do not count. */
static double patience_ends_s(const struct conversation *c)
{
    if (c->script->patience_s == 0)
        return INFINITY;
    return later(c->moved_s, later(c->send_s, c->receive_s)) + c->script->patience_s;
}

short conversation_events(struct conversation *c, double now, double *wake_s)
{
    bool sending = c->connected && may_send(c, now), pausing = c->receive_s > now;
    *wake_s = earlier(*wake_s, patience_ends_s(c));
    if (c->fault != RIGHT)
        *wake_s = now; /* it could not even begin */
    if (!c->connected)
        return POLLOUT;
    if (c->send_s > now)
        *wake_s = earlier(*wake_s, c->send_s);
    if (pausing)
        *wake_s = earlier(*wake_s, c->receive_s);
    return (short)((sending ? POLLOUT : 0) | (pausing || c->script->deaf ? 0 : POLLIN));
}

/* Send what may be sent. */
static void send_some(struct conversation *c, double now)
{
    const struct script *script = c->script;
    while (may_send(c, now)) {
        const struct piece *piece = &script->pieces[c->piece];
        size_t length = piece->end - c->sent;
        if (piece->step > 0 && piece->step < length)
            length = piece->step;
        ssize_t sent = length > 0 ? send(c->sock, script->bytes + c->sent, length, 0) : 0;
        if (sent == -1 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
            return;
        if (sent == -1) { /* they take no more: what they have answered will tell */
            c->piece = script->piece_count;
            return;
        }
        c->sent += (size_t)sent;
        c->moved_s = now;
        c->send_s = -1;
        if (c->sent == piece->end)
            c->piece++;
    }
    if (all_sent(c) && script->half_close && !c->half_closed) {
        shutdown(c->sock, SHUT_WR);
        c->half_closed = true;
    }
}

/* Compare LENGTH bytes that have come with what was expected. */
static void take(struct conversation *c, const char *bytes, size_t length)
{
    const struct script *script = c->script;
    while (c->fault == RIGHT && length > 0) {
        size_t used;
        bool whole;
        if (c->answered == script->expected_count) {
            fail(c, TOO_MUCH, "bytes came that nobody has asked for");
            return;
        }
        c->fault = answer_take(&c->answer, &script->expected[c->answered], bytes, length, &used,
                               &whole, c->details);
        if (c->answer.in_body)
            c->status = c->answer.reply.status;
        bytes += used;
        length -= used;
        if (c->fault == RIGHT && whole) {
            c->answered++;
            c->answer = (struct answer){0};
        }
    }
}

/* They have closed, or reset, the connection. */
static void take_end(struct conversation *c, bool reset)
{
    const struct script *script = c->script;
    c->ended_by_them = true;
    if (!reset && c->answer.in_body && c->answer.body.framing == BODY_TO_CLOSE &&
        c->answered < script->expected_count &&
        (script->expected[c->answered].body == NULL ||
         script->expected[c->answered].length == c->answer.body_length))
        c->answered++;
    if (!reset && c->answered == script->expected_count && script->ending == THEY_CLOSE)
        return;
    char details[DETAILS_SIZE];
    snprintf(details, sizeof details, "%s after %zu bytes, %d of %d answers",
             reset ? "reset" : "closed", c->received, c->answered, script->expected_count);
    fail(c, reset ? RESET : CLOSED, details);
}

/* Receive once: others wait, too. */
static void receive_some(struct conversation *c, double now)
{
    static char bytes[65536];
    size_t sip = c->script->sip;
    size_t room = sip > 0 && sip < sizeof bytes ? sip : sizeof bytes;
    ssize_t received = recv(c->sock, bytes, room, 0);
    if (received == -1 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return;
    c->moved_s = now;
    if (c->script->sip_s > 0)
        c->receive_s = now + c->script->sip_s;
    if (received <= 0) {
        take_end(c, received == -1);
        return;
    }
    c->received += (size_t)received;
    take(c, bytes, (size_t)received);
}

/* Is it over, and well? */
static bool is_complete(const struct conversation *c)
{
    const struct script *script = c->script;
    bool answered = c->answered == script->expected_count;
    switch (script->ending) {
    case THEY_CLOSE:
        return answered && c->ended_by_them;
    case WE_RESET:
        return all_sent(c) && (answered || c->received >= script->enough);
    default:
        return answered && all_sent(c) && !script->deaf;
    }
}

/* The connection stands, or it does not. */
static void finish_connecting(struct conversation *c, double now)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(c->sock, SOL_SOCKET, SO_ERROR, &error, &size) == -1)
        error = errno;
    if (error != 0)
        fail(c, NOT_CONNECTED, strerror(error));
    c->connected = true;
    c->moved_s = now;
}

bool conversation_go_on(struct conversation *c, short revents, double now)
{
    const struct script *script = c->script;
    if (c->fault == RIGHT && !c->connected && (revents & (POLLOUT | POLLERR | POLLHUP)))
        finish_connecting(c, now);
    if (c->fault == RIGHT && c->connected) {
        send_some(c, now);
        if ((revents & POLLIN) || ((revents & (POLLERR | POLLHUP)) && !script->deaf))
            receive_some(c, now);
        else if (revents & (POLLERR | POLLHUP)) /* or poll would return at once, again and again */
            take_end(c, true);
    }
    if (c->fault != RIGHT || (c->connected && is_complete(c)))
        return false;
    if (now < patience_ends_s(c))
        return true;
    fail(c, SILENT, c->connected ? "no answer came" : "it was not even connected");
    return false;
}

void conversation_close(struct conversation *c)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (c->sock == -1)
        return;
    if (c->script->ending == WE_RESET &&
        setsockopt(c->sock, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == -1)
        die("setsockopt: %s", strerror(errno));
    close(c->sock);
    c->sock = -1;
}
