/* Unit tests of common/: each function named test_... is one, and prints nothing unless it fails.
 *
 *     unit          runs all, prints "ok NAME" or "not ok NAME" for each; 1 if one failed
 *
 * What the code under test says itself is printed in pairs, "# wanted" and "# got": unit.bats compares. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/line_reader.h"
#include "../common/printable.h"
#include "../common/timing.h"
#include "check.h"

/* --- line_reader ------------------------------------------------------------------------------- */

/* Hand over BYTES in pieces of PIECE, and write down all lines, a result letter before each. */
static void read_lines(const char *bytes, size_t length, size_t piece, char *log, size_t size)
{
    struct line_reader reader = {0};
    struct line line;
    enum line_result result;
    size_t done = 0;
    log[0] = '\0';
    do {
        char *space;
        size_t room = line_reader_room(&reader, &space), n = length - done;
        n = n < piece ? n : piece;
        n = n < room ? n : room;
        memcpy(space, bytes + done, n);
        line_reader_add(&reader, n);
        done += n;
        while ((result = line_reader_take(&reader, &line)) != LINE_NOT_YET && result != LINE_END) {
            size_t used = strlen(log);
            if (result == LINE_TOO_LONG)
                snprintf(log + used, size - used, "[too long %zu]", line.length);
            else if (line.length > 100) /* of such a line the tests make all bytes alike */
                snprintf(log + used, size - used, "[%zu bytes%s]", line.length,
                         memcmp(line.text, line.text + 1, line.length - 1) == 0 ? "" : ", garbled");
            else
                snprintf(log + used, size - used, "[%.*s]", (int)line.length, line.text);
        }
    } while (result != LINE_END);
}

static void expect_lines(const char *bytes, size_t length, const char *wanted)
{
    static const size_t pieces[] = {1, 2, 3, 7, 100, 4095, 4096, 4097, 4098, 100000};
    char log[4096];
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        read_lines(bytes, length, pieces[i], log, sizeof log);
        if (strcmp(log, wanted) != 0)
            printf("# in pieces of %zu: wanted %s, got %s\n", pieces[i], wanted, log);
        failed = failed || strcmp(log, wanted) != 0;
    }
}

static void test_lines_are_the_same_however_they_are_cut(void)
{
    expect_lines("", 0, "");
    expect_lines("\n", 1, "[]");
    expect_lines("one\ntwo\n", 8, "[one][two]");
    expect_lines("one\r\n\r\ntwo", 10, "[one][][two]");
    expect_lines("a\rb\r\r\n", 6, "[a\rb\r]");
}

/* Of what came at once, a short line is taken, and the rest, which is longer, moves to the front: over itself. */
static void test_a_long_rest_moves_whole(void)
{
    struct line_reader reader = {0};
    struct line line;
    char *space, bytes[1000] = "a\n";
    for (size_t i = 2; i < sizeof bytes; i++)
        bytes[i] = (char)('b' + i % 23);
    line_reader_room(&reader, &space);
    memcpy(space, bytes, sizeof bytes);
    line_reader_add(&reader, sizeof bytes);
    failed = failed || line_reader_take(&reader, &line) != LINE_WHOLE;
    failed = failed || line_reader_take(&reader, &line) != LINE_NOT_YET;
    line_reader_room(&reader, &space);
    line_reader_add(&reader, 0);
    failed = failed || line_reader_take(&reader, &line) != LINE_WHOLE ||
             line.length != sizeof bytes - 2 || memcmp(line.text, bytes + 2, line.length) != 0;
}

static void test_a_line_of_the_limit_passes_and_one_byte_more_does_not(void)
{
    char *bytes = malloc(3 * LINE_LIMIT);
    memset(bytes, 'x', 3 * LINE_LIMIT);
    bytes[LINE_LIMIT] = '\n';
    expect_lines(bytes, LINE_LIMIT + 1, "[4096 bytes]");
    bytes[LINE_LIMIT] = '\r';
    bytes[LINE_LIMIT + 1] = '\n';
    expect_lines(bytes, LINE_LIMIT + 2, "[4096 bytes]");
    bytes[LINE_LIMIT] = 'x';
    memcpy(bytes + LINE_LIMIT + 2, "ok\n", 3);
    expect_lines(bytes, LINE_LIMIT + 5, "[too long 4097][ok]");
    bytes[LINE_LIMIT + 1] = 'x';
    bytes[3 * LINE_LIMIT - 2] = '\r';
    bytes[3 * LINE_LIMIT - 1] = '\n';
    memset(bytes + LINE_LIMIT, 'x', 2 * LINE_LIMIT - 2);
    expect_lines(bytes, 3 * LINE_LIMIT, "[too long 12286]");
    bytes[3 * LINE_LIMIT - 1] = 'x';
    expect_lines(bytes, 3 * LINE_LIMIT, "[too long 12288]");
    free(bytes);
}

