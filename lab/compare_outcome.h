/* What has come of the messages that lab/compare sends: notes that its processes write while they run, what they add up to, and
 * figures. No sockets, no clock: times are seconds of timing.h's clock, taken elsewhere. */
#ifndef COMPARE_OUTCOME_H
#define COMPARE_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum protocol { UDP, TCP, BULK, PROTOCOLS }; /* BULK: TCP as fast as it goes */

/* What the kernel tells of a TCP connection. */
struct tcp_facts {
    uint32_t retransmissions, rtt_us, cwnd, mss; /* cwnd in segments */
};

/* What the line has done to what host a sent, in packets. */
struct line_facts {
    unsigned long long packets, lost, missed; /* missed: the line could not keep up */
};

enum note_kind {
    NOTE_STARTED, /* the sender begins: with connect, or with the first datagram */
    NOTE_SENT,    /* message NUMBER was given to the kernel */
    NOTE_CALL,    /* a recv has returned BYTES */
    NOTE_ARRIVED, /* message NUMBER was complete; it says that it was sent at SENT_S */
    NOTE_BULK,    /* so many BYTES have come so far, since the first one came */
    NOTE_FACTS,
    NOTE_LINE,
};

struct note {
    enum note_kind kind;
    double time_s; /* when; of NOTE_BULK: since the first byte */
    union {
        struct {
            uint64_t number;
            double sent_s;
        } message;
        unsigned long long bytes;
        struct tcp_facts facts;
        struct line_facts line;
    } is;
};

/* What became of one message. */
struct message_fate {
    double latency_s; /* of the first copy that came */
    unsigned copies;  /* 0: none came */
    bool overtaken;   /* a later one was there before it (RFC 4737, section 3.3) */
};

struct outcome {
    long count;                    /* messages to be sent, 1 to COUNT */
    struct message_fate *messages; /* that of message N is at N - 1 */
    long sent, arrived, duplicated, reordered;
    uint64_t highest;
    double started_s, first_byte_s; /* 0: not yet */
    double *sorted_s;               /* room for all latencies */
    unsigned *calls;                /* how many bytes each recv returned */
    size_t call_count, call_room;
    bool has_facts, has_line;
    struct tcp_facts facts; /* the last ones */
    double cwnd_sum;        /* of so many: */
    long fact_count;
    struct line_facts line;
    unsigned long long bulk_bytes;
    double bulk_s;
    bool gave_up; /* nothing had come for too long */
};

/* For COUNT messages. 0, or -1 when there is no memory. */
int outcome_begin(struct outcome *outcome, long count);
void outcome_end(struct outcome *outcome);

/* Add a note. 0, or -1 when there is no memory. A message whose number was not to be sent is none. */
int outcome_note(struct outcome *outcome, const struct note *note);

struct figures {
    long sent, arrived, lost, duplicated, reordered, late; /* late: see comparison_judge */
    size_t calls;
    unsigned call_min, call_median, call_max;
    double p50_s, p90_s, p99_s, max_s; /* of those that arrived; 0 when none has */
    double first_byte_s;               /* from the start; 0 when none came */
};

struct figures outcome_figures(struct outcome *outcome);

/* The rate that a TCP like Reno keeps at, in bits a second, when each packet is lost with the probability LOSS (more than 0):
 * Mathis, Semke, Mahdavi, Ott: The macroscopic behavior of the TCP congestion avoidance algorithm (1997). */
double mathis_bit_s(double mss, double rtt_s, double loss);

/* --- two outcomes side by side --------------------------------------------------------------------------- */

struct comparison {
    long count, size;
    double interval_s, loss; /* loss: from 0 to 1, of what a sends */
    bool nagle;
    bool on_line; /* else: UDP through a line of our own, TCP on loopback */
    bool has_bulk;
    const char *line_words;
    struct outcome outcomes[PROTOCOLS];
    struct figures figures[BULK]; /* UDP's and TCP's */
    double usual_s, late_s;       /* what the line takes; what is over LATE_S came late */
};

/* Work out the figures, what is usual (UDP's median: nothing holds its datagrams up but the line), and what is late: after
 * one and a half times that, and 5 ms for the machine. */
void comparison_judge(struct comparison *comparison);

/* One sentence that says what to see, into TEXT. Returns TEXT. */
enum { SENTENCE = 512 };
char *comparison_sentence(char text[SENTENCE], const struct comparison *comparison);

/* compare_strips.c: the character for message NUMBER (from 1). */
char message_character(const struct comparison *comparison, enum protocol protocol, long number);

/* The width, in seconds, of each of the ten parts of a histogram up to MAX_S: a round number. */
enum { BUCKETS_OF_LATENCY = 10 };
double bucket_width(double max_s);

/* How many messages took so long. */
void count_latencies(const struct outcome *outcome, double width_s,
                     long buckets[BUCKETS_OF_LATENCY]);

#endif
