/* Draws what no link has seen, for the tests and to look at:
 *
 *     draw KIND N FILE
 *
 * KIND: a ladder of N packets, "transfer", "loss" (a SYN, a segment), "wild" (reordered, doubled, still on the way) or "strange"
 * (times and bytes that nobody should give); "pcap", a capture of N packets. */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lab/capture.h"
#include "../lab/ladder_picture.h"

enum { MOST = 4000, SEGMENT = 1448 };

/* A packet on its way. SEQ and END are of its data; the SYN has none, and SEQ -1. */
struct packet {
    double arrives_s;
    size_t number;
    enum host from;
    int seq, end, ack;
};

/* Two hosts that behave somewhat like TCP's. */
struct play {
    struct ladder_picture *picture;
    size_t count, sent; /* so many shall be sent, and have been */
    double now_s;
    bool lossy, wild;
    struct packet queue[MOST];
    size_t queued;
    int next, acked, window, came_again; /* of a: the last, how many times an ACK came again */
    int wanted, most, dups;              /* of b: the next byte, and what it has beyond a hole */
};

static void queue(struct play *play, struct packet packet, double delay_s)
{
    packet.arrives_s = play->now_s + delay_s;
    if (play->queued < MOST)
        play->queue[play->queued++] = packet;
}

static void send(struct play *play, struct packet packet, const char *label, const char *remark,
                 enum rung_look look, bool lost)
{
    if (play->sent >= play->count)
        return;
    size_t n = play->sent++;
    packet.number =
        ladder_picture_sent(play->picture, play->now_s, packet.from, label, remark, look, lost);
    if (!lost && !(play->wild && n + 3 > play->count)) {
        queue(play, packet, play->wild && n % 11 == 7 ? 0.034 : 0.02);
        if (play->wild && n % 13 == 9)
            queue(play, packet, 0.025);
    }
    play->now_s += 0.00001;
}

static void send_data(struct play *play, int seq, bool again)
{
    char label[80];
    bool lost = play->lossy && seq == 1 + 3 * SEGMENT && !again;
    snprintf(label, sizeof label, "PSH ACK  seq %d-%d  (%d bytes)  ack 1", seq, seq + SEGMENT - 1,
             SEGMENT);
    send(play, (struct packet){.from = HOST_A, .seq = seq, .end = seq + SEGMENT, .ack = 1}, label,
         again  ? "RETRANSMISSION"
         : lost ? "LOST (--drop)"
                : "",
         again ? RUNG_AGAIN : RUNG_PLAIN, lost);
}

static void send_window(struct play *play)
{
    for (; play->next < play->acked + play->window * SEGMENT; play->next += SEGMENT)
        send_data(play, play->next, false);
}

static void b_receives(struct play *play, const struct packet *packet)
{
    char label[80], remark[40] = "";
    if (packet->seq < 0) {
        send(play, (struct packet){.from = HOST_B, .seq = -1},
             "SYN ACK  seq 0  ack 1  win 65160  mss 1460", "SYN ACK", RUNG_NOTE, false);
        return;
    }
    if (packet->end == packet->seq)
        return;
    if (packet->seq <= play->wanted && packet->end > play->wanted) {
        play->wanted = play->most > packet->end ? play->most : packet->end;
        play->dups = 0;
    } else {
        play->most = packet->end > play->most ? packet->end : play->most;
        snprintf(remark, sizeof remark, "DUP ACK #%d", ++play->dups);
    }
    snprintf(label, sizeof label, "ACK  seq 1  ack %d  win 65160", play->wanted);
    send(play, (struct packet){.from = HOST_B, .ack = play->wanted}, label, remark,
         remark[0] != '\0' ? RUNG_DUP_ACK : RUNG_PLAIN, false);
}

static void a_receives(struct play *play, const struct packet *packet)
{
    if (packet->seq < 0 && play->acked == 0) {
        play->acked = play->next = play->wanted = 1;
        send(play, (struct packet){.from = HOST_A, .ack = 1}, "ACK  seq 1  ack 1  win 64256", "",
             RUNG_PLAIN, false);
    } else if (packet->ack > play->acked) {
        play->acked = packet->ack;
        play->window++;
        play->came_again = 0;
    } else if (play->lossy && ++play->came_again == 3) {
        send_data(play, play->acked, true);
    }
    send_window(play);
}

