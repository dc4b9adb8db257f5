/* Unit tests of lab/packet.c: packets that Linux has sent, whole, cut at each byte, and with each header spoilt. */
#include <string.h>

#include "../lab/packet.h"
#include "check.h"

/* --- packets --------------------------------------------------------------------------------------- */

/* From 127.0.0.1 to 127.0.0.1, in hexadecimal. */
static const char *const syn = "4500003c97e240004006a4d77f0000017f000001"
                               "88acff9884b21bbe00000000a002faf0fe300000"
                               "020405b40402080a6050a6d3000000000103030a";
static const char *const data = "4500004197e440004006a4d07f0000017f000001"
                                "88acff9884b21bbfef41b64b8018003ffe350000"
                                "0101080a6050a6d486a6893848656c6c6f2c20576f726c6421";
static const char *const reset = "450000280000400040063cce7f0000017f000001"
                                 "ff978db40000000053b9f9db50140000d6ec0000";
static const char *const datagram = "4500002ef006400040114cb67f0000017f000001"
                                    "aaceff99001afe2d48656c6c6f2066726f6d20636c69656e7421";
static const char *const unreachable = "45c0004a51d9000040012a187f0000017f000001"
                                       "0303f41d00000000"
                                       "4500002ef006400040114cb67f0000017f000001"
                                       "aaceff99001afe2d48656c6c6f2066726f6d20636c69656e7421";
static const char *const echo = "4500002452bd40004001ea197f0000017f000001"
                                "0800661c004d00016162636465666768";

/* Of 4000 bytes of data, with only the first and the last of its three parts; the bytes are cut off. */
static const char *const first_part = "450005dc9ee520004011b8297f0000017f000001"
                                      "8da0ff9a0fa82833";
static const char *const last_part = "4500042c9ee501724011d8677f0000017f000001";

enum { LARGEST = 65535, IP = 20 };

/* On the heap and no longer than it is, so that a sanitizer sees who reads on. To be freed. */
static char *bytes_of(const char *hexadecimal, size_t *length)
{
    *length = strlen(hexadecimal) / 2;
    char *read = malloc(*length > 0 ? *length : 1);
    if (read == NULL)
        abort();
    for (size_t i = 0; i < *length; i++) {
        char digits[3] = {hexadecimal[2 * i], hexadecimal[2 * i + 1], '\0'};
        read[i] = (char)strtoul(digits, NULL, 16);
    }
    return read;
}

/* Where a packet is put to be spoilt and looked at again. */
static char bytes[LARGEST];

static struct packet decode(const char *hexadecimal, size_t *length)
{
    char *read = bytes_of(hexadecimal, length);
    memset(bytes, 'x', LARGEST);
    memcpy(bytes, read, *length);
    free(read);
    return packet_decode(bytes, *length);
}

static bool carries(const struct packet *packet, const char *text)
{
    return packet->payload_length == strlen(text) &&
           memcmp(packet->payload, text, packet->payload_length) == 0;
}

/* --- whole ones ------------------------------------------------------------------------------------ */

static void test_a_syn_and_its_options(void)
{
    size_t length;
    struct packet packet = decode(syn, &length);
    CHECK(packet.kind == PACKET_TCP && packet.length == 60 && packet.protocol == PROTOCOL_TCP);
    CHECK(packet.from == 0x7f000001 && packet.to == 0x7f000001);
    CHECK(packet.ttl == 64 && packet.id == 0x97e2 && !is_fragment(&packet));
    CHECK(packet.from_port == 34988 && packet.to_port == 65432);
    CHECK(packet.tcp.seq == 0x84b21bbe && packet.tcp.ack == 0);
    CHECK(packet.tcp.flags == FLAG_SYN && packet.tcp.window == 64240);
    CHECK(packet.tcp.mss == 1460 && packet.tcp.scale == 10);
    CHECK(packet.tcp.sack_permitted && packet.tcp.has_timestamps && packet.tcp.sack_count == 0);
    CHECK(packet.payload_length == 0);
}

