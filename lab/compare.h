/* What the parts of lab/compare have in common.
 *
 *     compare.c           the program: what is wanted, what is done in which order
 *     compare_run.c       one protocol's turn, and what is noted of it
 *     compare_talk.c      the two who talk, a process each
 *     compare_udp.c, compare_tcp.c, compare_bulk.c      what they do: the socket calls
 *     linux/compare_line.c       the line between them, or
 *     compare_loopback.c         what there is without one
 *     compare_outcome.c   figures; compare_report.c, compare_strips.c, compare_json.c, compare_picture.c show them */
#ifndef COMPARE_H
#define COMPARE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "compare_outcome.h"
#include "line_options.h"

struct plan {
    long count, size; /* messages; bytes of each */
    double interval_s;
    double bulk_s;     /* 0: no bulk */
    double patience_s; /* so long without news, and it is over; 0: for ever */
    bool nagle;
    struct line_wishes line;
};

/* --- compare_message.c: what a message says of itself ------------------------------------------------- */

enum { MESSAGE_LEAST = 16 };

/* Its number, and when it was sent: 8 bytes each, big-endian, the time in nanoseconds. */
void message_write(char bytes[MESSAGE_LEAST], uint64_t number, double sent_s);
void message_read(const char bytes[MESSAGE_LEAST], uint64_t *number, double *sent_s);

/* Cuts a stream of bytes into messages of one size. Zeros to begin with. */
struct framing {
    size_t have;
    char head[MESSAGE_LEAST];
};

/* Take from the *LENGTH bytes at *BYTES, which move on, until a message of SIZE bytes is complete. true: it is, and its beginning is in
 * HEAD; false: all were taken. */
bool framing_take(struct framing *framing, size_t size, const char **bytes, size_t *length);

/* --- the calls of a protocol --------------------------------------------------------------------------- */

/* All return 0, or a descriptor; or -1, and it has been said why. NOTES is where they write what happens. */
struct calls {
    /* The receiver's socket, bound to HERE; port 0 becomes one that is free. */
    int (*open)(struct sockaddr_in *here);
    /* Receive until the end. OVER can be read when nothing more will come. */
    int (*receive)(const struct plan *plan, int sock, int over, int notes);
    int (*send)(const struct plan *plan, const struct sockaddr_in *there, int notes);
};

extern const struct calls udp_calls, tcp_calls, bulk_calls;
const struct calls *calls_of(enum protocol protocol);

/* The connection that somebody makes to LISTENER; -1 when none will come. */
int tcp_accept(int listener, int over);

/* --- compare_talk.c ------------------------------------------------------------------------------------- */

/* Write a note. The program ends when nobody reads it any more. */
void note_write(int notes, const struct note *note);

/* Wait until it is time to send message NUMBER, the first of which was sent at START_S. */
void pace(const struct plan *plan, double start_s, long number);

struct talk {
    const struct plan *plan;
    const struct calls *calls;
    int notes;
    int over[2];            /* the writing end is closed when nothing more will come */
    pid_t receiver, sender; /* 0: it has ended, or not begun */
    bool failed;            /* one of them has */
};

/* Start them, the receiver first; SOCK is its own from then on. 0; or -1, and it has been said why. */
int talk_start_receiver(struct talk *talk, int sock);
int talk_start_sender(struct talk *talk, const struct sockaddr_in *there);

/* To be asked from time to time: are they at it still? NOTHING_LEFT: nothing is on the way. */
bool talk_goes_on(struct talk *talk, bool nothing_left);

/* End whoever is at it still. Returns the exit status for the process that carried. */
int talk_end(struct talk *talk);

/* --- a way from a to b ---------------------------------------------------------------------------------- */

/* To be called in a process of its own; returns its exit status. */
typedef int carrier(const struct plan *plan, enum protocol protocol, int notes);

/* linux/compare_line.c: the line of lab/link. EXIT_CANNOT_RUN, and it has been said why, when the system refuses. */
enum { EXIT_CANNOT_RUN_HERE = 77 };
int carry_on_line(const struct plan *plan, enum protocol protocol, int notes);

/* The same file: what the kernel tells of the connection SOCK. 0, or -1 if it tells nothing. */
int tcp_facts_of(int sock, struct tcp_facts *facts);

/* The same file: this process shall end when its parent has ended, however. Where the system cannot see to that, it ends
 * with its next note. */
void end_with_parent(void);

/* compare_loopback.c: without a line; UDP through a wire of ours, TCP straight. */
int carry_on_loopback(const struct plan *plan, enum protocol protocol, int notes);

/* --- compare_run.c -------------------------------------------------------------------------------------- */

/* Let PROTOCOL have its turn by CARRY, and note in OUTCOME (which has begun) what comes of it. On a terminal, tell how far it is. Returns
 * the exit status of the process that carried. */
int run_protocol(const struct plan *plan, enum protocol protocol, carrier *carry,
                 struct outcome *outcome);

/* --- what is shown ---------------------------------------------------------------------------------------- */

extern const char *const protocol_names[PROTOCOLS];

/* compare_report.c, on stdout; the sentence and the bulk transfer at the end. */
void report_table(const struct comparison *comparison);
void report_sentence(const struct comparison *comparison);
void report_bulk(const struct comparison *comparison);

/* compare_strips.c, on stdout: a character a message; a histogram of the latencies. */
void report_strips(const struct comparison *comparison);
void report_histogram(const struct comparison *comparison);

/* 0; or -1 with errno, when FILE could not be written. */
int json_write(const struct comparison *comparison, const char *file);
int latency_picture_write(const struct comparison *comparison, const char *file);

#endif
