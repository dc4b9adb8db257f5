/* Unit tests of lab/ladder.c: in which words packets are told. */
#include <string.h>

#include "check.h"
#include "segments.h"

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

static const struct test tests[] = {
    {"lines", test_lines},
    {"colours", test_colours},
    {"words of TCP", test_words_of_tcp},
    {"words tell conversations apart", test_words_tell_conversations_apart},
    {"words of UDP", test_words_of_udp},
    {"words of fragments", test_words_of_fragments},
    {"words of others", test_words_of_others},
    {"remarks", test_remarks},
    {"words have room", test_words_have_room},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