static void test_data_of_tcp(void)
{
    size_t length;
    struct packet packet = decode(data, &length);
    CHECK(packet.kind == PACKET_TCP && packet.tcp.flags == (FLAG_PSH | FLAG_ACK));
    CHECK(packet.tcp.seq == 0x84b21bbf && packet.tcp.ack == 0xef41b64b);
    CHECK(packet.tcp.window == 63 && packet.tcp.mss == 0 && packet.tcp.scale == NO_SCALE);
    CHECK(packet.tcp.has_timestamps && !packet.tcp.sack_permitted);
    CHECK(carries(&packet, "Hello, World!"));
    packet = decode(reset, &length);
    CHECK(packet.kind == PACKET_TCP && packet.tcp.flags == (FLAG_RST | FLAG_ACK));
    CHECK(packet.from_port == 65431 && packet.payload_length == 0);
}

static void test_a_datagram_of_udp(void)
{
    size_t length;
    struct packet packet = decode(datagram, &length);
    CHECK(packet.kind == PACKET_UDP && packet.from_port == 43726 && packet.to_port == 65433);
    CHECK(packet.datagram_length == 18 && carries(&packet, "Hello from client!"));
}

static void test_icmp_and_what_it_quotes(void)
{
    size_t length;
    struct packet packet = decode(unreachable, &length);
    CHECK(packet.kind == PACKET_ICMP && packet.icmp.type == ICMP_UNREACHABLE);
    CHECK(packet.icmp.code == 3 && packet.icmp.protocol == PROTOCOL_UDP);
    CHECK(packet.icmp.from_port == 43726 && packet.icmp.to_port == 65433);
    packet = decode(echo, &length);
    CHECK(packet.kind == PACKET_ICMP && packet.icmp.type == ICMP_ECHO && packet.icmp.echo == 1);
    CHECK(packet.icmp.protocol == 0 && carries(&packet, "abcdefgh"));
}

/* What is quoted may be anything, and as short as it likes: then nothing is known of it. */
static void test_icmp_that_quotes_too_little(void)
{
    size_t length;
    for (size_t quoted = 0; quoted <= 28; quoted++) {
        decode(unreachable, &length);
        bytes[3] = (char)(IP + 8 + quoted);
        struct packet packet = packet_decode(bytes, length);
        CHECK(packet.kind == PACKET_ICMP && packet.payload_length == quoted);
        CHECK((packet.icmp.protocol == PROTOCOL_UDP) == (quoted >= 24));
    }
    const struct {
        size_t at;
        char value;
    } spoilt[] = {{0, 0x65}, {0, 0x4f}, {0, 0x44}, {6, 1}, {7, 1}, {9, 2}};
    for (size_t i = 0; i < sizeof spoilt / sizeof spoilt[0]; i++) {
        decode(unreachable, &length);
        bytes[IP + 8 + spoilt[i].at] = spoilt[i].value;
        struct packet packet = packet_decode(bytes, length);
        CHECK(packet.kind == PACKET_ICMP && packet.icmp.protocol == 0);
    }
}

/* --- fragments ------------------------------------------------------------------------------------- */

static void test_fragments_of_a_datagram(void)
{
    size_t length;
    decode(first_part, &length);
    struct packet packet = packet_decode(bytes, 1500);
    CHECK(packet.kind == PACKET_UDP && is_fragment(&packet) && packet.more_fragments);
    CHECK(packet.fragment_offset == 0 && packet.fragment_length == 1480);
    CHECK(packet.to_port == 65434 && packet.datagram_length == 4000);
    CHECK(packet.payload_length == 1472 && packet.payload == bytes + 28);
    decode(last_part, &length);
    packet = packet_decode(bytes, 1068);
    CHECK(packet.kind == PACKET_FRAGMENT && is_fragment(&packet) && !packet.more_fragments);
    CHECK(packet.fragment_offset == 2960 && packet.fragment_length == 1048);
    CHECK(packet.id == 0x9ee5 && packet.protocol == PROTOCOL_UDP);
    CHECK(packet.payload_length == 1048 && packet.payload == bytes + IP);
    CHECK(packet.from_port == 0 && packet.datagram_length == 0);
    decode(datagram, &length);
    bytes[7] = 1; /* looks like a header, but lies in the middle */
    packet = packet_decode(bytes, length);
    CHECK(packet.kind == PACKET_FRAGMENT && packet.fragment_offset == 8 && packet.to_port == 0);
}

