/* What the two ends of a chat have in common: taking turns over a connection. */
#ifndef CONVERSATION_H
#define CONVERSATION_H

#include <stdbool.h>

struct conversation {
    int sock;          /* the connection; the caller closes it */
    const char *me;    /* "client" or "server" */
    const char *peer;  /* "Server" or "Client" */
    const char *there; /* the peer's address in words */
    bool my_turn;      /* who begins? */
    double timeout_s;  /* how long the peer may take for its turn; 0: for ever */
};

/* Talk until one side says "exit", ends its input or has gone, or until Ctrl-C. Each message is a line of
 * at most LINE_LIMIT bytes; the person types at standard input. 0 after an orderly end; -1 when the
 * connection was lost, the peer took too long or standard output failed, and it has been said why. */
int converse(const struct conversation *conversation);

#endif
