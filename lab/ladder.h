/* The ladder as text: a line for each packet, when it enters the line between the hosts, also if it will be lost there.
 *
 *      0.0 ms  a --> b  SYN      40112 > 65432  seq 0  win 64240  mss 1460
 *     20.3 ms  a <-- b  SYN ACK  seq 0  ack 1  win 65160  mss 1460
 *     40.6 ms  a --> b  ACK      ack 1  win 64256
 *     41.0 ms  a --> b  PSH ACK  seq 1-100  100 bytes  ack 1  win 64256
 *     41.2 ms  a --X b  ACK      seq 101-1548  1448 bytes  ack 1  win 64256            LOST (--drop)
 *
 * Sequence numbers are relative (tracker.h), ranges go from the first byte to the last. The first packet of a
 * conversation shows its ports, from the host that sends it to the other; those of the second conversation and of all
 * later ones begin with its number: "#2  ACK ...". */
#ifndef LADDER_H
#define LADDER_H

#include <stdio.h>

#include "tracker.h"
#include "wire.h"

/* A packet as it was put on the line. Its bytes must still be there. */
struct step {
    double time_s; /* since the link began */
    enum host from;
    struct packet packet;
    struct remark remark;
    struct verdict verdict; /* what becomes of it (wire.h); dropped: because of --drop */
};

enum { STEP_SIZE = 256 };

/* The words of a line, without the time and the arrow, and with two spaces between them: "PSH ACK  seq 1-100 ...".
 * No control bytes, whatever the packet's are. Returns TEXT. */
char *step_words(char text[STEP_SIZE], const struct step *step);

/* What is to be pointed out, "LOST (--drop), RETRANSMISSION", or "". Returns TEXT. */
char *step_remarks(char text[STEP_SIZE], const struct step *step);

/* Will it not arrive? */
bool step_is_lost(const struct step *step);

/* The whole line, with its newline, of at most 100 columns unless the numbers are large. COLOUR: with the escape
 * sequences of a terminal, red for what is lost, else yellow for a retransmission, magenta for a duplicate ACK.
 * Returns as fprintf does, less than 0 when it could not be written. */
int step_print(FILE *out, const struct step *step, bool colour);

#endif