/* RFC 791 allows fragments of 8 bytes: too few for the header of TCP. */
static void test_a_first_fragment_without_the_whole_header(void)
{
    const char *const packets[] = {syn, datagram, echo};
    const size_t headers[] = {40, 8, 8};
    for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++)
        for (size_t there = 0; there <= headers[i]; there++) {
            size_t length;
            decode(packets[i], &length);
            bytes[6] = 0x20; /* more fragments */
            bytes[2] = 0;
            bytes[3] = (char)(IP + there);
            struct packet packet = packet_decode(bytes, length);
            CHECK((packet.kind == PACKET_FRAGMENT) == (there < headers[i]));
            CHECK(packet.kind != PACKET_MALFORMED && packet.fragment_length == there);
            CHECK(packet.payload_length == (there < headers[i] ? there : 0));
        }
}

/* --- lengths --------------------------------------------------------------------------------------- */

static void test_cut_at_each_byte(void)
{
    const char *const packets[] = {syn, data, reset, datagram, unreachable, echo};
    for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++) {
        size_t length;
        char *whole = bytes_of(packets[i], &length);
        for (size_t have = 0; have < length; have++) {
            char *cut = malloc(have > 0 ? have : 1);
            if (cut == NULL)
                abort();
            memcpy(cut, whole, have);
            struct packet packet = packet_decode(cut, have);
            CHECK(packet.kind == PACKET_MALFORMED && packet.length == have);
            CHECK(packet.payload == NULL && packet.payload_length == 0);
            free(cut);
        }
        CHECK(packet_decode(whole, length).kind != PACKET_MALFORMED);
        free(whole);
    }
}

/* The same, but the header says so itself: then what is there must do for the header of TCP, UDP or ICMP. */
static void test_as_short_as_its_header_says(void)
{
    const char *const packets[] = {syn, data, reset, datagram, unreachable, echo};
    const size_t least[] = {60, 52, 40, 46, 28, 28};
    for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++) {
        size_t length;
        struct packet whole = decode(packets[i], &length);
        for (size_t total = 0; total <= length; total++) {
            bytes[3] = (char)total;
            struct packet packet = packet_decode(bytes, length);
            CHECK(packet.kind == (total < least[i] ? PACKET_MALFORMED : whole.kind));
            CHECK(packet.length == (total < least[i] ? length : total));
            CHECK(total < least[i] ||
                  packet.payload_length == whole.payload_length - (length - total));
        }
    }
}

static void test_what_follows_a_packet_is_not_its(void)
{
    size_t length;
    decode(data, &length);
    struct packet packet = packet_decode(bytes, length + 100);
    CHECK(packet.length == length && carries(&packet, "Hello, World!"));
    bytes[2] = (char)0xff; /* it says that it is longer than it is */
    CHECK(packet_decode(bytes, length).kind == PACKET_MALFORMED);
}

static void test_ip_options_are_skipped(void)
{
    size_t length;
    for (size_t words = 0; words < 16; words++) {
        decode(datagram, &length);
        memmove(bytes + 4 * words, bytes + IP, length - IP);
        bytes[0] = (char)(0x40 | words);
        bytes[3] = (char)(4 * words + length - IP);
        struct packet packet = packet_decode(bytes, 4 * words + length - IP);
        if (words < 5) {
            CHECK(packet.kind == PACKET_MALFORMED);
            continue;
        }
        CHECK(packet.kind == PACKET_UDP && packet.from_port == 43726);
        CHECK(packet.fragment_length == 26 && carries(&packet, "Hello from client!"));
    }
}

static void test_no_ipv4(void)
{
    size_t length;
    for (unsigned version = 0; version < 16; version++) {
        decode(data, &length);
        bytes[0] = (char)(version << 4 | 5);
        CHECK((packet_decode(bytes, length).kind == PACKET_TCP) == (version == 4));
    }
    for (unsigned protocol = 0; protocol < 256; protocol++) {
        decode(data, &length);
        bytes[9] = (char)protocol;
        struct packet packet = packet_decode(bytes, length);
        CHECK(packet.protocol == protocol || packet.kind == PACKET_MALFORMED);
        if (protocol != PROTOCOL_TCP && protocol != PROTOCOL_UDP && protocol != PROTOCOL_ICMP)
            CHECK(packet.kind == PACKET_OTHER && packet.payload == bytes + IP &&
                  packet.payload_length == length - IP);
    }
}