static void test_a_line_is_a_text_only_as_a_whole(void)
{
    const struct line line = {.text = "exit\nmore", .length = 4}, empty = {.text = "exit"};
    CHECK(line_is(&line, "exit"));
    CHECK(!line_is(&line, "exi"));
    CHECK(!line_is(&line, "exit\n"));
    CHECK(!line_is(&line, "quit"));
    CHECK(line_is(&empty, "") && !line_is(&empty, "exit"));
}

/* --- printable --------------------------------------------------------------------------------- */

static bool prints_as(const char *bytes, size_t length, const char *wanted)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    print_safely(out, bytes, length);
    fclose(out);
    bool same = strcmp(text, wanted) == 0;
    if (!same)
        printf("# printed: %s\n", text);
    free(text);
    return same;
}

static void test_text_is_printed_as_it_is(void)
{
    CHECK(prints_as("Hello, World! ~", 15, "Hello, World! ~"));
    CHECK(prints_as("Gr\xc3\xbc\xc3\x9f"
                    "e \xe2\x82\xac \xf0\x9f\x99\x82",
                    16,
                    "Gr\xc3\xbc\xc3\x9f"
                    "e \xe2\x82\xac \xf0\x9f\x99\x82"));
    CHECK(prints_as("\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", 10,
                    "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf"));
}

static void test_controls_are_printed_as_numbers(void)
{
    CHECK(prints_as("\x1b]0;x\x07", 6, "\\x1b]0;x\\x07"));
    CHECK(prints_as("\0\n\t\r\x7f", 5, "\\x00\\x0a\\x09\\x0d\\x7f"));
    CHECK(
        prints_as("\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0", 8, "\\xc2\\x80\\xc2\\x9b\\xc2\\x9f\xc2\xa0"));
}

static void test_invalid_utf8_is_printed_as_numbers(void)
{
    CHECK(prints_as("\x80\xbf\xff\xfe", 4, "\\x80\\xbf\\xff\\xfe"));
    CHECK(prints_as("\xc0\xaf\xc1\xbf", 4, "\\xc0\\xaf\\xc1\\xbf")); /* overlong */
    CHECK(prints_as("\xe0\x9f\xbf", 3, "\\xe0\\x9f\\xbf"));          /* overlong */
    CHECK(prints_as("\xf0\x8f\xbf\xbf", 4, "\\xf0\\x8f\\xbf\\xbf")); /* overlong */
    CHECK(prints_as("\xed\xa0\x80", 3, "\\xed\\xa0\\x80"));          /* surrogate */
    CHECK(prints_as("\xf4\x90\x80\x80", 4, "\\xf4\\x90\\x80\\x80")); /* above U+10FFFF */
    CHECK(prints_as("\xe2\x82", 2, "\\xe2\\x82"));                   /* cut off */
    CHECK(prints_as("\xe2\x82"
                    "a",
                    3,
                    "\\xe2\\x82"
                    "a"));
}

/* --- timing ------------------------------------------------------------------------------------ */

/* What say_round_trips says of COUNT times: 1, 2, ... COUNT ms, in an order that jumps about. */
static void expect_summary(long count, const char *wanted)
{
    double *ms = malloc((size_t)count * sizeof *ms);
    for (long i = 0; i < count; i++)
        ms[i] = (double)((i * 7919) % count + 1); /* 7919 is a prime: each comes once */
    printf("# %s\n", wanted);
    printf("# ");
    say_round_trips(ms, count);
    for (long i = 0; i < count; i++)
        failed = failed || ms[i] < 1 || ms[i] > (double)count;
    free(ms);
}

static void test_round_trips_are_summed_up(void)
{
    expect_summary(1, "Round trips min/median/p99/max: 1.000/1.000/1.000/1.000 ms.");
    expect_summary(2, "Round trips min/median/p99/max: 1.000/1.500/2.000/2.000 ms.");
    expect_summary(100, "Round trips min/median/p99/max: 1.000/50.500/99.000/100.000 ms.");
    expect_summary(101, "Round trips min/median/p99/max: 1.000/51.000/100.000/101.000 ms.");
    expect_summary(10000, "Round trips min/median/p99/max: 1.000/5000.500/9900.000/10000.000 ms.");
}

/* ----------------------------------------------------------------------------------------------- */

static const struct test tests[] = {
    {"lines are the same however they are cut", test_lines_are_the_same_however_they_are_cut},
    {"a long rest moves whole", test_a_long_rest_moves_whole},
    {"a line of the limit passes and one byte more does not",
     test_a_line_of_the_limit_passes_and_one_byte_more_does_not},
    {"a line is a text only as a whole", test_a_line_is_a_text_only_as_a_whole},
    {"text is printed as it is", test_text_is_printed_as_it_is},
    {"controls are printed as numbers", test_controls_are_printed_as_numbers},
    {"invalid UTF-8 is printed as numbers", test_invalid_utf8_is_printed_as_numbers},
    {"round trips are summed up", test_round_trips_are_summed_up},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
