/* Unit tests of lab/compare: what its notes add up to, and what is shown of it. No sockets, no clock. */
#include <math.h>
#include <string.h>

#include "../lab/compare.h"
#include "check.h"

static struct comparison comparison;

static void begin(long count)
{
    comparison = (struct comparison){.count = count, .size = 200, .on_line = true};
    for (enum protocol protocol = UDP; protocol < PROTOCOLS; protocol++)
        CHECK(outcome_begin(&comparison.outcomes[protocol], count) == 0);
}

static void end(void)
{
    for (enum protocol protocol = UDP; protocol < PROTOCOLS; protocol++)
        outcome_end(&comparison.outcomes[protocol]);
}

static void note(enum protocol protocol, struct note note)
{
    CHECK(outcome_note(&comparison.outcomes[protocol], &note) == 0);
}

/* Message NUMBER is sent at second NUMBER, and so are all before it that were not. */
static void sends(enum protocol protocol, long number)
{
    if (comparison.outcomes[protocol].sent == 0)
        note(protocol, (struct note){.kind = NOTE_STARTED, .time_s = 1});
    while (comparison.outcomes[protocol].sent < number)
        note(protocol, (struct note){.kind = NOTE_SENT, .time_s = (double)number});
}

/* It arrives after so many seconds. */
static void arrives(enum protocol protocol, long number, double after_s)
{
    note(protocol,
         (struct note){.kind = NOTE_CALL, .time_s = (double)number + after_s, .is.bytes = 200});
    note(protocol, (struct note){.kind = NOTE_ARRIVED,
                                 .time_s = (double)number + after_s,
                                 .is.message = {(uint64_t)number, (double)number}});
}

static bool near(double one, double other)
{
    return fabs(one - other) < 1e-6 * fabs(other) + 1e-12;
}

static void test_a_message_keeps_its_number_and_its_time(void)
{
    static const uint64_t numbers[] = {1, 255, 256, UINT64_C(0x0102030405060708), UINT64_MAX};
    char bytes[MESSAGE_LEAST];
    uint64_t number;
    double sent_s;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        message_write(bytes, numbers[i], 12345.678901234);
        message_read(bytes, &number, &sent_s);
        CHECK(number == numbers[i] && fabs(sent_s - 12345.678901234) < 2e-9);
    }
    message_write(bytes, UINT64_C(0x0102030405060708), 0.000000001 * 0x0a0b);
    CHECK(memcmp(bytes, "\1\2\3\4\5\6\7\10\0\0\0\0\0\0\12\13", sizeof bytes) == 0);
}

/* Three messages in a stream that is cut at two places: wherever that is, three come out. */
static void test_messages_come_whole_out_of_any_pieces(void)
{
    enum { SIZE = 19, ALL = 3 * SIZE };
    char stream[ALL] = {0};
    for (int i = 0; i < 3; i++)
        message_write(stream + (size_t)i * SIZE, (uint64_t)i + 1, i + 0.5);
    for (size_t first = 0; first <= ALL; first++)
        for (size_t second = first; second <= ALL; second++) {
            const size_t ends[] = {first, second, ALL};
            struct framing framing = {0};
            uint64_t number, expected = 1;
            double sent_s;
            for (size_t i = 0, start = 0; i < 3; start = ends[i++]) {
                const char *bytes = stream + start;
                size_t length = ends[i] - start;
                while (framing_take(&framing, SIZE, &bytes, &length)) {
                    message_read(framing.head, &number, &sent_s);
                    CHECK(number == expected && near(sent_s, (double)number - 0.5));
                    expected++;
                }
            }
            CHECK(expected == 4 && framing.have == 0);
        }
}

static void test_arrived_lost_twice_and_overtaken(void)
{
    begin(6);
    sends(UDP, 6);
    arrives(UDP, 1, 0.5);
    arrives(UDP, 3, 0.5);
    arrives(UDP, 2, 2);
    arrives(UDP, 3, 3);
    arrives(UDP, 5, 0.5);
    comparison_judge(&comparison);
    const struct figures *udp = &comparison.figures[UDP];
    CHECK(udp->sent == 6 && udp->arrived == 4 && udp->lost == 2);
    CHECK(udp->duplicated == 1 && udp->reordered == 1 && udp->late == 1);
    CHECK(udp->calls == 5 && near(udp->first_byte_s, 0.5));
    CHECK(comparison.outcomes[UDP].messages[1].overtaken);
    CHECK(near(comparison.outcomes[UDP].messages[2].latency_s, 0.5)); /* of the first copy */
    end();
}