static void test_where_the_data_of_tcp_begins(void)
{
    size_t length;
    for (size_t words = 0; words < 16; words++) {
        decode(data, &length);
        bytes[IP + 12] = (char)(words << 4);
        struct packet packet = packet_decode(bytes, length);
        bool fits = words >= 5 && 4 * words <= length - IP;
        CHECK(packet.kind == (fits ? PACKET_TCP : PACKET_MALFORMED));
        CHECK(!fits || packet.payload == bytes + IP + 4 * words);
        CHECK(!fits || packet.payload_length == length - IP - 4 * words);
    }
}

static void test_the_length_of_udp(void)
{
    size_t length;
    for (size_t says = 0; says < 300; says++) {
        decode(datagram, &length);
        bytes[IP + 4] = (char)(says >> 8);
        bytes[IP + 5] = (char)says;
        struct packet packet = packet_decode(bytes, length);
        bool fits = says >= 8 && says <= length - IP;
        CHECK(packet.kind == (fits ? PACKET_UDP : PACKET_MALFORMED));
        CHECK(!fits || (packet.datagram_length == says - 8 && packet.payload_length == says - 8));
        bytes[6] = 0x20; /* more fragments */
        packet = packet_decode(bytes, length);
        CHECK(packet.kind == (says >= 8 ? PACKET_UDP : PACKET_FRAGMENT));
        CHECK(says < 8 || packet.datagram_length == says - 8);
        CHECK(says < 8 || packet.payload_length == (says <= length - IP ? says : length - IP) - 8);
    }
}

/* --- the options of TCP ---------------------------------------------------------------------------- */

/* A packet with these OPTIONS, a multiple of four bytes in hexadecimal, and FLAGS. */
static struct tcp_header with_options(const char *options, unsigned flags)
{
    size_t length, size;
    decode(reset, &length);
    char *read = bytes_of(options, &size);
    memcpy(bytes + length, read, size);
    free(read);
    length += size;
    bytes[3] = (char)length;
    bytes[IP + 12] = (char)((20 + size) / 4 << 4);
    bytes[IP + 13] = (char)flags;
    char *exact = malloc(length);
    if (exact == NULL)
        abort();
    memcpy(exact, bytes, length);
    struct packet packet = packet_decode(exact, length);
    free(exact);
    CHECK(packet.kind == PACKET_TCP && packet.payload_length == 0);
    return packet.tcp;
}

static void test_sack_blocks(void)
{
    struct tcp_header tcp = with_options("0101050a0000000100000002", FLAG_ACK);
    CHECK(tcp.sack_count == 1 && tcp.sack[0].first == 1 && tcp.sack[0].end == 2);
    tcp = with_options("0101052200000001000000020000000300000004"
                       "0000000500000006fffffff000000010",
                       FLAG_ACK);
    CHECK(tcp.sack_count == 4 && tcp.sack[2].first == 5 && tcp.sack[3].first == 0xfffffff0 &&
          tcp.sack[3].end == 0x10);
    CHECK(with_options("010105090000000100000000", FLAG_ACK).sack_count == 0);
    CHECK(with_options("05020101", FLAG_ACK).sack_count == 0);
    CHECK(with_options("05220000000100000002000000030000", FLAG_ACK).sack_count == 0);
}

