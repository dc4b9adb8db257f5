/* Unit tests of what lab/link tells about packets: lab/tracker.c, what they are in their conversation; lab/ladder.c, in
 * which words; lab/selector.c, which ones shall be lost. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/message.h"
#include "../lab/ladder.h"
#include "../lab/selector.h"
#include "check.h"

/* --- packets --------------------------------------------------------------------------------------- */

/* The SYNs of a and b; that of b is near the end of all numbers, so that they begin again in each test. */
static const uint32_t A = 1000, B = 0xfffffffa;

static const unsigned SYN = FLAG_SYN, ACK = FLAG_ACK, FIN = FLAG_FIN, RST = FLAG_RST,
                      PSH = FLAG_PSH;

static struct tracker tracker;
static struct step step; /* the last one */

static void start(void)
{
    tracker = (struct tracker){0};
    step = (struct step){.time_s = 0};
}

static unsigned see(enum host from, const struct packet *packet)
{
    step.from = from;
    step.packet = *packet;
    step.remark = tracker_see(&tracker, from, packet);
    return step.remark.what;
}

/* From port 40112 of a to port 80 of b, or the other way round. */
static struct packet between(enum host from, enum packet_kind kind, unsigned protocol)
{
    bool a = from == HOST_A;
    return (struct packet){.kind = kind,
                           .protocol = protocol,
                           .from = a ? 0x0a090001 : 0x0a090002,
                           .to = a ? 0x0a090002 : 0x0a090001,
                           .from_port = a ? 40112 : 80,
                           .to_port = a ? 80 : 40112};
}

/* SEQ and ACK are relative, as the ladder shows them. */
static struct packet segment(enum host from, unsigned flags, uint32_t seq, uint32_t ack,
                             unsigned window, size_t length)
{
    static const char payload[65536];
    struct packet packet = between(from, PACKET_TCP, PROTOCOL_TCP);
    packet.tcp = (struct tcp_header){.seq = seq + (from == HOST_A ? A : B),
                                     .ack = ack + (from == HOST_A ? B : A),
                                     .flags = flags,
                                     .window = window,
                                     .scale = NO_SCALE};
    packet.payload = payload;
    packet.payload_length = length;
    return packet;
}

static unsigned tcp(enum host from, unsigned flags, uint32_t seq, uint32_t ack, unsigned window,
                    size_t length)
{
    struct packet packet = segment(from, flags, seq, ack, window, length);
    return see(from, &packet);
}

static unsigned syn(enum host from, unsigned flags, int scale)
{
    struct packet packet = segment(from, flags, 0, (flags & ACK) != 0, 65160, 0);
    packet.tcp.mss = 1460;
    packet.tcp.scale = scale;
    return see(from, &packet);
}

static unsigned sack(enum host from, uint32_t ack, unsigned window, uint32_t first, uint32_t end)
{
    struct packet packet = segment(from, ACK, 1, ack, window, 0);
    uint32_t other = from == HOST_A ? B : A;
    packet.tcp.sack_count = 1;
    packet.tcp.sack[0] = (struct sack_block){first + other, end + other};
    return see(from, &packet);
}

/* With windows in units of 128 bytes. */
static void handshake(void)
{
    start();
    syn(HOST_A, SYN, 7);
    syn(HOST_B, SYN | ACK, 7);
    tcp(HOST_A, ACK, 1, 1, 502, 0);
}

static struct packet datagram(enum host from, const char *payload, size_t length)
{
    struct packet packet = between(from, PACKET_UDP, PROTOCOL_UDP);
    packet.payload = payload;
    packet.payload_length = packet.datagram_length = length;
    return packet;
}

/* --- tracker: sequence numbers --------------------------------------------------------------------- */

static void test_numbers_are_relative_to_the_syn(void)
{
    start();
    CHECK(syn(HOST_A, SYN, 7) == REMARK_NEW);
    CHECK(step.remark.conversation == 1 && step.remark.seq == 0 && step.remark.ack == 0);
    CHECK(syn(HOST_B, SYN | ACK, 7) == 0);
    CHECK(step.remark.conversation == 1 && step.remark.seq == 0 && step.remark.ack == 1);
    CHECK(tcp(HOST_A, ACK, 1, 1, 502, 0) == 0);
    CHECK(step.remark.seq == 1 && step.remark.ack == 1 && step.remark.length == 0);
    CHECK(tcp(HOST_B, PSH | ACK, 1, 1, 509, 100) == 0); /* over the end of all numbers */
    CHECK(step.remark.seq == 1 && step.remark.length == 100);
    CHECK(tcp(HOST_B, PSH | ACK, 101, 1, 509, 100) == 0 && step.remark.seq == 101);
    CHECK(tcp(HOST_A, ACK, 1, 201, 502, 0) == 0 && step.remark.ack == 201);
}

static void test_without_a_syn_the_first_seen_is_1(void)
{
    start();
    CHECK(tcp(HOST_A, PSH | ACK, 5000, 7000, 502, 10) == REMARK_NEW);
    CHECK(step.remark.seq == 1 && step.remark.ack == 1 && step.remark.window == 502);
    CHECK(tcp(HOST_B, ACK, 7000, 5010, 500, 0) == 0);
    CHECK(step.remark.seq == 1 && step.remark.ack == 11 && step.remark.window == 500);
    CHECK(tcp(HOST_B, ACK, 7000, 5010, 500, 20) == 0 && step.remark.seq == 1);
}

