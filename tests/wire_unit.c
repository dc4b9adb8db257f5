/* Unit tests of lab/wire.c: does the wire do as the fates say? No sockets, no clock: nothing can be flaky. */
#include <math.h>
#include <string.h>

#include "../lab/fate.h"
#include "../lab/values.h"
#include "../lab/wire.h"
#include "check.h"

static char delivered[4096]; /* the first byte of each */

static void append(char *text, char letter)
{
    size_t length = strlen(text);
    text[length] = letter;
    text[length + 1] = '\0';
}

static uint64_t last_number; /* of those delivered */

static void write_down(struct stream *stream, uint64_t number, const char *bytes, size_t length)
{
    (void)stream;
    last_number = number;
    if (length > 0 && strlen(delivered) + 1 < sizeof delivered)
        append(delivered, bytes[0]);
}

static struct wire new_wire(double loss, double dup, double reorder)
{
    delivered[0] = '\0';
    return (struct wire){.seed = 42, .odds = {loss, dup, reorder}, .deliver = write_down};
}

static struct selection to_drop;

/* Put each letter of TEXT on the wire at NOW_S, as a datagram of LENGTH bytes. */
static void put(struct wire *wire, struct stream *stream, const char *text, size_t length,
                double now_s)
{
    static char bytes[65536];
    for (; *text != '\0'; text++) {
        bytes[0] = *text;
        wire_put(wire, stream, bytes, length, selects(&to_drop, stream->number + 1), now_s);
    }
}

static bool adds_up(const struct wire *wire, unsigned long long on_the_way)
{
    const struct counts *counts = &wire->counts;
    return counts->came + counts->duplicated ==
           counts->lost + counts->dropped + counts->overflowed + counts->delivered + on_the_way;
}

static void test_a_clean_wire_delivers_at_once(void)
{
    struct wire wire = new_wire(0, 0, 0);
    struct stream stream = {.flow = 1};
    put(&wire, &stream, "abcdef", 10, 0);
    CHECK(strcmp(delivered, "abcdef") == 0);
    CHECK(wire_due(&wire) == INFINITY && stream.on_the_way == 0);
    CHECK(wire.counts.came == 6 && wire.counts.delivered == 6 && adds_up(&wire, 0));
    wire_end(&wire);
}

static void test_those_to_be_dropped_are(void)
{
    struct wire wire = new_wire(0, 0, 0);
    struct stream stream = {.flow = 1}, other = {.flow = 2};
    to_drop = (struct selection){.ranges = 2, .range = {{4, 4}, {7, 9}}};
    put(&wire, &stream, "1234567890", 1, 0);
    put(&wire, &other, "1234567890", 1, 0);
    CHECK(strcmp(delivered, "123560123560") == 0);
    CHECK(wire.counts.dropped == 8 && wire.counts.lost == 0);
    CHECK(last_number == 10);
    to_drop.ranges = 0;
    wire_end(&wire);
}

/* 1000 bytes take a second. The first has the line; three may wait for it. */
static void test_only_so_many_wait_for_the_line(void)
{
    struct wire wire = new_wire(0, 0, 0);
    struct stream stream = {.flow = 1};
    wire.rate_bit_s = 8000;
    wire.queue_limit = 3;
    put(&wire, &stream, "abcdef", 1000, 0);
    CHECK(wire.counts.overflowed == 2 && adds_up(&wire, 4));
    put(&wire, &stream, "g", 1000, 0.9);
    CHECK(wire.counts.overflowed == 3);
    put(&wire, &stream, "hi", 1000, 1.1); /* "b" has the line now: there is room for one */
    CHECK(wire.counts.overflowed == 4);
    wire_run(&wire, 6);
    CHECK(strcmp(delivered, "abcdh") == 0 && adds_up(&wire, 0));
    put(&wire, &stream, "jklmn", 1000, 100);
    CHECK(wire.counts.overflowed == 5);
    wire_end(&wire);
}

/* Of two copies one may still find room: then it is passed on, once. */
static void test_it_is_not_lost_if_one_copy_has_room(void)
{
    struct wire wire = new_wire(0, 1, 0);
    struct stream stream = {.flow = 1};
    wire.rate_bit_s = 8000;
    wire.queue_limit = 2;
    struct verdict first = wire_put(&wire, &stream, "a", 1, false, 0);
    CHECK(first.duplicated && !first.overflowed);
    struct verdict second = wire_put(&wire, &stream, "b", 1, false, 0);
    CHECK(!second.duplicated && !second.overflowed);
    struct verdict third = wire_put(&wire, &stream, "c", 1, false, 0);
    CHECK(!third.duplicated && third.overflowed);
    CHECK(wire.counts.overflowed == 3 && adds_up(&wire, 3));
    wire_end(&wire);
}

