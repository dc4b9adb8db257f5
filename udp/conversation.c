/* The conversation of udp/chat_server and udp/chat_client: the two take turns, a datagram each.
 *
 * Look at next_event: at the prompt two things can happen, a line from the keyboard or news from the peer.
 * And while we wait for the peer, it may be that nothing ever comes: then it is our turn again.
 * Look at hear: recvfrom returns one message, whole. But whose is it?
 * The page is docs/udp/chat.md. */
#include "conversation.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/address.h"
#include "../common/connection.h"
#include "../common/datagram.h"
#include "../common/keyboard.h"
#include "../common/line_reader.h"
#include "../common/message.h"
#include "../common/narrate.h"
#include "../common/stop.h"
#include "../common/timing.h"
#include "strangers.h"

/* After "exit" the peer has so long to say goodbye. */
static const double GOODBYE_S = 2;
static const char EXIT[] = "exit", GOODBYE[] = "Goodbye!";

enum event {
    NOTHING,
    HEARD,          /* a message has come from the peer */
    HEARD_TOO_LONG, /* one that is over the limit */
    STRANGER,       /* one from somebody else, who has not been told yet */
    TYPED,          /* a line has been typed, and it is our turn */
    TYPED_TOO_LONG,
    INPUT_ENDED,   /* end of standard input, and it is our turn */
    TOOK_TOO_LONG, /* nothing from the peer for too long */
    LOST,          /* the peer has refused, or the network has failed; errno tells why */
    STOPPED,       /* Ctrl-C */
};

/* A conversation under way. */
struct talk {
    struct conversation *who;
    struct keyboard keyboard;
    char sent[LINE_LIMIT + 1]; /* the last message, in case it must be sent again */
    size_t sent_length;
    bool my_turn;
    bool leaving;        /* "exit" has been sent; only the peer's goodbye is missing */
    double wait_until_s; /* when the waiting for the peer ends */
    struct strangers strangers;
};

/* It is the peer's turn, for so long. */
static void wait_for_peer(struct talk *talk, double limit_s)
{
    talk->my_turn = false;
    talk->wait_until_s = limit_s > 0 ? now_s() + limit_s : INFINITY;
}

/* Send what is in talk->sent. 0, or -1 with errno. */
static int send_message(const struct talk *talk)
{
    const struct conversation *who = talk->who;
    const struct sockaddr *to = who->size > 0 ? (const struct sockaddr *)&who->address : NULL;
    /* --- send: one call, one datagram --- */
    while (sendto(who->sock, talk->sent, talk->sent_length, 0, to, who->size) == -1)
        if (errno != EINTR || stop_requested())
            return -1;
    narrate_bytes('>', talk->sent, talk->sent_length);
    return 0;
}

/* Send a line. 0, or -1 with errno. */
static int tell(struct talk *talk, const char *text, size_t length)
{
    memcpy(talk->sent, text, length);
    talk->sent[length] = '\n'; /* for nc and terminals; the message would end without it, too */
    talk->sent_length = length + 1;
    return send_message(talk);
}

/* Receive one datagram: it is a message, whole, and if the peer sent it, LINE is its text. The client need not
 * look: its socket is connected, and the address it called (0.0.0.0, say) need not be the one that answers. */
static enum event hear(struct talk *talk, struct line *line)
{
    static char message[LARGEST_DATAGRAM];
    char there[ADDRESS_SIZE];
    struct conversation *who = talk->who;
    /* --- recv: one message, whole; but whose? --- */
    struct sockaddr_storage from;
    struct sockaddr *sender = (struct sockaddr *)&from;
    socklen_t size = sizeof from;
    ssize_t received = recvfrom(who->sock, message, sizeof message, 0, sender, &size);
    if (received == -1)
        return errno == EINTR || errno == EAGAIN ? NOTHING : LOST;
    narrate_bytes('<', message, (size_t)received);
    address_text(there, sender, size);
    if (who->size > 0 && strcmp(there, who->there) != 0) {
        bool news = strangers_tell(&talk->strangers, who->sock, there, sender, size);
        return news ? STRANGER : NOTHING;
    }
    who->rest = NULL; /* the address is right */
    line->text = message;
    line->length = (size_t)received;
    if (line->length > 0 && message[line->length - 1] == '\n')
        line->length--;
    if (line->length > 0 && message[line->length - 1] == '\r')
        line->length--;
    return line->length > LINE_LIMIT ? HEARD_TOO_LONG : HEARD;
}