/* To a closed port: RST, ACK, its sequence number is 0 (RFC 9293, section 3.5.2). */
static void test_a_reset_says_nothing_about_the_numbers(void)
{
    start();
    syn(HOST_A, SYN, 7);
    CHECK(tcp(HOST_B, RST | ACK, 0 - B, 1, 0, 0) == 0);
    CHECK(step.remark.seq == 1 && step.remark.ack == 1 && step.remark.ordinal.pure_ack == 0);
    CHECK(syn(HOST_A, SYN, 7) == REMARK_RETRANSMISSION); /* that RST was lost, and a server came */
    CHECK(syn(HOST_B, SYN | ACK, 7) == 0 && step.remark.ordinal.syn == 1);
    CHECK(step.remark.seq == 0);
    CHECK(tcp(HOST_A, ACK, 1, 1, 502, 0) == 0 && step.remark.ack == 1);
    CHECK(step.remark.window == 502 * 128);
    start();
    CHECK(tcp(HOST_A, RST | ACK, 5, 90000, 0, 0) == REMARK_NEW);
    CHECK(tcp(HOST_B, PSH | ACK, 7, 5, 502, 10) == 0 && step.remark.seq == 1);
}

static void test_an_old_port_with_a_new_syn_is_a_new_conversation(void)
{
    handshake();
    tcp(HOST_A, PSH | ACK, 1, 1, 502, 100);
    struct packet again = segment(HOST_A, SYN, 70000, 0, 64240, 0);
    CHECK(see(HOST_A, &again) == REMARK_NEW);
    CHECK(step.remark.conversation == 2 && step.remark.seq == 0 && step.remark.ordinal.syn == 2);
    CHECK(see(HOST_A, &again) == REMARK_RETRANSMISSION && step.remark.ordinal.syn == 0);
    struct packet answer = segment(HOST_B, SYN | ACK, 90000, 70001, 64240, 0);
    CHECK(see(HOST_B, &answer) == 0);
    CHECK(step.remark.conversation == 2 && step.remark.seq == 0 && step.remark.ack == 1);
    CHECK(tcp(HOST_A, PSH | ACK, 70001, 90001, 502, 100) == 0 && step.remark.seq == 1);
    CHECK(step.remark.window == 502); /* these SYNs had no scale */
}

static void test_a_syn_cookie_made_anew_is_no_new_conversation(void)
{
    start();
    syn(HOST_A, SYN, 7);
    syn(HOST_B, SYN | ACK, 7);
    syn(HOST_A, SYN, 7);
    struct packet other = segment(HOST_B, SYN | ACK, 5000, 1, 65160, 0);
    CHECK(see(HOST_B, &other) == 0 && step.remark.conversation == 1 && step.remark.seq == 0);
    CHECK(tcp(HOST_A, ACK, 1, 5001, 502, 0) == 0 && step.remark.ack == 1);
}

static void test_both_may_open_at_once(void)
{
    start();
    CHECK(syn(HOST_A, SYN, 7) == REMARK_NEW);
    CHECK(syn(HOST_B, SYN, 7) == 0 && step.remark.conversation == 1 && step.remark.seq == 0);
    CHECK(syn(HOST_A, SYN | ACK, 7) == REMARK_RETRANSMISSION && step.remark.ack == 1);
}

/* --- tracker: retransmissions ---------------------------------------------------------------------- */

static void test_retransmissions_of_data(void)
{
    handshake();
    CHECK(tcp(HOST_A, ACK, 1, 1, 502, 100) == 0 && step.remark.ordinal.data == 1);
    CHECK(tcp(HOST_A, ACK, 101, 1, 502, 100) == 0 && step.remark.ordinal.data == 2);
    CHECK(tcp(HOST_A, ACK, 1, 1, 502, 100) == REMARK_RETRANSMISSION);
    CHECK(step.remark.ordinal.data == 0 && step.remark.ordinal.packet == 5);
    CHECK(tcp(HOST_A, ACK, 200, 1, 502, 1) == REMARK_RETRANSMISSION); /* no probe: b has room */
    CHECK(tcp(HOST_A, ACK, 150, 1, 502, 51) == REMARK_RETRANSMISSION);
    CHECK(step.remark.ordinal.data == 0);
    CHECK(tcp(HOST_A, ACK, 150, 1, 502, 52) == REMARK_RETRANSMISSION); /* one byte is new */
    CHECK(step.remark.ordinal.data == 3);
    CHECK(tcp(HOST_A, ACK, 202, 1, 502, 10) == 0 && step.remark.ordinal.data == 4);
    CHECK(tcp(HOST_B, ACK, 1, 1, 509, 10) == 0 && step.remark.ordinal.data == 1);
    CHECK(tcp(HOST_B, ACK, 1, 1, 509, 10) == REMARK_RETRANSMISSION);
    CHECK(tcp(HOST_A, ACK, 400, 1, 502, 10) == 0); /* what lies between was not seen */
    CHECK(tcp(HOST_A, ACK, 300, 11, 502, 0) == 0); /* there is nothing in it */
}

static void test_retransmissions_of_syn_and_fin(void)
{
    start();
    CHECK(syn(HOST_A, SYN, 7) == REMARK_NEW && step.remark.ordinal.syn == 1);
    CHECK(syn(HOST_A, SYN, 7) == REMARK_RETRANSMISSION && step.remark.ordinal.syn == 0);
    CHECK(step.remark.conversation == 1);
    CHECK(syn(HOST_B, SYN | ACK, 7) == 0 && step.remark.ordinal.syn == 1);
    CHECK(syn(HOST_B, SYN | ACK, 7) == REMARK_RETRANSMISSION && step.remark.ordinal.syn == 0);
    CHECK(tcp(HOST_A, PSH | ACK, 1, 1, 502, 10) == 0);
    CHECK(tcp(HOST_A, FIN | ACK, 11, 1, 502, 0) == 0 && step.remark.ordinal.fin == 1);
    CHECK(step.remark.ordinal.pure_ack == 0);
    CHECK(tcp(HOST_A, FIN | ACK, 11, 1, 502, 0) == REMARK_RETRANSMISSION);
    CHECK(step.remark.ordinal.fin == 0);
    CHECK(tcp(HOST_A, FIN | PSH | ACK, 1, 1, 502, 10) == REMARK_RETRANSMISSION);
    CHECK(step.remark.ordinal.fin == 0 && step.remark.ordinal.data == 0);
    CHECK(tcp(HOST_A, ACK, 12, 2, 502, 0) == 0 && step.remark.ordinal.pure_ack == 1);
    CHECK(tcp(HOST_B, PSH | ACK, 1, 12, 502, 10) == 0);
    CHECK(tcp(HOST_B, FIN | PSH | ACK, 1, 12, 502, 10) ==
          REMARK_RETRANSMISSION); /* the FIN is new */
    CHECK(step.remark.ordinal.fin == 1 && step.remark.ordinal.data == 0);
}