static void test_numbers_that_were_never_to_be_sent(void)
{
    static const uint64_t numbers[] = {0, 4, UINT64_MAX};
    begin(3);
    sends(UDP, 3);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        note(UDP, (struct note){.kind = NOTE_ARRIVED, .is.message = {numbers[i], 0}});
    comparison_judge(&comparison);
    CHECK(comparison.figures[UDP].arrived == 0 && comparison.figures[UDP].reordered == 0);
    end();
}

static void test_percentiles_are_times_that_were_measured(void)
{
    begin(200);
    sends(TCP, 200);
    for (long number = 200; number >= 1; number--)
        arrives(TCP, number, (double)number / 1000);
    comparison_judge(&comparison);
    const struct figures *tcp = &comparison.figures[TCP];
    CHECK(near(tcp->p50_s, 0.1) && near(tcp->p90_s, 0.18) && near(tcp->p99_s, 0.198));
    CHECK(near(tcp->max_s, 0.2));
    end();
    begin(1);
    sends(TCP, 1);
    arrives(TCP, 1, 0.25);
    comparison_judge(&comparison);
    CHECK(near(tcp->p50_s, 0.25) && near(tcp->p99_s, 0.25) && near(tcp->max_s, 0.25));
    end();
}

static void test_nothing_came(void)
{
    char text[SENTENCE];
    begin(2);
    sends(UDP, 2);
    comparison_judge(&comparison);
    CHECK(comparison.figures[UDP].lost == 2 && comparison.figures[UDP].calls == 0);
    CHECK(comparison.figures[UDP].max_s <= 0 && comparison.figures[UDP].first_byte_s <= 0);
    CHECK(message_character(&comparison, UDP, 2) == 'x');
    CHECK(message_character(&comparison, TCP, 2) == ' '); /* was never sent */
    CHECK(strncmp(comparison_sentence(text, &comparison), "Nothing came", 12) == 0);
    end();
}

static void test_bytes_a_call(void)
{
    static const unsigned bytes[] = {1448, 200, 65536, 200, 52};
    begin(1);
    for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++)
        note(TCP, (struct note){.kind = NOTE_CALL, .time_s = 1, .is.bytes = bytes[i]});
    for (int i = 0; i < 2995; i++)
        note(TCP, (struct note){.kind = NOTE_CALL, .time_s = 1, .is.bytes = 200});
    comparison_judge(&comparison);
    const struct figures *tcp = &comparison.figures[TCP];
    CHECK(tcp->calls == 3000 && tcp->call_min == 52);
    CHECK(tcp->call_median == 200 && tcp->call_max == 65536);
    end();
}

/* UDP takes 20 ms; so up to 35 ms is on time. */
static void test_characters(void)
{
    static const struct {
        double ms;
        char character;
    } cases[] = {{20, '.'}, {34.9, '.'}, {35.1, ':'}, {57.7, ':'},  {57.8, '-'},
                 {95, '-'}, {95.4, '='}, {157, '='},  {157.3, '#'}, {1e6, '#'}};
    enum { CASES = sizeof cases / sizeof cases[0] };
    begin(CASES + 1);
    sends(UDP, CASES + 1);
    sends(TCP, CASES);
    for (long i = 0; i < CASES; i++) {
        arrives(UDP, i + 1, 0.02);
        arrives(TCP, i + 1, cases[i].ms / 1000);
    }
    arrives(UDP, 3, 0.02);
    comparison_judge(&comparison);
    CHECK(near(comparison.usual_s, 0.02) && near(comparison.late_s, 0.035));
    for (long i = 0; i < CASES; i++)
        CHECK(message_character(&comparison, TCP, i + 1) == cases[i].character);
    CHECK(message_character(&comparison, UDP, 1) == '.');
    CHECK(message_character(&comparison, UDP, 3) == '2');
    CHECK(message_character(&comparison, UDP, CASES + 1) == 'x');
    CHECK(message_character(&comparison, TCP, CASES + 1) == ' ');
    CHECK(comparison.figures[TCP].late == CASES - 2);
    end();
}

