/* Unit tests of lab/tracker.c: what packets are in their conversation. */
#include "check.h"
#include "segments.h"

/* --- sequence numbers --------------------------------------------------------------------- */

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

/* --- retransmissions ---------------------------------------------------------------------- */

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

/* --- windows ------------------------------------------------------------------------------ */

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

/* --- duplicate ACKs ----------------------------------------------------------------------- */

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

/* --- conversations ------------------------------------------------------------------------ */

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
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
