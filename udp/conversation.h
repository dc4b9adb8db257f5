/* What the two ends of a chat have in common: taking turns by datagrams. */
#ifndef CONVERSATION_H
#define CONVERSATION_H

#include <netdb.h>
#include <stdbool.h>
#include <sys/socket.h>

struct conversation {
    int sock;         /* the caller closes it */
    const char *me;   /* "client" or "server" */
    const char *peer; /* "Server" or "Client" */
    char *there;      /* the peer's address in words, ADDRESS_SIZE */
    bool my_turn;     /* who begins? */
    double timeout_s; /* after so long without an answer, say so; 0: never */

    /* At the server: its socket is not connected, so each datagram is told where to go. Else size is 0. */
    struct sockaddr_storage address;
    socklen_t size;

    /* At the client: the host's addresses that have not been tried; none, once the peer was heard. */
    const struct addrinfo *rest;
    /* At the client: after send or recv failed, errno telling why, say so and go on to the next address,
     * that is, change sock, there and rest. 0, or -1 when there is none. */
    int (*refused)(struct conversation *conversation);
};

/* Talk until one side says "exit" or ends its input, until the peer refuses, or until Ctrl-C. Each message
 * is one datagram of at most LINE_LIMIT bytes and a newline; the person types at standard input. 0 after
 * an orderly end; -1 when the peer refused or standard output failed, and it has been said why. */
int converse(struct conversation *conversation);

#endif