static void test_histogram(void)
{
    static const double widths[][2] = {
        {0.149, 0.015}, {0.1, 0.01}, {0.101, 0.015}, {0.25, 0.025}, {0.26, 0.03},
        {4.3, 0.5},     {0.99, 0.1}, {0.61, 0.08},   {0.6, 0.06},   {0.002, 0.0002}};
    long buckets[BUCKETS_OF_LATENCY];
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
        CHECK(near(bucket_width(widths[i][0]), widths[i][1]));
    begin(4);
    sends(TCP, 4);
    arrives(TCP, 1, 0);
    arrives(TCP, 2, 0.015);
    arrives(TCP, 3, 0.1); /* the last one takes in what is at its upper end */
    count_latencies(&comparison.outcomes[TCP], 0.01, buckets);
    CHECK(buckets[0] == 1 && buckets[1] == 1 && buckets[9] == 1);
    CHECK(buckets[2] + buckets[3] + buckets[4] + buckets[5] + buckets[6] + buckets[7] +
              buckets[8] ==
          0);
    end();
}

/* What the formula's authors would say: 1448 bytes each 40.5 ms, at 1 %. */
static void test_mathis(void)
{
    CHECK(fabs(mathis_bit_s(1448, 0.0405, 0.01) - 3503084) < 1000);
    CHECK(near(mathis_bit_s(1448, 0.0405, 0.04) * 2, mathis_bit_s(1448, 0.0405, 0.01)));
}

static void test_facts_of_bulk(void)
{
    begin(0);
    for (uint32_t cwnd = 10; cwnd <= 20; cwnd += 10)
        note(BULK, (struct note){.kind = NOTE_FACTS, .is.facts = {.cwnd = cwnd, .rtt_us = 40000}});
    note(BULK, (struct note){.kind = NOTE_BULK, .time_s = 2, .is.bytes = 1000});
    const struct outcome *bulk = &comparison.outcomes[BULK];
    CHECK(bulk->fact_count == 2 && near(bulk->cwnd_sum, 30) && bulk->facts.rtt_us == 40000);
    CHECK(bulk->bulk_bytes == 1000 && near(bulk->bulk_s, 2) && bulk->facts.cwnd == 20);
    end();
}

/* Message 2 of 2 is lost over UDP, and late over TCP. */
static void test_the_sentence_tells_what_happened(void)
{
    char text[SENTENCE];
    begin(2);
    sends(UDP, 2);
    sends(TCP, 2);
    arrives(UDP, 1, 0.02);
    arrives(TCP, 1, 0.02);
    arrives(TCP, 2, 0.09);
    comparison_judge(&comparison);
    comparison_sentence(text, &comparison);
    CHECK(strstr(text, "UDP lost 1 of 2") != NULL && strstr(text, "1 came late") != NULL);
    CHECK(strstr(text, "90.0 ms") != NULL);
    comparison.on_line = false;
    CHECK(strstr(comparison_sentence(text, &comparison), "could not be put on the line") != NULL);
    comparison.on_line = true;
    arrives(UDP, 2, 0.02);
    comparison_judge(&comparison);
    CHECK(strncmp(comparison_sentence(text, &comparison), "UDP lost nothing", 16) == 0);
    end();
    begin(2);
    sends(UDP, 2);
    sends(TCP, 2);
    arrives(UDP, 1, 0.02);
    arrives(TCP, 1, 0.02);
    comparison_judge(&comparison);
    CHECK(strstr(comparison_sentence(text, &comparison), "TCP had delivered 1 of 2") != NULL);
    end();
}

static const struct test tests[] = {
    {"a message keeps its number and its time", test_a_message_keeps_its_number_and_its_time},
    {"messages come whole out of any pieces", test_messages_come_whole_out_of_any_pieces},
    {"arrived, lost, twice and overtaken", test_arrived_lost_twice_and_overtaken},
    {"numbers that were never to be sent", test_numbers_that_were_never_to_be_sent},
    {"percentiles are times that were measured", test_percentiles_are_times_that_were_measured},
    {"nothing came", test_nothing_came},
    {"bytes a call", test_bytes_a_call},
    {"characters", test_characters},
    {"histogram", test_histogram},
    {"Mathis's formula", test_mathis},
    {"facts of a bulk transfer", test_facts_of_bulk},
    {"the sentence tells what happened", test_the_sentence_tells_what_happened},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