/* --- tracker: windows ------------------------------------------------------------------------------ */

static uint32_t window_after(int scale_a, int scale_b)
{
    start();
    syn(HOST_A, SYN, scale_a);
    CHECK(step.remark.window == 65160); /* that of a SYN is never scaled */
    syn(HOST_B, SYN | ACK, scale_b);
    CHECK(step.remark.window == 65160);
    syn(HOST_B, SYN | ACK, scale_b);
    CHECK(step.remark.window == 65160);
    tcp(HOST_A, ACK, 1, 1, 500, 0);
    return step.remark.window;
}

static void test_windows_are_scaled_if_both_have_said_so(void)
{
    CHECK(window_after(7, 10) == 500 << 7);
    CHECK(window_after(14, 0) == 500 << 14);
    CHECK(window_after(0, 7) == 500);
    CHECK(window_after(7, NO_SCALE) == 500);
    CHECK(window_after(NO_SCALE, 7) == 500);
    CHECK(window_after(14, 14) == 500 << 14);
    tcp(HOST_B, ACK, 1, 1, 65535, 0);
    CHECK(step.remark.window == 65535u << 14);
}

static void test_a_closed_window_its_probes_and_its_update(void)
{
    handshake();
    tcp(HOST_A, ACK, 1, 1, 502, 1000);
    CHECK(tcp(HOST_B, ACK, 1, 1001, 0, 0) == REMARK_ZERO_WINDOW);
    CHECK(tcp(HOST_A, ACK, 1000, 1, 502, 0) == REMARK_PROBE); /* as Linux has it */
    CHECK(step.remark.ordinal.pure_ack == 2 && step.remark.ordinal.data == 0);
    CHECK(tcp(HOST_B, ACK, 1, 1001, 0, 0) == REMARK_ZERO_WINDOW);
    CHECK(tcp(HOST_A, ACK, 1001, 1, 502, 1) == REMARK_PROBE); /* as RFC 9293 has it */
    CHECK(step.remark.ordinal.data == 2);
    CHECK(tcp(HOST_A, ACK, 1001, 1, 502, 1) == REMARK_PROBE && step.remark.ordinal.data == 0);
    CHECK(tcp(HOST_B, ACK, 1, 1001, 400, 0) == REMARK_WINDOW_UPDATE);
    CHECK(step.remark.window == 400 * 128);
    CHECK(tcp(HOST_A, ACK, 1001, 1, 502, 0) == REMARK_PROBE); /* that update was lost */
    CHECK(tcp(HOST_A, ACK, 1002, 1, 502, 100) == 0);
    CHECK(tcp(HOST_A, ACK, 1101, 1, 502, 0) == REMARK_KEEP_ALIVE);
    CHECK(tcp(HOST_A, ACK, 1101, 1, 502, 1) == REMARK_RETRANSMISSION);
    CHECK(tcp(HOST_A, ACK, 1102, 1, 0, 100) == REMARK_ZERO_WINDOW); /* for b, beside its data */
    CHECK(tcp(HOST_B, RST, 1, 1102, 0, 0) == 0);
}

static void test_a_window_that_closes_is_no_update(void)
{
    handshake();
    CHECK(tcp(HOST_B, ACK, 1, 1, 0, 0) == REMARK_ZERO_WINDOW);
    CHECK(tcp(HOST_B, ACK, 1, 1, 1, 0) == REMARK_WINDOW_UPDATE);
}

static void test_keep_alive(void)
{
    handshake();
    CHECK(tcp(HOST_A, ACK, 0, 1, 502, 0) == REMARK_KEEP_ALIVE);
    CHECK(tcp(HOST_B, ACK, 1, 1, 509, 0) == 0); /* the answer: nothing is outstanding */
    CHECK(tcp(HOST_A, ACK, 0, 1, 502, 0) == REMARK_KEEP_ALIVE);
    tcp(HOST_B, ACK, 1, 1, 509, 100);
    CHECK(tcp(HOST_A, ACK, 0, 1, 502, 0) == REMARK_KEEP_ALIVE); /* not a duplicate ACK, too */
}

/* --- tracker: duplicate ACKs ----------------------------------------------------------------------- */

static void test_duplicate_acks_are_counted(void)
{
    handshake();
    for (uint32_t i = 0; i < 4; i++)
        tcp(HOST_A, ACK, 1 + 100 * i, 1, 502, 100);
    CHECK(tcp(HOST_B, ACK, 1, 101, 509, 0) == 0 && step.remark.dup_ack == 0);
    CHECK(step.remark.ordinal.pure_ack == 1);
    CHECK(tcp(HOST_B, ACK, 1, 101, 509, 0) == REMARK_DUP_ACK && step.remark.dup_ack == 1);
    CHECK(tcp(HOST_B, ACK, 1, 101, 509, 0) == REMARK_DUP_ACK && step.remark.dup_ack == 2);
    CHECK(tcp(HOST_A, ACK, 101, 1, 502, 100) == REMARK_RETRANSMISSION);
    CHECK(tcp(HOST_B, ACK, 1, 101, 509, 0) == REMARK_DUP_ACK && step.remark.dup_ack == 3);
    CHECK(tcp(HOST_B, ACK, 1, 301, 509, 0) == 0);
    CHECK(tcp(HOST_B, ACK, 1, 301, 509, 0) == REMARK_DUP_ACK && step.remark.dup_ack == 1);
    CHECK(tcp(HOST_B, ACK, 1, 401, 509, 0) == 0);
    CHECK(tcp(HOST_B, ACK, 1, 401, 509, 0) == 0); /* nothing is outstanding */
    tcp(HOST_B, ACK, 1, 401, 509, 100);
    tcp(HOST_B, ACK, 101, 401, 509, 100);
    CHECK(tcp(HOST_A, ACK, 401, 1, 502, 0) == REMARK_DUP_ACK && step.remark.dup_ack == 1);
}