static void test_options_of_a_syn(void)
{
    CHECK(with_options("020405b4", FLAG_SYN).mss == 1460);
    CHECK(with_options("020405b4", FLAG_SYN | FLAG_ACK).mss == 1460);
    CHECK(with_options("020405b4", FLAG_ACK).mss == 0);
    CHECK(with_options("03030700", FLAG_SYN).scale == 7);
    CHECK(with_options("03030000", FLAG_SYN).scale == 0);
    CHECK(with_options("03030e00", FLAG_SYN).scale == 14);
    CHECK(with_options("03030f00", FLAG_SYN).scale == 14);
    CHECK(with_options("0303ff00", FLAG_SYN).scale == 14);
    CHECK(with_options("03030700", FLAG_ACK).scale == NO_SCALE);
    CHECK(with_options("04020000", FLAG_SYN).sack_permitted);
    CHECK(!with_options("04020000", FLAG_ACK).sack_permitted);
    CHECK(with_options("", FLAG_SYN).scale == NO_SCALE);
}

static void test_options_that_are_wrong(void)
{
    CHECK(with_options("00000000020405b4", FLAG_SYN).mss == 0); /* behind the end */
    CHECK(with_options("00020101020405b4", FLAG_SYN).mss == 0);
    CHECK(with_options("01010101020405b4", FLAG_SYN).mss == 1460); /* nothing, four times */
    CHECK(with_options("fd040000020405b4", FLAG_SYN).mss == 1460); /* one that nobody knows */
    CHECK(with_options("fd000000020405b4", FLAG_SYN).mss == 0);    /* no length: no end */
    CHECK(with_options("fd010000020405b4", FLAG_SYN).mss == 0);    /* too small for itself */
    CHECK(with_options("fd090000020405b4", FLAG_SYN).mss == 0);    /* beyond the header */
    CHECK(with_options("0203050400000000", FLAG_SYN).mss == 0);    /* not the length it has */
    CHECK(with_options("010101fd", FLAG_SYN).mss == 0);            /* without a length */
    CHECK(with_options("020405b4010101ff", FLAG_SYN).mss == 1460); /* what came before counts */
    CHECK(with_options("030405b4020405b4", FLAG_SYN).scale == NO_SCALE);
    CHECK(!with_options("04030001", FLAG_SYN).sack_permitted);
    CHECK(with_options("080a0000000100000002"
                       "0101",
                       FLAG_ACK)
              .has_timestamps);
    CHECK(!with_options("080900000001000000020101", FLAG_ACK).has_timestamps);
}

/* Each byte of each packet, made each other value: what comes out may be anything, but lies inside. */
static void test_each_byte_spoilt(void)
{
    const char *const packets[] = {syn, data, reset, datagram, unreachable, echo};
    for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++) {
        size_t length;
        char *whole = bytes_of(packets[i], &length);
        bool inside = true;
        for (size_t at = 0; at < length; at++) {
            char right = whole[at];
            for (int value = 0; value < 256; value++) {
                whole[at] = (char)value;
                struct packet packet = packet_decode(whole, length);
                bool nothing = packet.kind == PACKET_MALFORMED && packet.payload == NULL;
                inside = inside && packet.length <= length &&
                         (nothing || (packet.payload >= whole + IP &&
                                      packet.payload + packet.payload_length <= whole + length));
            }
            whole[at] = right;
        }
        CHECK(inside);
        free(whole);
    }
}

static const struct test tests[] = {
    {"a SYN and its options", test_a_syn_and_its_options},
    {"data of TCP", test_data_of_tcp},
    {"a datagram of UDP", test_a_datagram_of_udp},
    {"ICMP and what it quotes", test_icmp_and_what_it_quotes},
    {"ICMP that quotes too little", test_icmp_that_quotes_too_little},
    {"fragments of a datagram", test_fragments_of_a_datagram},
    {"a first fragment without the whole header", test_a_first_fragment_without_the_whole_header},
    {"cut at each byte", test_cut_at_each_byte},
    {"as short as its header says", test_as_short_as_its_header_says},
    {"what follows a packet is not its", test_what_follows_a_packet_is_not_its},
    {"IP options are skipped", test_ip_options_are_skipped},
    {"no IPv4", test_no_ipv4},
    {"where the data of TCP begins", test_where_the_data_of_tcp_begins},
    {"the length of UDP", test_the_length_of_udp},
    {"SACK blocks", test_sack_blocks},
    {"options of a SYN", test_options_of_a_syn},
    {"options that are wrong", test_options_that_are_wrong},
    {"each byte spoilt", test_each_byte_spoilt},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
