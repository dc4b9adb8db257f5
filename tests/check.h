/* What the unit tests have in common: a table of tests, and CHECK. Included by one .c file each. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct test {
    const char *name;
    void (*run)(void);
};

static bool failed;

static void check(bool holds, const char *what)
{
    if (!holds)
        printf("# wanted: %s\n", what);
    failed = failed || !holds;
}

#define CHECK(condition) check(condition, #condition)

/* Are the two texts the same? If not, say both. */
static inline bool is_text(const char *got, const char *wanted)
{
    bool same = strcmp(got, wanted) == 0;
    if (!same)
        printf("# wanted %s\n# got    %s\n", wanted, got);
    return same;
}

/* Run all, say "ok NAME" or "not ok NAME" of each. Returns main's result: 1 if one failed. */
static int run_tests(const struct test *tests, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        failed = false;
        tests[i].run();
        printf("%s %s\n", failed ? "not ok" : "ok", tests[i].name);
        any = any || failed;
    }
    return any ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