/* RFC 5681, section 2: each of the five conditions. */
static void test_what_is_no_duplicate_ack(void)
{
    handshake();
    tcp(HOST_A, ACK, 1, 1, 502, 1000);
    CHECK(tcp(HOST_B, ACK, 1, 101, 509, 0) == 0);
    CHECK(tcp(HOST_B, ACK, 1, 101, 509, 10) == 0);                    /* data */
    CHECK(tcp(HOST_B, ACK, 11, 51, 509, 0) == 0);                     /* not the greatest */
    CHECK(tcp(HOST_B, ACK, 11, 101, 510, 0) == REMARK_WINDOW_UPDATE); /* another window */
    CHECK(tcp(HOST_B, ACK, 11, 101, 510, 0) == REMARK_DUP_ACK);       /* but now the same */
    CHECK(tcp(HOST_B, RST | ACK, 11, 101, 510, 0) == 0);
    CHECK(tcp(HOST_B, FIN | ACK, 11, 101, 510, 0) == 0);
    CHECK(tcp(HOST_B, ACK, 12, 1001, 510, 0) == 0);
    CHECK(tcp(HOST_B, ACK, 12, 1001, 509, 0) == REMARK_WINDOW_UPDATE);
}

static void test_sack_makes_it_a_duplicate_whatever_the_window(void)
{
    handshake();
    tcp(HOST_A, ACK, 1, 1, 502, 1000);
    CHECK(sack(HOST_B, 101, 509, 201, 301) == 0); /* the first with this number */
    CHECK(sack(HOST_B, 101, 508, 201, 401) == REMARK_DUP_ACK && step.remark.dup_ack == 1);
    CHECK(sack(HOST_B, 101, 507, 1, 101) == REMARK_WINDOW_UPDATE); /* came twice: RFC 2883 */
    CHECK(sack(HOST_B, 101, 0, 201, 401) == (REMARK_DUP_ACK | REMARK_ZERO_WINDOW));
}

/* The window of the SYN is in bytes, that of the next in units: 65160 is no multiple of 128. */
static void test_the_first_segment_lost(void)
{
    handshake();
    tcp(HOST_A, ACK, 1, 1, 502, 100);
    tcp(HOST_A, ACK, 101, 1, 502, 100);
    CHECK(tcp(HOST_B, ACK, 1, 1, 509, 0) == REMARK_DUP_ACK && step.remark.dup_ack == 1);
    handshake();
    tcp(HOST_A, ACK, 1, 1, 502, 100);
    CHECK(tcp(HOST_B, ACK, 1, 1, 510, 0) == REMARK_WINDOW_UPDATE);
}

/* --- tracker: conversations ------------------------------------------------------------------------ */

static void test_datagrams_and_fragments(void)
{
    start();
    struct packet packet = datagram(HOST_A, "x", 1);
    CHECK(see(HOST_A, &packet) == REMARK_NEW && step.remark.conversation == 1);
    CHECK(step.remark.ordinal.datagram == 1 && step.remark.ordinal.fragment == 0);
    packet.id = 77;
    packet.more_fragments = true;
    CHECK(see(HOST_A, &packet) == 0 && step.remark.ordinal.datagram == 2);
    CHECK(step.remark.ordinal.fragment == 1);
    struct packet rest = between(HOST_A, PACKET_FRAGMENT, PROTOCOL_UDP);
    rest.id = 77;
    rest.from_port = rest.to_port = 0;
    rest.fragment_offset = 1480;
    CHECK(see(HOST_A, &rest) == 0 && step.remark.conversation == 1);
    CHECK(step.remark.ordinal.datagram == 0 && step.remark.ordinal.fragment == 2);
    rest.id = 78;
    CHECK(see(HOST_A, &rest) == 0 && step.remark.conversation == 0);
    CHECK(step.remark.ordinal.fragment == 3 && step.remark.ordinal.packet == 4);
    rest.id = 77;
    rest.protocol = PROTOCOL_TCP;
    CHECK(see(HOST_A, &rest) == 0 && step.remark.conversation == 0);
    packet = datagram(HOST_B, "x", 1);
    CHECK(see(HOST_B, &packet) == 0 && step.remark.conversation == 1); /* the way back */
    CHECK(step.remark.ordinal.datagram == 1 && step.remark.ordinal.packet == 1);
    CHECK(syn(HOST_A, SYN, 7) == REMARK_NEW && step.remark.conversation == 2); /* not UDP */
}

static void test_other_packets_belong_to_no_conversation(void)
{
    const enum packet_kind kinds[] = {PACKET_MALFORMED, PACKET_OTHER, PACKET_ICMP};
    start();
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct packet packet = {.kind = kinds[i], .protocol = PROTOCOL_TCP};
        CHECK(see(HOST_B, &packet) == 0 && step.remark.conversation == 0);
        CHECK(step.remark.ordinal.packet == i + 1);
    }
}

static unsigned from_port(unsigned port)
{
    struct packet packet = datagram(HOST_A, "x", 1);
    packet.from_port = port;
    return see(HOST_A, &packet);
}

static void test_the_one_silent_for_longest_is_forgotten(void)
{
    start();
    for (unsigned i = 0; i < CONVERSATIONS; i++)
        CHECK(from_port(i) == REMARK_NEW && step.remark.conversation == (int)i + 1);
    CHECK(from_port(0) == 0 && from_port(CONVERSATIONS - 1) == 0);
    CHECK(from_port(1000) == REMARK_NEW && step.remark.conversation == CONVERSATIONS + 1);
    CHECK(from_port(0) == 0 && step.remark.conversation == 1);
    for (unsigned i = 2; i < CONVERSATIONS; i++)
        CHECK(from_port(i) == 0);
    CHECK(from_port(1) == REMARK_NEW && step.remark.conversation == CONVERSATIONS + 2);
    CHECK(from_port(1000) == REMARK_NEW); /* now that was the one */
}