/* Wait until something happens. LINE is what was heard or typed. */
static enum event next_event(struct talk *talk, struct line *line)
{
    struct pollfd waiting[2] = {{.fd = talk->who->sock, .events = POLLIN},
                                {.fd = STDIN_FILENO, .events = POLLIN}};
    while (!stop_requested()) {
        enum line_result result =
            talk->my_turn ? keyboard_take(&talk->keyboard, line) : LINE_NOT_YET;
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
        enum event event = waiting[0].revents != 0 ? hear(talk, line) : NOTHING;
        if (event != NOTHING)
            return event;
        if (talk->my_turn && waiting[1].revents != 0)
            keyboard_read(&talk->keyboard);
    }
    return STOPPED;
}

/* How a conversation stands after an event. */
enum state { OVER_BADLY = -1, OVER = 0, GOES_ON };

/* Sending or receiving has failed, errno telling why. */
static enum state lost(struct talk *talk)
{
    struct conversation *who = talk->who;
    if (stop_requested())
        return OVER;
    while (who->refused != NULL && who->refused(who) == 0)
        if (send_message(talk) == 0)
            return GOES_ON;
    if (who->refused == NULL)
        warn("lost touch with %s: %s", who->there, strerror(errno));
    return OVER_BADLY;
}

/* The peer has said LINE. */
static enum state on_heard(struct talk *talk, const struct line *line)
{
    say("%s", talk->who->peer);
    if (say_bytes(": ", line->text, line->length, "\n") == -1)
        return OVER_BADLY;
    if (talk->leaving)
        return line_is(line, GOODBYE) ? OVER : GOES_ON;
    talk->my_turn = true;
    if (!line_is(line, EXIT))
        return GOES_ON;
    return tell(talk, GOODBYE, strlen(GOODBYE)) == 0 ? OVER : lost(talk);
}

/* The person has typed LINE. */
static enum state on_typed(struct talk *talk, const struct line *line)
{
    talk->leaving = line_is(line, EXIT);
    wait_for_peer(talk, talk->leaving ? GOODBYE_S : talk->who->timeout_s);
    return tell(talk, line->text, line->length) == 0 ? GOES_ON : lost(talk);
}

/* The input has ended, or Ctrl-C was pressed: to close a socket sends nothing, so the peer must be told. */
static enum state leave(struct talk *talk, bool stopped)
{
    talk->leaving = true;
    wait_for_peer(talk, GOODBYE_S);
    int told = tell(talk, EXIT, strlen(EXIT));
    if (stopped)
        return OVER;
    return told == 0 ? GOES_ON : lost(talk);
}

/* Nothing has come from the peer for too long. */
static enum state on_silence(struct talk *talk)
{
    if (talk->leaving)
        return OVER;
    warn("nothing came from %s for %g s", talk->who->there, talk->who->timeout_s);
    hint("Your message or the answer was lost, or nobody has answered yet; "
         "UDP cannot tell you which. You may type again.");
    talk->my_turn = true;
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
    case STRANGER:
        warn("a datagram from %s was ignored: the chat is with %s",
             talk->strangers.told[talk->strangers.count - 1], talk->who->there);
        return GOES_ON;
    case TYPED:
        return on_typed(talk, line);
    case TYPED_TOO_LONG:
        warn("message is %zu bytes, the limit is %d; not sent", line->length, LINE_LIMIT);
        return GOES_ON;
    case TOOK_TOO_LONG:
        return on_silence(talk);
    case LOST:
        return lost(talk);
    default: /* INPUT_ENDED, STOPPED */
        return leave(talk, event == STOPPED);
    }
}

int converse(struct conversation *conversation)
{
    struct talk talk = {.who = conversation, .my_turn = conversation->my_turn};
    enum state state = GOES_ON;
    if (!talk.my_turn)
        wait_for_peer(&talk, conversation->timeout_s);
    while (state == GOES_ON) {
        struct line line = {.text = ""};
        if (talk.my_turn)
            keyboard_prompt(&talk.keyboard, conversation->me);
        enum event event = next_event(&talk, &line);
        state = on_event(&talk, event, &line);
    }
    return talk.keyboard.failed ? OVER_BADLY : state;
}
