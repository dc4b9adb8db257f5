/* One exchange: a request that has come whole, and the answer that a handler gives.
 *
 * A handler is a function void NAME(struct exchange *exchange). It reads the request and fills in the answer:
 *
 *     exchange->answer.type = "text/plain; charset=utf-8";
 *     text_put(&exchange->answer.text, "Hello\n");
 *
 * and returns; the server sends it. Nothing that came with the request may be put into answer.fields as it is, and
 * into a page only through text_escape. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include <sys/types.h>

#include "request.h"
#include "text.h"

struct record;
struct site;
struct stored_file;
struct stream;

/* What is answered. Before the handler: 200, no type, nothing else. */
struct answer {
    int status;
    const char *type;   /* Content-Type; NULL: no content at all */
    struct text fields; /* more field lines, each with its CR LF */
    struct text text;   /* the content: this, */

    struct stored_file *stored; /* or a part of a file kept in memory; the server lets go of it, */
    int file;                   /* or a part of an open file; the server closes it; -1: none */
    off_t from, length;         /* the part; LENGTH is what Content-Length says */
};

struct exchange {
    const struct request *request; /* its target's path is not decoded; use PATH */
    struct span path;              /* the path, percent-decoded once; never empty, no NUL in it */
    struct span body;              /* whole, without the framing; empty unless the route keeps it */
    const char *peer;              /* who asks: "127.0.0.1:54321" */
    struct site *site;             /* what is served, and the state that the pages share */
    struct answer answer;
    char user[64];               /* for the log, once a password has been checked; "" otherwise */
    const struct record *record; /* the request as it came, if the route keeps that (inspect.h) */

    /* For the server: */
    struct stream *stream;
    char *space;               /* memory for an answer to be put together in, */
    size_t room;               /* so many bytes of it */
    const char *date;          /* now, for the field */
    const struct rule *broken; /* why it was refused before a handler saw it; NULL: it was not */
    bool keep_alive;           /* the connection stays open behind the answer */
    bool begun, chunked;       /* the handler sends its content piece by piece; with chunks */
    bool lost;                 /* the client has gone, or was given up; that was said */
    unsigned long long content_sent;
};

extern const struct rule NO_MEMORY; /* 503 */

/* Answer with an error: the status and the page of RULE, which says what was broken. Keeps answer.fields. */
void exchange_refuse(struct exchange *exchange, const struct rule *rule);

/* Answer 303 See Other: the browser shall GET PATH (a constant of ours) instead. */
void exchange_see_other(struct exchange *exchange, const char *path);

/* --- content whose length nobody knows yet: chunked (RFC 9112, section 7.1); to an HTTP/1.0 client, until the close.
 *
 * exchange_begin sends the head, with answer.status, type and fields; then each exchange_piece sends one piece at once.
 * Both return 0, or -1 when the client has gone, or wants no content (HEAD): then return. What the handler leaves in
 * answer is ignored. */
int exchange_begin(struct exchange *exchange);
int exchange_piece(struct exchange *exchange, const char *bytes, size_t length);

/* Wait so many seconds. Returns false, at once or early, when the server is to end and the handler, if its work has
 * no end of its own, should come to one; a page that is nearly done may go on. */
bool exchange_pause(struct exchange *exchange, double seconds);

#endif