static void test_losses_and_copies_are_those_of_the_fates(void)
{
    struct wire wire = new_wire(0.3, 0.3, 0);
    struct stream stream = {.flow = 1};
    char wanted[100] = "";
    const char *text = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN";
    for (size_t i = 0; text[i] != '\0'; i++) {
        const struct identity identity = {.seed = wire.seed, .flow = 1, .number = i + 1};
        struct fate one = fate_of(&identity, &wire.odds);
        if (!one.lost)
            append(wanted, text[i]);
        if (one.duplicated)
            append(wanted, text[i]);
    }
    put(&wire, &stream, text, 1, 0);
    CHECK(strcmp(delivered, wanted) == 0);
    CHECK(strlen(delivered) < 45 && strlen(delivered) > 20);
    CHECK(adds_up(&wire, 0));
    wire_end(&wire);
}

/* Held back until the next one that is not held back has passed: then all that are held follow, in order. */
static void test_reordered_means_held_back_until_the_next_has_passed(void)
{
    struct wire wire = new_wire(0, 0, 0.3);
    struct stream stream = {.flow = 1};
    char wanted[100] = "", held[100] = "";
    const char *text = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN";
    size_t overtaken = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        const struct identity identity = {.seed = 42, .flow = 1, .number = i + 1};
        if (fate_of(&identity, &wire.odds).reordered) {
            append(held, text[i]);
            continue;
        }
        append(wanted, text[i]);
        for (const char *letter = held; *letter != '\0'; letter++)
            append(wanted, *letter);
        overtaken += strlen(held);
        held[0] = '\0';
    }
    put(&wire, &stream, text, 1, 0);
    CHECK(strcmp(delivered, wanted) == 0);
    CHECK(strcmp(delivered, text) != 0);
    CHECK(wire.counts.reordered == overtaken && overtaken > 5);
    CHECK(adds_up(&wire, strlen(held)) && stream.on_the_way == strlen(held));
    wire_end(&wire);
}

static void test_held_back_is_not_for_ever_and_then_not_reordered(void)
{
    struct wire wire = new_wire(0, 1, 1);
    struct stream stream = {.flow = 1};
    put(&wire, &stream, "abc", 1, 10);
    CHECK(strcmp(delivered, "") == 0 && stream.on_the_way == 3);
    double due_s = wire_due(&wire);
    CHECK(due_s > 10.14 && due_s < 10.16);
    wire_run(&wire, due_s - 0.001);
    CHECK(strcmp(delivered, "") == 0);
    wire_run(&wire, due_s);
    CHECK(strcmp(delivered, "aabbcc") == 0 && stream.on_the_way == 0);
    CHECK(wire.counts.reordered == 0 && wire.counts.duplicated == 3 && adds_up(&wire, 0));
    CHECK(wire_due(&wire) == INFINITY);
    wire_end(&wire);
}

static void test_one_stream_does_not_overtake_another(void)
{
    struct wire wire = new_wire(0, 0, 1);
    struct stream stream = {.flow = 1}, other = {.flow = 2};
    put(&wire, &stream, "a", 1, 0);
    wire.odds.reorder = 0;
    put(&wire, &other, "1", 1, 0);
    CHECK(strcmp(delivered, "1") == 0 && wire.counts.reordered == 0);
    put(&wire, &stream, "b", 1, 0);
    CHECK(strcmp(delivered, "1ba") == 0 && wire.counts.reordered == 1);
    wire_end(&wire);
}

static void test_delay_is_kept_and_jitter_does_not_change_the_order(void)
{
    struct wire wire = new_wire(0, 0, 0);
    struct stream stream = {.flow = 1};
    wire.delay_s = 0.02;
    wire.jitter_s = 0.01;
    const char *text = "abcdefghijklmnopqrstuvwxyz";
    put(&wire, &stream, text, 1, 5);
    double first_s = wire_due(&wire), last_s = first_s;
    CHECK(first_s >= 5.01 && first_s <= 5.03);
    while (wire_due(&wire) < INFINITY) {
        last_s = wire_due(&wire);
        wire_run(&wire, last_s);
    }
    CHECK(strcmp(delivered, text) == 0);
    CHECK(last_s > 5.025 && last_s <= 5.03);
    wire_end(&wire);
}