/* --- ladder ---------------------------------------------------------------------------------------- */

static bool is_text(const char *got, const char *wanted)
{
    bool same = strcmp(got, wanted) == 0;
    if (!same)
        printf("# wanted %s\n# got    %s\n", wanted, got);
    return same;
}

static bool words_are(const char *wanted)
{
    char text[STEP_SIZE];
    return is_text(step_words(text, &step), wanted);
}

static bool remarks_are(const char *wanted)
{
    char text[STEP_SIZE];
    return is_text(step_remarks(text, &step), wanted);
}

/* The line of the last step at TIME_S. */
static bool line_is(double time_s, bool colour, const char *wanted)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        abort();
    step.time_s = time_s;
    int written = step_print(out, &step, colour);
    bool same = fclose(out) == 0 && is_text(text, wanted) && written == (int)size;
    free(text);
    return same;
}

static void test_lines(void)
{
    start();
    syn(HOST_A, SYN, 7);
    CHECK(
        line_is(0, false,
                "    0.0 ms  a --> b  SYN      40112 > 80  seq 0  win 65160  mss 1460  scale 7\n"));
    syn(HOST_B, SYN | ACK, 7);
    CHECK(line_is(0.0203, false,
                  "   20.3 ms  a <-- b  SYN ACK  seq 0  ack 1  win 65160  mss 1460  scale 7\n"));
    tcp(HOST_A, ACK, 1, 1, 502, 0);
    CHECK(line_is(0.0406, false, "   40.6 ms  a --> b  ACK      ack 1  win 64256\n"));
    tcp(HOST_A, PSH | ACK, 1, 1, 502, 1448);
    step.verdict.dropped = true;
    CHECK(line_is(0.041, false,
                  "   41.0 ms  a --X b  PSH ACK  seq 1-1448  1448 bytes  ack 1  win 64256"
                  "      LOST (--drop)\n"));
    tcp(HOST_A, PSH | ACK, 1, 1, 502, 1448);
    CHECK(line_is(1.5, false,
                  " 1500.0 ms  a --X b  PSH ACK  seq 1-1448  1448 bytes  ack 1  win 64256"
                  "  LOST (--drop), RETRANSMISSION\n"));
    tcp(HOST_B, FIN | ACK, 1, 1449, 509, 0);
    CHECK(line_is(100, false,
                  "100000.0 ms  a X-- b  FIN ACK  seq 1  ack 1449  win 65152"
                  "                    LOST (--drop)\n"));
}

static void test_colours(void)
{
    handshake();
    CHECK(line_is(0, true, "    0.0 ms  a --> b  ACK      ack 1  win 64256\n"));
    tcp(HOST_A, ACK, 1, 1, 502, 1);
    tcp(HOST_A, ACK, 1, 1, 502, 1);
    CHECK(line_is(0, true,
                  "    0.0 ms  \x1b[33ma --> b  ACK      seq 1  1 byte  ack 1  win 64256"
                  "               RETRANSMISSION\x1b[0m\n"));
    step.verdict.lost = true;
    CHECK(line_is(0, true,
                  "    0.0 ms  \x1b[31ma --X b  ACK      seq 1  1 byte  ack 1  win 64256"
                  "               LOST, RETRANSMISSION\x1b[0m\n"));
    tcp(HOST_B, ACK, 1, 1, 509, 0);
    step.verdict.lost = false;
    CHECK(line_is(0, true,
                  "    0.0 ms  \x1b[35ma <-- b  ACK      ack 1  win 65152"
                  "                              DUP ACK #1\x1b[0m\n"));
}

static void test_words_of_tcp(void)
{
    handshake();
    CHECK(words_are("ACK  ack 1  win 64256"));
    tcp(HOST_A, PSH | ACK, 1, 1, 502, 1000);
    CHECK(words_are("PSH ACK  seq 1-1000  1000 bytes  ack 1  win 64256"));
    tcp(HOST_B, ACK, 1, 101, 509, 0);
    CHECK(sack(HOST_B, 101, 509, 201, 301) == REMARK_DUP_ACK);
    CHECK(words_are("ACK  ack 101  win 65152  sack 201-300"));
    step.packet.tcp.sack_count = 2;
    step.packet.tcp.sack[1] = (struct sack_block){A + 401, A + 402};
    CHECK(words_are("ACK  ack 101  win 65152  sack 201-300,401-401"));
    tcp(HOST_A, ACK, 1000, 1, 502, 0);
    CHECK(words_are("ACK  seq 1000  ack 1  win 64256") && remarks_are("KEEP-ALIVE"));
    tcp(HOST_B, RST | ACK, 1, 101, 0, 0);
    CHECK(words_are("RST ACK  seq 1  ack 101"));
    tcp(HOST_B, RST, 1, 101, 0, 0);
    CHECK(words_are("RST  seq 1"));
    tcp(HOST_B, 0, 1, 0, 0, 0);
    CHECK(words_are("no flags  seq 1  win 0"));
    tcp(HOST_A, 0xff, 1001, 1, 0, 1);
    CHECK(words_are("SYN FIN RST PSH ACK URG ECE CWR  seq 0-1  1 byte  ack 1"));
}

static void test_words_tell_conversations_apart(void)
{
    handshake();
    struct packet packet = segment(HOST_A, SYN, 5000, 0, 100, 0);
    packet.from_port = 40113;
    see(HOST_A, &packet);
    CHECK(words_are("#2  SYN  40113 > 80  seq 0  win 100"));
    see(HOST_A, &packet);
    CHECK(words_are("#2  SYN  seq 0  win 100"));
    tcp(HOST_A, ACK, 1, 1, 502, 0);
    CHECK(words_are("ACK  ack 1  win 64256"));
}