static void send_syn(struct play *play, bool again)
{
    bool lost = play->lossy && !again;
    send(play, (struct packet){.from = HOST_A, .seq = -1},
         "SYN  seq 0  win 64240  mss 1460  sack  scale 7",
         again  ? "SYN RETRANSMISSION"
         : lost ? "SYN LOST"
                : "SYN",
         again ? RUNG_AGAIN : RUNG_NOTE, lost);
}

static void act(struct play *play)
{
    play->window = 4;
    send_syn(play, false);
    if (play->lossy) {
        play->now_s = 1.0203;
        send_syn(play, true);
    }
    while (play->queued > 0) {
        size_t first = 0;
        for (size_t i = 1; i < play->queued; i++)
            if (play->queue[i].arrives_s < play->queue[first].arrives_s)
                first = i;
        struct packet packet = play->queue[first];
        play->queued--;
        memmove(play->queue + first, play->queue + first + 1,
                (play->queued - first) * sizeof play->queue[0]);
        play->now_s = play->now_s > packet.arrives_s ? play->now_s : packet.arrives_s;
        ladder_picture_arrived(play->picture, packet.number, packet.arrives_s);
        (packet.from == HOST_A ? b_receives : a_receives)(play, &packet);
    }
}

static void draw_strange(struct ladder_picture *picture, size_t count)
{
    static const double times[] = {0,        NAN,  -1,   1e-9, 0.5,    3600,     7262.5,
                                   INFINITY, 1e99, -1e9, 5,    86400., -INFINITY};
    static const char *const labels[] = {
        "", "<&>\"'", "\x1b]0;x\x07 \xff\xc0\x80 \xef\xbf\xbe \xef\xbf\xbf \xed\xa0\x80",
        "\xe4\xbd\xa0\xe5\xa5\xbd  \xf0\x9f\x90\xa7 gr\xc3\xbc\xc3\x9f",
        "a label that is longer than anybody wants to read, and has no place in the picture"};
    enum { TIMES = sizeof times / sizeof times[0], LABELS = sizeof labels / sizeof labels[0] };
    for (size_t i = 0; i < count; i++) {
        size_t n = ladder_picture_sent(picture, times[i % TIMES], i % 3 == 0 ? HOST_B : HOST_A,
                                       labels[i % LABELS], labels[i / 2 % LABELS],
                                       (enum rung_look)(i % RUNG_LOOKS), i % 7 == 6);
        for (size_t k = 0; k < i % 4; k++)
            ladder_picture_arrived(picture, n, times[(i + k) % TIMES]);
    }
    ladder_picture_arrived(picture, count, 1);
    ladder_picture_arrived(picture, (size_t)-1, 1);
}

static int draw(const char *kind, size_t count, const char *file)
{
    struct ladder_picture *picture = ladder_picture_new();
    struct play *play = calloc(1, sizeof *play);
    int result = -1;
    bool strange = strcmp(kind, "strange") == 0;
    if (picture != NULL && play != NULL) {
        play->picture = picture;
        play->count = count;
        play->lossy = strcmp(kind, "loss") == 0;
        play->wild = strcmp(kind, "wild") == 0;
        if (strange)
            draw_strange(picture, count);
        else
            act(play);
        result = ladder_picture_write(picture, file, strange ? "a <&> \xff" : "a  10.9.0.1",
                                      "b  10.9.0.2");
    }
    free(play);
    ladder_picture_free(picture);
    return result;
}

/* UDP from 10.9.0.1 to 10.9.0.2, port 9, a nanosecond longer after each other each time. */
static int capture(size_t count, const char *file)
{
    static const char packet[] = "\x45\0\0\x20\0\1\0\0\x40\x11\x66\xb9\x0a\x09\0\1\x0a\x09\0\2"
                                 "\x9c\x40\0\x09\0\x0c\0\0tick";
    struct capture *file_of = capture_open(file);
    if (file_of == NULL)
        return -1;
    struct timespec time = {.tv_sec = 1700000000, .tv_nsec = 999999990};
    for (size_t i = 0; i < count; i++) {
        capture_packet(file_of, time, packet, sizeof packet - 1);
        time.tv_sec += time.tv_nsec == 999999999;
        time.tv_nsec = (time.tv_nsec + 1) % 1000000000;
    }
    return capture_close(file_of);
}

int main(int argc, char *argv[])
{
    if (argc != 4)
        return 2;
    size_t count = strtoul(argv[2], NULL, 10);
    errno = 0;
    int result =
        strcmp(argv[1], "pcap") == 0 ? capture(count, argv[3]) : draw(argv[1], count, argv[3]);
    if (result == 0)
        return 0;
    perror(argv[3]);
    return 1;
}
