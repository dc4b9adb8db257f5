/* Sending an answer: head and content, so that the client knows where it ends (RFC 9112, section 6). */
#ifndef RESPOND_H
#define RESPOND_H

#include "exchange.h"

/* Send what is in exchange->answer; the end of it if the handler has begun to send by itself. Counts what was sent of the
 * content. When the client did not get it all, that is said, exchange->lost is set and keep_alive cleared. */
void respond(struct exchange *exchange);

/* Let go of all that the answer holds. */
void answer_release(struct answer *answer);

#endif