static void test_words_of_udp(void)
{
    start();
    struct packet packet = datagram(HOST_B, "Hello from server!", 18);
    see(HOST_B, &packet);
    CHECK(words_are("UDP 18 bytes  80 > 40112  'Hello from serve'..."));
    packet = datagram(HOST_B, "\x1b]0;x\a\x80\xc3\xa9\n\x7f", 11);
    see(HOST_B, &packet);
    CHECK(words_are("UDP 11 bytes  '\\x1b]0;x\\x07\\x80\xc3\xa9\\x0a\\x7f'"));
    packet = datagram(HOST_B, "123456789012345\xc3\xa9.", 18); /* the last is shown whole */
    see(HOST_B, &packet);
    CHECK(words_are("UDP 18 bytes  '123456789012345\xc3\xa9'..."));
    packet = datagram(HOST_B, "123456789012345\xc3", 16); /* and not what is not there */
    see(HOST_B, &packet);
    CHECK(words_are("UDP 16 bytes  '123456789012345\\xc3'"));
    packet = datagram(HOST_B, "x", 1);
    see(HOST_B, &packet);
    CHECK(words_are("UDP 1 byte  'x'"));
    packet = datagram(HOST_B, "", 0);
    see(HOST_B, &packet);
    CHECK(words_are("UDP 0 bytes"));
}

static void test_words_of_fragments(void)
{
    start();
    struct packet packet = datagram(HOST_A, "xyz", 1472);
    packet.datagram_length = 4000;
    packet.more_fragments = true;
    packet.fragment_length = 1480;
    see(HOST_A, &packet);
    CHECK(words_are("UDP 4000 bytes  40112 > 80  IP fragment 0-1479, more follow"));
    packet = between(HOST_A, PACKET_FRAGMENT, PROTOCOL_UDP);
    packet.fragment_offset = 1480;
    packet.fragment_length = 1480;
    packet.more_fragments = true;
    see(HOST_A, &packet);
    CHECK(words_are("IP fragment 1480-2959, more follow"));
    packet.fragment_offset = 2960;
    packet.fragment_length = 1048;
    packet.more_fragments = false;
    see(HOST_A, &packet);
    CHECK(words_are("IP fragment 2960-4007, the last"));
    packet.fragment_length = 0;
    see(HOST_A, &packet);
    CHECK(words_are("IP fragment, the last"));
}

static bool icmp_is(struct icmp_header icmp, const char *wanted)
{
    struct packet packet = {.kind = PACKET_ICMP, .icmp = icmp};
    see(HOST_B, &packet);
    return words_are(wanted);
}

static void test_words_of_others(void)
{
    start();
    CHECK(icmp_is((struct icmp_header){.type = ICMP_ECHO, .echo = 7}, "ICMP echo request 7"));
    CHECK(icmp_is((struct icmp_header){.type = ICMP_ECHO_REPLY, .echo = 7}, "ICMP echo reply 7"));
    CHECK(icmp_is((struct icmp_header){.type = ICMP_UNREACHABLE,
                                       .code = 3,
                                       .protocol = PROTOCOL_UDP,
                                       .from_port = 40112,
                                       .to_port = 65433},
                  "ICMP port unreachable  for UDP 40112 > 65433"));
    CHECK(icmp_is((struct icmp_header){.type = ICMP_UNREACHABLE, .protocol = PROTOCOL_TCP},
                  "ICMP net unreachable  for TCP 0 > 0"));
    CHECK(icmp_is((struct icmp_header){.type = ICMP_UNREACHABLE, .code = 8}, "ICMP unreachable"));
    CHECK(icmp_is((struct icmp_header){.type = ICMP_UNREACHABLE, .code = 255}, "ICMP unreachable"));
    CHECK(icmp_is((struct icmp_header){.type = ICMP_TIME_EXCEEDED}, "ICMP time exceeded"));
    CHECK(icmp_is((struct icmp_header){.type = 200, .code = 9}, "ICMP type 200 code 9"));
    struct packet packet = {.kind = PACKET_MALFORMED, .length = 3};
    see(HOST_A, &packet);
    CHECK(words_are("malformed, 3 bytes"));
    packet = (struct packet){.kind = PACKET_OTHER, .protocol = 47, .length = 100};
    see(HOST_A, &packet);
    CHECK(words_are("IP protocol 47, 100 bytes"));
}

static void test_remarks(void)
{
    start();
    CHECK(remarks_are("") && !step_is_lost(&step));
    step.verdict = (struct verdict){.duplicated = true, .held = true};
    CHECK(remarks_are("DUPLICATE (sent twice), HELD BACK (later ones may overtake it)"));
    CHECK(!step_is_lost(&step));
    step.verdict.overflowed = true;
    CHECK(remarks_are("LOST (queue full)") && step_is_lost(&step));
    step.verdict = (struct verdict){.dropped = true};
    CHECK(remarks_are("LOST (--drop)") && step_is_lost(&step));
    step.verdict = (struct verdict){.lost = true};
    step.remark.what = REMARK_NEW | REMARK_RETRANSMISSION | REMARK_ZERO_WINDOW;
    CHECK(remarks_are("LOST, RETRANSMISSION, ZERO WINDOW") && step_is_lost(&step));
    step.verdict = (struct verdict){0};
    step.remark.what = REMARK_DUP_ACK | REMARK_PROBE;
    step.remark.dup_ack = 12;
    CHECK(remarks_are("DUP ACK #12, WINDOW PROBE"));
    step.remark.what = REMARK_WINDOW_UPDATE;
    CHECK(remarks_are("WINDOW UPDATE"));
}

/* The largest of everything: it is cut, not written over the end. */
static void test_words_have_room(void)
{
    struct packet packet = segment(HOST_A, 0xff & ~RST, 4000000000, 4000000000, 65535, 65000);
    start();
    tracker.conversations = 2000000000;
    packet.from_port = packet.to_port = 65535;
    packet.tcp.mss = 65535;
    packet.tcp.scale = 14;
    packet.tcp.sack_count = SACK_BLOCKS;
    packet.more_fragments = true;
    packet.fragment_length = 65000;
    see(HOST_A, &packet);
    char text[STEP_SIZE];
    CHECK(strlen(step_words(text, &step)) > 200 && strlen(text) < STEP_SIZE);
    CHECK(strstr(text, "#2000000001  SYN FIN PSH ACK URG ECE CWR  65535 > 65535") == text);
}