/* Jitter may be larger than the delay; who must write down first what is sent gives a least one. */
static void test_none_arrives_sooner_than_the_least_delay(void)
{
    struct wire wire = new_wire(0, 0, 0);
    struct stream stream = {.flow = 1};
    wire.delay_s = 0.001;
    wire.jitter_s = 1;
    wire.least_delay_s = 0.0005;
    for (int i = 1; i < 40; i++) {
        /* As it is stored: i686 computes with more digits. */
        double now_s = 5.0 * i, soonest_s = now_s + 0.0005;
        put(&wire, &stream, "x", 1, now_s);
        CHECK(stream.on_the_way == 1 && wire_due(&wire) >= soonest_s);
        wire_run(&wire, now_s + 2);
    }
    CHECK(adds_up(&wire, 0));
    wire_end(&wire);
}

static void test_a_rate_lets_one_bit_follow_the_other(void)
{
    struct wire wire = new_wire(0, 0, 0);
    struct stream stream = {.flow = 1}, other = {.flow = 2};
    wire.rate_bit_s = 8000;
    put(&wire, &stream, "a", 500, 0); /* takes half a second */
    put(&wire, &other, "b", 1000, 0); /* a second, on the same line */
    wire_run(&wire, 0.499);
    CHECK(strcmp(delivered, "") == 0);
    wire_run(&wire, 0.501);
    CHECK(strcmp(delivered, "a") == 0);
    wire_run(&wire, 1.499);
    CHECK(strcmp(delivered, "a") == 0);
    wire_run(&wire, 1.501);
    CHECK(strcmp(delivered, "ab") == 0);
    put(&wire, &stream, "c", 1000, 100); /* the line was free meanwhile */
    CHECK(wire_due(&wire) == 101);
    wire_end(&wire);
}

static void test_a_new_rate_does_not_wait_for_the_old_one(void)
{
    struct wire wire = new_wire(0, 0, 0);
    struct stream stream = {.flow = 1};
    wire.rate_bit_s = 8;
    wire.queue_limit = 3;
    put(&wire, &stream, "abcde", 1000, 0); /* "a" alone takes 1000 s */
    CHECK(wire.counts.overflowed == 1);
    wire.rate_bit_s = 8000;
    stream.last_due_s = 0;
    wire_free_line(&wire);
    put(&wire, &stream, "fghi", 1000, 10);
    CHECK(wire.counts.overflowed == 1);
    wire_run(&wire, 14);
    CHECK(strcmp(delivered, "fghi") == 0);
    wire_run(&wire, 4000);
    CHECK(strcmp(delivered, "fghiabcd") == 0 && adds_up(&wire, 0));
    wire_end(&wire);
}

static void test_too_much_on_the_way_is_lost_and_counted(void)
{
    struct wire wire = new_wire(0, 0, 0);
    struct stream stream = {.flow = 1};
    wire.delay_s = 1;
    for (int i = 0; i < 300; i++)
        put(&wire, &stream, "x", 65507, 0);
    CHECK(wire.counts.overflowed > 0 && wire.counts.overflowed < 100);
    CHECK(adds_up(&wire, stream.on_the_way));
    wire_run(&wire, 1);
    CHECK(adds_up(&wire, 0) && stream.on_the_way == 0);
    put(&wire, &stream, "x", 65507, 2);
    CHECK(stream.on_the_way == 1);
    wire_end(&wire);
}

static const struct test tests[] = {
    {"a clean wire delivers at once", test_a_clean_wire_delivers_at_once},
    {"those to be dropped are", test_those_to_be_dropped_are},
    {"only so many wait for the line", test_only_so_many_wait_for_the_line},
    {"it is not lost if one copy has room", test_it_is_not_lost_if_one_copy_has_room},
    {"losses and copies are those of the fates", test_losses_and_copies_are_those_of_the_fates},
    {"reordered means held back until the next has passed",
     test_reordered_means_held_back_until_the_next_has_passed},
    {"held back is not for ever, and then not reordered",
     test_held_back_is_not_for_ever_and_then_not_reordered},
    {"one stream does not overtake another", test_one_stream_does_not_overtake_another},
    {"delay is kept, and jitter does not change the order",
     test_delay_is_kept_and_jitter_does_not_change_the_order},
    {"none arrives sooner than the least delay", test_none_arrives_sooner_than_the_least_delay},
    {"a rate lets one bit follow the other", test_a_rate_lets_one_bit_follow_the_other},
    {"a new rate does not wait for the old one", test_a_new_rate_does_not_wait_for_the_old_one},
    {"too much on the way is lost and counted", test_too_much_on_the_way_is_lost_and_counted},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
