/* The conversation of tcp/chat_server and tcp/chat_client: the two take turns, a line each.
 *
 * Look at next_event: at the prompt two things can happen, a line from the keyboard or news from the peer.
 * A program that waits in read does not notice that the peer has gone; poll waits for both.
 * Look at hear: recv returns bytes, not lines, so a line reader puts them together.
 * The page is docs/tcp/chat.md. */
#include "conversation.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/connection.h"
#include "../common/keyboard.h"
#include "../common/line_reader.h"
#include "../common/message.h"
#include "../common/narrate.h"
#include "../common/stop.h"
#include "../common/timing.h"

/* After "exit" the peer has so long to say goodbye. */
static const double GOODBYE_S = 2;

enum event {
    HEARD,          /* a line has come from the peer */
    HEARD_TOO_LONG, /* one that is over the limit */
    TYPED,          /* a line has been typed, and it is our turn */
    TYPED_TOO_LONG,
    PEER_ENDED,    /* the peer has closed, or half-closed */
    INPUT_ENDED,   /* end of standard input, and it is our turn */
    TOOK_TOO_LONG, /* nothing from the peer for too long */
    LOST,          /* the connection has failed, errno tells why */
    STOPPED,       /* Ctrl-C */
};

/* A conversation under way. */
struct talk {
    const struct conversation *who;
    struct line_reader heard; /* from the peer */
    struct keyboard keyboard;
    bool my_turn;
    bool leaving;        /* "exit" has been sent; only the peer's goodbye is missing */
    double wait_until_s; /* when the waiting for the peer ends */
};

/* It is the peer's turn, for so long. */
static void wait_for_peer(struct talk *talk, double limit_s)
{
    talk->my_turn = false;
    talk->wait_until_s = limit_s > 0 ? now_s() + limit_s : INFINITY;
}

/* Send a line. 0, or -1 with errno. */
static int tell(const struct talk *talk, const char *text, size_t length)
{
    char message[LINE_LIMIT + 1]; /* one send for all: the newline shall not travel alone */
    memcpy(message, text, length);
    message[length] = '\n';
    return send_all(talk->who->sock, message, length + 1);
}

/* Receive once. 0; or -1, and errno tells why the connection is lost. */
static int hear(struct talk *talk)
{
    char *space;
    size_t room = line_reader_room(&talk->heard, &space);
    /* --- recv: returns what has come so far, maybe half a line; the line reader keeps it --- */
    ssize_t received = recv(talk->who->sock, space, room, 0);
    if (received == -1)
        return errno == EINTR ? 0 : -1;
    if (received > 0)
        narrate_bytes('<', space, (size_t)received);
    line_reader_add(&talk->heard, (size_t)received);
    return 0;
}

/* Wait until something happens. LINE is what was heard or typed. */
static enum event next_event(struct talk *talk, struct line *line)
{
    struct pollfd waiting[2] = {{.fd = talk->who->sock, .events = POLLIN},
                                {.fd = STDIN_FILENO, .events = POLLIN}};
    while (!stop_requested()) {
        enum line_result result = line_reader_take(&talk->heard, line);
        if (result != LINE_NOT_YET)
            return result == LINE_WHOLE ? HEARD : result == LINE_END ? PEER_ENDED : HEARD_TOO_LONG;
        if (talk->my_turn)
            result = keyboard_take(&talk->keyboard, line);
        if (result != LINE_NOT_YET)
            return result == LINE_WHOLE ? TYPED : result == LINE_END ? INPUT_ENDED : TYPED_TOO_LONG;

        double left_s = talk->my_turn ? INFINITY : talk->wait_until_s - now_s();
        if (left_s <= 0)
            return TOOK_TOO_LONG;
        /* --- poll: what is typed while it is the peer's turn waits in the terminal --- */
        int ready = poll(waiting, talk->my_turn ? 2 : 1, poll_timeout(left_s));
        if (ready == -1 && errno != EINTR)
            return LOST;
        if (ready <= 0)
            continue;
        if (waiting[0].revents != 0 && hear(talk) == -1)
            return LOST;
        if (talk->my_turn && waiting[1].revents != 0)
            keyboard_read(&talk->keyboard);
    }
    return STOPPED;
}

/* How a conversation stands after an event. */
enum state { OVER_BADLY = -1, OVER = 0, GOES_ON };

static enum state lost(const struct talk *talk)
{
    if (stop_requested())
        return OVER;
    warn("lost the connection to %s: %s", talk->who->there, connection_error());
    return OVER_BADLY;
}

/* The peer has said LINE. */
static enum state on_heard(struct talk *talk, const struct line *line)
{
    static const char goodbye[] = "Goodbye! Closing connection.";
    say("%s", talk->who->peer);
    if (say_bytes(": ", line->text, line->length, "\n") == -1)
        return OVER_BADLY;
    if (line_is(line, "exit") && !talk->leaving)
        return tell(talk, goodbye, strlen(goodbye)) == 0 ? OVER : lost(talk);
    talk->my_turn = !talk->leaving;
    return GOES_ON;
}

/* The person has typed LINE. */
static enum state on_typed(struct talk *talk, const struct line *line)
{
    talk->leaving = line_is(line, "exit");
    wait_for_peer(talk, talk->leaving ? GOODBYE_S : talk->who->timeout_s);
    if (tell(talk, line->text, line->length) == -1)
        return lost(talk);
    if (talk->leaving) {
        /* --- shutdown: a half-close, so that the goodbye can still come; if it fails, recv will say why --- */
        if (shutdown(talk->who->sock, SHUT_WR) == 0)
            narrate("shutdown(%d, SHUT_WR) = 0", talk->who->sock);
    }
    return GOES_ON;
}

static enum state on_event(struct talk *talk, enum event event, const struct line *line)
{
    keyboard_end_prompt(&talk->keyboard);
    switch (event) {
    case HEARD:
        return on_heard(talk, line);
    case HEARD_TOO_LONG:
        warn("message from %s is %zu bytes, the limit is %d; not shown", talk->who->there,
             line->length, LINE_LIMIT);
        talk->my_turn = !talk->leaving;
        return GOES_ON;
    case TYPED:
        return on_typed(talk, line);
    case TYPED_TOO_LONG:
        warn("message is %zu bytes, the limit is %d; not sent", line->length, LINE_LIMIT);
        return GOES_ON;
    case PEER_ENDED:
        if (!talk->leaving)
            say("%s closed the connection.\n", talk->who->peer);
        return OVER;
    case TOOK_TOO_LONG:
        if (talk->leaving)
            return OVER;
        warn("no message from %s within %g s", talk->who->there, talk->who->timeout_s);
        return OVER_BADLY;
    case LOST:
        return lost(talk);
    default: /* INPUT_ENDED, STOPPED */
        return OVER;
    }
}

int converse(const struct conversation *conversation)
{
    struct talk talk = {.who = conversation, .my_turn = conversation->my_turn};
    enum state state = GOES_ON;
    int yes = 1;
    if (!talk.my_turn)
        wait_for_peer(&talk, conversation->timeout_s);
    /* --- setsockopt, loop: a machine that loses its power says nothing: let the kernel ask --- */
    if (setsockopt(conversation->sock, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes) == -1)
        warn("cannot have the kernel ask: %s", strerror(errno));
    while (state == GOES_ON) {
        struct line line = {0};
        if (talk.my_turn)
            keyboard_prompt(&talk.keyboard, conversation->me);
        enum event event = next_event(&talk, &line);
        state = on_event(&talk, event, &line);
    }
    return talk.keyboard.failed ? OVER_BADLY : state;
}