/* --- selectors ------------------------------------------------------------------------------------- */

static struct selectors selectors;

static void select_only(const char *text)
{
    selectors = (struct selectors){0};
    read_selector("drop", text, &selectors);
}

/* Is the last one to be lost? */
static bool taken(void)
{
    return selectors_take(&selectors, step.from, &step.packet, &step.remark);
}

/* Which of 12 segments of data, each of 100 bytes, are lost? "4 5 6 ". */
static bool loses(enum host from, const char *selector, const char *wanted)
{
    char lost[100] = "";
    select_only(selector);
    start();
    for (uint32_t i = 0; i < 12; i++) {
        tcp(from, ACK, 1 + 100 * i, 1, 502, 100);
        if (taken())
            snprintf(lost + strlen(lost), sizeof lost - strlen(lost), "%u ", (unsigned)i + 1);
    }
    return is_text(lost, wanted);
}

static void test_lists_and_sides(void)
{
    CHECK(loses(HOST_A, "a:data:4", "4 "));
    CHECK(loses(HOST_B, "a:data:4", ""));
    CHECK(loses(HOST_B, "b:data:4", "4 "));
    CHECK(loses(HOST_A, "b:data:4", ""));
    CHECK(loses(HOST_A, "data:4-6", "4 5 6 "));
    CHECK(loses(HOST_B, "data:1,4-6,11", "1 4 5 6 11 "));
    CHECK(loses(HOST_A, "pkt:2", "2 "));
    CHECK(loses(HOST_A, "data", "1 "));
    CHECK(loses(HOST_A, "data:2x1", "2 "));
    CHECK(loses(HOST_A, "syn", "") && loses(HOST_A, "ack:1-100", "") && loses(HOST_A, "fin", ""));
    CHECK(loses(HOST_A, "dgram:1-100", "") && loses(HOST_A, "frag:1-100", ""));
}

static void test_each_kind(void)
{
    select_only("a:syn");
    read_selector("drop", "b:syn:1", &selectors);
    read_selector("drop", "a:ack:2", &selectors);
    read_selector("drop", "fin", &selectors);
    read_selector("drop", "dgram:2", &selectors);
    read_selector("drop", "frag:2", &selectors);
    start();
    CHECK((syn(HOST_A, SYN, 7), taken()));
    CHECK((syn(HOST_A, SYN, 7), !taken())); /* sent again: it passes */
    CHECK((syn(HOST_B, SYN | ACK, 7), taken()));
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 0), !taken()));
    CHECK((tcp(HOST_A, ACK, 1, 11, 502, 0), taken()));
    CHECK((tcp(HOST_A, ACK, 1, 21, 502, 0), !taken()));
    CHECK((tcp(HOST_A, FIN | ACK, 1, 1, 502, 0), taken()));
    CHECK((tcp(HOST_A, FIN | ACK, 1, 1, 502, 0), !taken()));
    CHECK((tcp(HOST_B, FIN | ACK, 1, 1, 502, 0), taken())); /* each side counts its own */
    struct packet packet = datagram(HOST_A, "x", 1);
    CHECK((see(HOST_A, &packet), !taken()));
    CHECK((see(HOST_A, &packet), taken()));
    CHECK((see(HOST_A, &packet), !taken()));
    packet = between(HOST_A, PACKET_FRAGMENT, PROTOCOL_UDP);
    packet.more_fragments = true;
    CHECK((see(HOST_A, &packet), !taken()));
    CHECK((see(HOST_A, &packet), taken()));
    CHECK((see(HOST_A, &packet), !taken()));
}

static void test_retransmissions_are_lost_too(void)
{
    handshake();
    select_only("a:data:2x3");
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 100), !taken()));
    CHECK((tcp(HOST_A, ACK, 101, 1, 502, 100), taken()));
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 100), !taken()));  /* sent again, but it is another */
    CHECK((tcp(HOST_A, ACK, 102, 1, 502, 99), !taken())); /* not its first byte */
    CHECK((tcp(HOST_B, ACK, 101, 1, 502, 100), !taken()));
    CHECK((tcp(HOST_A, ACK, 101, 1, 502, 0), !taken())); /* no data at all */
    CHECK((tcp(HOST_A, ACK, 51, 1, 502, 51), taken()));  /* cut otherwise, its last byte is it */
    CHECK((tcp(HOST_A, ACK, 101, 1, 502, 1), taken()));
    CHECK((tcp(HOST_A, ACK, 101, 1, 502, 100), !taken())); /* three times, and that is all */
}

static void test_syn_and_fin_again(void)
{
    start();
    select_only("a:syn:1x2");
    read_selector("drop", "a:fin:1x2", &selectors);
    CHECK((syn(HOST_A, SYN, 7), taken()));
    CHECK((syn(HOST_A, SYN, 7), taken()));
    CHECK((syn(HOST_A, SYN, 7), !taken()));
    CHECK((syn(HOST_B, SYN | ACK, 7), !taken()));
    CHECK((tcp(HOST_A, PSH | ACK, 1, 1, 502, 10), !taken()));
    CHECK((tcp(HOST_A, FIN | ACK, 11, 1, 502, 0), taken()));
    CHECK((tcp(HOST_A, PSH | ACK, 1, 1, 502, 10), !taken()));
    CHECK((tcp(HOST_A, FIN | PSH | ACK, 1, 1, 502, 10), taken())); /* joined to the data */
    CHECK((tcp(HOST_A, FIN | ACK, 11, 1, 502, 0), !taken()));
}

