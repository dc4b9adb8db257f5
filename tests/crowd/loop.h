/* All conversations that go on at present, by one poll(). */
#ifndef LOOP_H
#define LOOP_H

#include <poll.h>

#include "conversation.h"

struct loop {
    uint16_t port;                 /* where they connect to, at 127.0.0.1 */
    size_t count, room;            /* so many go on, so many can */
    struct conversation **talking; /* they are somebody else's */
    struct pollfd *polls;
};

/* Make room for so many at once. loop_release gives it back. */
void loop_start(struct loop *loop, long port, size_t room);
void loop_release(struct loop *loop);

/* Begin a conversation (conversation.h) and take part in it until it has ended; then it is handed to its ended(),
 * which may begin another. */
void loop_begin(struct loop *loop, struct conversation *conversation, const struct script *script);

/* Wait until something can be done, at the longest until UNTIL_S, and do it. */
void loop_run_once(struct loop *loop, double until_s);

/* Leave those that have not ended, and close their connections; ended() is not called. */
void loop_abandon(struct loop *loop);

#endif
