/* Unit tests of udp/tally.c: what became of each ping. */
#include <limits.h>
#include <math.h>

#include "../udp/tally.h"
#include "check.h"

static struct tally tally;
static double ms;

/* Start with so many pings sent, ping 1 at time 1, ping 2 at time 2 ...; each is given up after 10 s. */
static void start(int sent)
{
    CHECK(tally_start(&tally, 10, 10) == 0);
    for (int i = 1; i <= sent; i++)
        tally_sent(&tally, i);
}

static bool counts_are(long received, long lost, long duplicated, long reordered, long late)
{
    return tally.received == received && tally.lost == lost && tally.duplicated == duplicated &&
           tally.reordered == reordered && tally.late == late;
}

static void test_in_order(void)
{
    start(3);
    CHECK(tally.under_way == 3);
    for (int i = 1; i <= 3; i++) {
        CHECK(tally_answered(&tally, i, i + 0.5, &ms) == IN_TIME);
        CHECK(ms == 500);
    }
    CHECK(tally.under_way == 0 && counts_are(3, 0, 0, 0, 0));
    tally_end(&tally);
}

static void test_overtaken_and_twice(void)
{
    start(4);
    CHECK(tally_answered(&tally, 2, 5, &ms) == IN_TIME);
    CHECK(tally_answered(&tally, 1, 5, &ms) == REORDERED);
    CHECK(tally_answered(&tally, 1, 5, &ms) == DUPLICATED);
    CHECK(tally_answered(&tally, 4, 5, &ms) == IN_TIME);
    CHECK(tally_answered(&tally, 4, 5, &ms) == DUPLICATED);
    CHECK(tally_answered(&tally, 3, 5, &ms) == REORDERED);
    CHECK(tally.under_way == 0 && counts_are(4, 0, 2, 2, 0));
    tally_end(&tally);
}

static void test_lost_late_and_late_again(void)
{
    start(3);
    CHECK(tally_give_up(&tally, 10.9) == 0);
    CHECK(tally_give_up(&tally, 11) == 1);
    CHECK(tally_give_up(&tally, 11) == 0);
    CHECK(counts_are(0, 1, 0, 0, 0));
    CHECK(tally_answered(&tally, 1, 11.5, &ms) == LATE && ms == 10500);
    CHECK(counts_are(0, 0, 0, 0, 1));
    CHECK(tally_answered(&tally, 1, 11.6, &ms) == DUPLICATED);
    CHECK(tally_answered(&tally, 2, 11.99, &ms) == IN_TIME);
    CHECK(tally_give_up(&tally, 100) == 3);
    CHECK(tally_give_up(&tally, 100) == 0);
    CHECK(counts_are(1, 1, 1, 0, 1) && tally.under_way == 0);
    tally_end(&tally);
}

static void test_late_by_the_clock_though_nobody_has_given_it_up(void)
{
    start(2);
    CHECK(tally_answered(&tally, 1, 11, &ms) == LATE);
    CHECK(counts_are(0, 0, 0, 0, 1) && tally.under_way == 1);
    tally_give_up_all(&tally);
    CHECK(counts_are(0, 1, 0, 0, 1) && tally.under_way == 0);
    tally_end(&tally);
}

static void test_the_oldest_sets_the_deadline(void)
{
    start(3);
    CHECK(tally_deadline(&tally) == 11);
    tally_answered(&tally, 1, 5, &ms);
    CHECK(tally_deadline(&tally) == 12);
    tally_answered(&tally, 3, 5, &ms);
    CHECK(tally_deadline(&tally) == 12);
    tally_answered(&tally, 2, 5, &ms);
    CHECK(tally_deadline(&tally) == INFINITY);
    tally_end(&tally);
    CHECK(tally_start(&tally, 10, 0) == 0); /* no limit */
    tally_sent(&tally, 1);
    CHECK(tally_deadline(&tally) == INFINITY && tally_give_up(&tally, 1e9) == 0);
    tally_end(&tally);
}

static void test_numbers_that_were_never_sent(void)
{
    start(2);
    CHECK(tally_answered(&tally, 0, 5, &ms) == UNKNOWN);
    CHECK(tally_answered(&tally, 3, 5, &ms) == UNKNOWN);
    CHECK(tally_answered(&tally, -1, 5, &ms) == UNKNOWN);
    CHECK(tally_answered(&tally, LONG_MAX, 5, &ms) == UNKNOWN);
    CHECK(counts_are(0, 0, 0, 0, 0));
    tally_restart(&tally);
    CHECK(tally_answered(&tally, 1, 5, &ms) == UNKNOWN);
    tally_end(&tally);
}

static const struct test tests[] = {
    {"in order", test_in_order},
    {"overtaken, and twice", test_overtaken_and_twice},
    {"lost, late, and late again", test_lost_late_and_late_again},
    {"late by the clock, though nobody has given it up",
     test_late_by_the_clock_though_nobody_has_given_it_up},
    {"the oldest sets the deadline", test_the_oldest_sets_the_deadline},
    {"numbers that were never sent", test_numbers_that_were_never_sent},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
