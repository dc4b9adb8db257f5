/* One client of a crowd: a connection on which a script is followed, without ever waiting.
 *
 * A script says which bytes are sent, in which pieces and when, which answers must come, and who ends it. So a
 * slow client, an impatient one and an ordinary one differ in their scripts alone. */
#ifndef CONVERSATION_H
#define CONVERSATION_H

#include <stdint.h>

#include "answer.h"

/* A part of what is sent; it may be empty, and then only be a wait. */
struct piece {
    size_t end;     /* it ends before this byte */
    size_t step;    /* so many bytes in one send; 0: as many as can be */
    double pause_s; /* the wait before each of these sends */
    int answers;    /* first of all, so many answers must have come */
};

enum ending {
    WE_CLOSE,   /* as soon as all is sent and answered */
    WE_RESET,   /* as soon as all is sent and ENOUGH bytes, or all answers, have come */
    THEY_CLOSE, /* once all is answered, nothing may come but the end */
    STAY_OPEN,  /* the connection is kept for the next script */
};

enum { PIECES = 16 };

struct script {
    char *bytes; /* the requests; they belong to whoever wrote the script */
    struct piece pieces[PIECES];
    int piece_count;
    struct expected expected[PIECES];
    int expected_count;
    enum ending ending;
    size_t enough;     /* see WE_RESET */
    bool half_close;   /* send no more, and say so, as soon as all is sent */
    bool deaf;         /* never receive, and let the kernel keep little */
    size_t sip;        /* so many bytes in one recv; 0: as many as have come */
    double sip_s;      /* the wait before each of these */
    double patience_s; /* SILENT when nothing moves for so long; 0: never */
};

/* Let SCRIPT ask for PATH once, with FIELDS, each with its CR LF, beside Host, and expect 200. The request is written
 * to TEXT, which has room for SIZE bytes and must stay. */
void script_get(struct script *script, char *text, size_t size, const char *path,
                const char *fields);

struct conversation {
    const struct script *script; /* must stay while it lasts */
    int sock;                    /* -1: none */
    bool connected, half_closed, ended_by_them;
    size_t sent, received;
    int piece;                  /* the one that is being sent */
    double send_s;              /* no send before; negative: not known yet */
    double receive_s;           /* no recv before */
    double moved_s;             /* when something was sent or received last */
    double began_s;             /* when it began */
    int answered;               /* so many answers have come whole */
    int status;                 /* of the last one whose head has come; 0: none has */
    enum fault fault;           /* once it has ended: how it went */
    char details[DETAILS_SIZE]; /* and what was wrong, in words */
    struct answer answer;
    void (*ended)(struct conversation *conversation); /* called by the loop (loop.h) when it has */
    void *context;                                    /* for that function */
};

/* The earlier, and the later, of two times in seconds. */
static inline double earlier(double a, double b)
{
    return a < b ? a : b;
}

static inline double later(double a, double b)
{
    return a > b ? a : b;
}

/* Begin to follow SCRIPT: on the connection that is open, or on a new one to 127.0.0.1:PORT. What is in
 * CONVERSATION is forgotten, but for its sock (-1: connect), ended and context. */
void conversation_begin(struct conversation *conversation, const struct script *script,
                        uint16_t port);

/* What should poll wait for? And when, in now_s's seconds, is conversation_go_on to be called in any case? *WAKE_S
 * becomes earlier, if need be. */
short conversation_events(struct conversation *conversation, double now, double *wake_s);

/* Do what can be done; REVENTS is what poll said. False when it has ended: then fault and details say how. The
 * connection is still open. */
bool conversation_go_on(struct conversation *conversation, short revents, double now);

/* Close the connection, with a reset if the script ends so. */
void conversation_close(struct conversation *conversation);

#endif
