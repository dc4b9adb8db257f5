/* Unit tests of lab/fate.c: are the fates fair, and does each depend on what it should? Pure numbers: nothing can be flaky. */
#include "../lab/fate.h"
#include "check.h"

enum { SEEDS = 1000, DRAWS = 1000, BINS = 16 };

/* Pearson's chi-square of COUNT observed numbers against those expected. */
static double chi_square(const double *observed, const double *expected, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += (observed[i] - expected[i]) * (observed[i] - expected[i]) / expected[i];
    return sum;
}

static struct fate fate(uint64_t seed, uint64_t number, double odds)
{
    const struct identity identity = {.seed = seed, .flow = 1, .number = number};
    const struct odds all = {odds, odds, odds};
    return fate_of(&identity, &all);
}

/* Even of fair draws, one set in a hundred looks as odd as this: of 1000 seeds 10, give or take 3. */
static bool about_ten(int rejected)
{
    return rejected >= 1 && rejected <= 20;
}

static void test_as_many_are_lost_as_shall_be(void)
{
    int rejected = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        double lost[2] = {0}, expected[2] = {DRAWS * 0.9, DRAWS * 0.1};
        for (uint64_t i = 1; i <= DRAWS; i++)
            lost[fate(seed, i, 0.1).lost]++;
        rejected += chi_square(lost, expected, 2) > 6.635; /* 1 degree of freedom, 1 % */
    }
    CHECK(about_ten(rejected));
}

static void test_draws_are_evenly_spread(void)
{
    int rejected = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        double bins[BINS] = {0}, expected[BINS];
        for (int i = 0; i < BINS; i++)
            expected[i] = (double)DRAWS / BINS;
        for (uint64_t i = 1; i <= DRAWS; i++)
            bins[(int)(BINS * (fate(seed, i, 0).jitter + 1) / 2)]++;
        rejected += chi_square(bins, expected, BINS) > 30.578; /* 15 degrees of freedom, 1 % */
    }
    CHECK(about_ten(rejected));
}

static void test_losses_do_not_depend_on_the_one_before(void)
{
    int rejected = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        double pairs[4] = {0}, n = DRAWS / 2.0;
        double expected[4] = {n * 0.64, n * 0.16, n * 0.16, n * 0.04};
        for (uint64_t i = 1; i <= DRAWS; i += 2)
            pairs[2 * fate(seed, i, 0.2).lost + fate(seed, i + 1, 0.2).lost]++;
        rejected += chi_square(pairs, expected, 4) > 11.345; /* 3 degrees of freedom, 1 % */
    }
    CHECK(about_ten(rejected));
}

static void test_one_misfortune_does_not_bring_another(void)
{
    int rejected = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        double pairs[4] = {0}, n = 0;
        for (uint64_t i = 1; i <= DRAWS; i++) {
            struct fate one = fate(seed, i, 0.2);
            if (one.lost)
                continue;
            pairs[2 * one.duplicated + one.reordered]++;
            n++;
        }
        double expected[4] = {n * 0.64, n * 0.16, n * 0.16, n * 0.04};
        rejected += chi_square(pairs, expected, 4) > 11.345;
    }
    CHECK(about_ten(rejected));
}

static void test_each_part_of_the_identity_counts(void)
{
    const struct identity base = {1, 1, 0, 1};
    const struct identity others[] = {{2, 1, 0, 1}, {1, 2, 0, 1}, {1, 1, 1, 1}, {1, 1, 0, 2},
                                      {0, 1, 0, 1}, {1, 0, 0, 1}, {1, 1, 0, 0}};
    CHECK(fate_draw(&base, 1) == fate_draw(&base, 1));
    CHECK(fate_draw(&base, 1) != fate_draw(&base, 2));
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        CHECK(fate_draw(&base, 1) != fate_draw(&others[i], 1));
}

static void test_the_figures_in_the_pages(void)
{
    static const struct {
        double odds;
        int lost;
    } figures[] = {{0, 0}, {0.01, 9}, {0.05, 54}, {0.1, 103}, {0.2, 190}, {1, 1000}};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        int lost = 0;
        for (uint64_t k = 1; k <= 1000; k++)
            lost += fate(42, k, figures[i].odds).lost;
        if (lost != figures[i].lost)
            printf("# of 1000 at %g, %d are lost\n", figures[i].odds, lost);
        CHECK(lost == figures[i].lost);
    }
}

static const struct test tests[] = {
    {"as many are lost as shall be", test_as_many_are_lost_as_shall_be},
    {"draws are evenly spread", test_draws_are_evenly_spread},
    {"losses do not depend on the one before", test_losses_do_not_depend_on_the_one_before},
    {"one misfortune does not bring another", test_one_misfortune_does_not_bring_another},
    {"each part of the identity counts", test_each_part_of_the_identity_counts},
    {"the figures in the pages", test_the_figures_in_the_pages},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