/* The same numbers in another conversation are something else. */
static void test_retransmissions_of_another_conversation_pass(void)
{
    start();
    select_only("a:data:1x2");
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 100), taken()));
    struct packet other = segment(HOST_A, ACK, 1, 1, 502, 100);
    other.from_port = 7;
    CHECK((see(HOST_A, &other), !taken()));
    CHECK((see(HOST_A, &other), !taken()));
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 100), taken()));
}

static void test_more_are_followed_than_there_is_room_for(void)
{
    start();
    select_only("a:data:1-1000x2");
    for (uint32_t i = 0; i < FOLLOWED + 1; i++)
        CHECK((tcp(HOST_A, ACK, 1 + 10 * i, 1, 502, 10), taken()));
    CHECK((tcp(HOST_A, ACK, 1, 1, 502, 10), !taken())); /* the oldest is forgotten */
    for (uint32_t i = 1; i < FOLLOWED + 1; i++)
        CHECK((tcp(HOST_A, ACK, 1 + 10 * i, 1, 502, 10), taken()));
}

/* What is said on stderr, by a process of its own, as it ends with 2. */
static bool refused(const char *const *texts, size_t count, const char *wanted)
{
    int ends[2], status;
    char said[1000];
    fflush(stdout);
    pid_t child = pipe(ends) == 0 ? fork() : -1;
    if (child == 0) {
        message_start("link");
        if (dup2(ends[1], STDERR_FILENO) >= 0)
            for (size_t i = 0; i < count; i++)
                read_selector("drop", texts[i], &selectors);
        _exit(0);
    }
    if (child < 0 || close(ends[1]) != 0)
        abort();
    FILE *in = fdopen(ends[0], "r");
    size_t length = in != NULL ? fread(said, 1, sizeof said - 1, in) : 0;
    said[length] = '\0';
    bool ended = waitpid(child, &status, 0) == child && WIFEXITED(status);
    bool closed = in != NULL && fclose(in) == 0;
    return ended && closed && WEXITSTATUS(status) == 2 && strstr(said, wanted) != NULL;
}

static void test_selectors_that_are_refused(void)
{
    static const char *const wrong[] = {
        "",
        "a",
        "a:",
        "4",
        "a:4",
        "c:data:4",
        "data:",
        "data:0",
        "data:x",
        "data:4-2",
        "data:,4",
        "data:4,",
        "data:4x",
        "data:4x0",
        "data:4x101",
        "data:4x2y",
        "data:4x-1",
        "data:4+",
        "DATA:4",
        "data4:4",
        "dat:4",
        "a:b:data",
        "a:data:b",
        " data:4",
        "data:4 ",
        "data:4x+1",
        "syn4",
        "synx2",
        "data:4x2x2",
        "data:1x1000",
        "data:1000000000",
    };
    selectors = (struct selectors){0};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char wanted[100];
        snprintf(wanted, sizeof wanted, "link: drop '%s' is not [a:|b:]KIND[:LIST[xN]], such as",
                 wrong[i]);
        if (!refused(&wrong[i], 1, wanted))
            printf("# not refused: '%s'\n", wrong[i]);
        CHECK(refused(&wrong[i], 1, wanted));
    }
    const char *const once[] = {"pkt:4x2", "b:ack:4x2", "dgram:4x2", "a:frag:4x2"};
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++)
        CHECK(refused(&once[i], 1, "only data, syn and fin are sent again"));
    const char *many[SELECTORS + 1];
    for (size_t i = 0; i < SELECTORS + 1; i++)
        many[i] = "syn";
    CHECK(refused(many, SELECTORS + 1, "link: drop 'syn' is one too many: there can be 16"));
    CHECK(!refused(many, SELECTORS, ""));
}

static const struct test tests[] = {
    {"numbers are relative to the SYN", test_numbers_are_relative_to_the_syn},
    {"without a SYN the first seen is 1", test_without_a_syn_the_first_seen_is_1},
    {"a reset says nothing about the numbers", test_a_reset_says_nothing_about_the_numbers},
    {"an old port with a new SYN is a new conversation",
     test_an_old_port_with_a_new_syn_is_a_new_conversation},
    {"a SYN cookie made anew is no new conversation",
     test_a_syn_cookie_made_anew_is_no_new_conversation},
    {"both may open at once", test_both_may_open_at_once},
    {"retransmissions of data", test_retransmissions_of_data},
    {"retransmissions of SYN and FIN", test_retransmissions_of_syn_and_fin},
    {"windows are scaled if both have said so", test_windows_are_scaled_if_both_have_said_so},
    {"a closed window, its probes and its update", test_a_closed_window_its_probes_and_its_update},
    {"a window that closes is no update", test_a_window_that_closes_is_no_update},
    {"keep-alive", test_keep_alive},
    {"duplicate ACKs are counted", test_duplicate_acks_are_counted},
    {"what is no duplicate ACK", test_what_is_no_duplicate_ack},
    {"SACK makes it a duplicate, whatever the window",
     test_sack_makes_it_a_duplicate_whatever_the_window},
    {"the first segment lost", test_the_first_segment_lost},
    {"datagrams and fragments", test_datagrams_and_fragments},
    {"other packets belong to no conversation", test_other_packets_belong_to_no_conversation},
    {"the one silent for longest is forgotten", test_the_one_silent_for_longest_is_forgotten},
    {"lines", test_lines},
    {"colours", test_colours},
    {"words of TCP", test_words_of_tcp},
    {"words tell conversations apart", test_words_tell_conversations_apart},
    {"words of UDP", test_words_of_udp},
    {"words of fragments", test_words_of_fragments},
    {"words of others", test_words_of_others},
    {"remarks", test_remarks},
    {"words have room", test_words_have_room},
    {"lists and sides", test_lists_and_sides},
    {"each kind", test_each_kind},
    {"retransmissions are lost, too", test_retransmissions_are_lost_too},
    {"SYN and FIN again", test_syn_and_fin_again},
    {"retransmissions of another conversation pass",
     test_retransmissions_of_another_conversation_pass},
    {"more are followed than there is room for", test_more_are_followed_than_there_is_room_for},
    {"selectors that are refused", test_selectors_that_are_refused},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
