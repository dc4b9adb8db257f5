#include "loop.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "../../common/message.h"
#include "../../common/timing.h"
#include "memory.h"

void loop_start(struct loop *loop, long port, size_t room)
{
    *loop = (struct loop){
        .port = (uint16_t)port,
        .room = room,
        .talking = new_memory(room, sizeof(struct conversation *)),
        .polls = new_memory(room, sizeof(struct pollfd)),
    };
}

void loop_release(struct loop *loop)
{
    free(loop->talking);
    free(loop->polls);
}

void loop_begin(struct loop *loop, struct conversation *conversation, const struct script *script)
{
    assert(loop->count < loop->room);
    conversation_begin(conversation, script, loop->port);
    loop->talking[loop->count++] = conversation;
}

/* Until WAKE_S, as poll wants it: not a moment too early, or it would be called again for nothing. */
static int timeout_ms(double wake_s)
{
    double ms = (wake_s - now_s()) * 1000;
    return ms <= 0 ? 0 : ms < 1000 ? (int)ms + 1 : 1000;
}

void loop_run_once(struct loop *loop, double until_s)
{
    double now = now_s();
    for (size_t i = 0; i < loop->count; i++) {
        short events = conversation_events(loop->talking[i], now, &until_s);
        loop->polls[i] = (struct pollfd){.fd = loop->talking[i]->sock, .events = events};
    }
    size_t polled = loop->count;
    if (poll(loop->polls, (nfds_t)polled, timeout_ms(until_s)) == -1 && errno != EINTR)
        die("poll: %s", strerror(errno));
    now = now_s();
    /* From the last to the first: whoever takes the place of one that has ended was looked at already, or is new. */
    for (size_t i = polled; i-- > 0;) {
        struct conversation *conversation = loop->talking[i];
        if (conversation_go_on(conversation, loop->polls[i].revents, now))
            continue;
        loop->talking[i] = loop->talking[--loop->count];
        conversation->ended(conversation);
    }
}

void loop_abandon(struct loop *loop)
{
    for (size_t i = 0; i < loop->count; i++)
        conversation_close(loop->talking[i]);
    loop->count = 0;
}
