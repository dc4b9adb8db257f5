/* Unit tests of lab/svg.c and lab/cells.c: shapes, any numbers, any bytes.
 *
 *     svg_unit FOLDER      FOLDER is empty, for its file */
#include <errno.h>
#include <locale.h>
#include <math.h>

#include "../lab/cells.h"
#include "../lab/svg.h"
#include "check.h"
#include "written.h"

static void test_numbers(void)
{
    static const struct {
        double value;
        const char *text;
    } numbers[] = {{0, "\"0\""},
                   {-0.0, "\"0\""},
                   {-0.001, "\"0\""},
                   {-0.01, "\"-0.01\""},
                   {12, "\"12\""},
                   {12.5, "\"12.5\""},
                   {12.05, "\"12.05\""},
                   {12.996, "\"13\""},
                   {-3.14159, "\"-3.14\""},
                   {1e300, "\"1000000000\""},
                   {INFINITY, "\"1000000000\""},
                   {-INFINITY, "\"-1000000000\""},
                   {NAN, "\"0\""}};
    /* Where there is such a locale, a point must still be one. */
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
        (void)setlocale(LC_ALL, "");
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char wanted[40];
        struct svg *svg = svg_open(path, 10, 10, "");
        svg_dot(svg, "ink", 1, 2, numbers[i].value);
        CHECK(svg_close(svg) == 0);
        read_file();
        snprintf(wanted, sizeof wanted, " r=%s", numbers[i].text);
        if (strstr(bytes, wanted) == NULL)
            printf("# %g is not %s\n", numbers[i].value, numbers[i].text);
        CHECK(strstr(bytes, wanted) != NULL);
    }
    (void)setlocale(LC_ALL, "C");
}

static void test_any_bytes_are_text(void)
{
    struct svg *svg = svg_open(path, 10, 10, "</title>&");
    svg_text(svg, "ink", 1, 2, "end", 0, "<a b=\"c\" d='e'>&amp;");
    svg_text(svg, "ink", 1, 2, "end", -30,
             "\x1b\n\x7f\xc2\x80|\xff|\xe2\x82|\xed\xa0\x80|\xef\xbf\xbf");
    svg_text(svg, "ink", 1, 2, "end", 0, "gr\xc3\xbc\xc3\x9f \xe4\xbd\xa0 \xf0\x9f\x90\xa7");
    CHECK(svg_close(svg) == 0);
    read_file();
    CHECK(count_of("<title>&lt;/title&gt;&amp;</title>") == 1);
    CHECK(count_of(">&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;</text>") == 1);
    CHECK(count_of(" transform=\"rotate(-30 1 2)\">\\x1b\\x0a\\x7f\\xc2\\x80|\\xff|\\xe2\\x82|"
                   "\\xed\\xa0\\x80|\\xef\\xbf\\xbf</text>") == 1);
    CHECK(count_of(">gr\xc3\xbc\xc3\x9f \xe4\xbd\xa0 \xf0\x9f\x90\xa7</text>") == 1);
}

static void test_each_shape(void)
{
    static const double points[] = {1, 2, 3.5, 4};
    struct svg *svg = svg_open(path, 100, 50, "shapes");
    svg_line(svg, "grid", 1, 2, 3, 4);
    svg_arrow(svg, "again dashed", 0, 0, 30, 40); /* its head is 9 long and 6 wide */
    svg_arrow(svg, "note", 7, 7, 7, 7);           /* in no direction: nothing */
    svg_cross(svg, "lost", 20, 30, 5);
    svg_box(svg, "ink", 1, 2, 3, 4);
    svg_polyline(svg, "tcp", points, 2);
    CHECK(svg_close(svg) == 0);
    read_file();
    CHECK(count_of("width=\"100\" height=\"50\" viewBox=\"0 0 100 50\"") == 1);
    CHECK(count_of("<line class=\"grid\" x1=\"1\" y1=\"2\" x2=\"3\" y2=\"4\"/>") == 1);
    CHECK(count_of("<line class=\"again dashed\" x1=\"0\" y1=\"0\" x2=\"24.6\" y2=\"32.8\"/>") ==
          1);
    CHECK(count_of("<polygon class=\"again dashed\" points=\"30,40 22.2,34.6 27,31\"/>") == 1);
    CHECK(count_of("class=\"note\"") == 0);
    CHECK(count_of("<path class=\"lost\" d=\"M15,25L25,35M15,35L25,25\"/>") == 1);
    CHECK(count_of("<rect class=\"ink\" x=\"1\" y=\"2\" width=\"3\" height=\"4\" rx=\"5\"/>") == 1);
    CHECK(count_of("<polyline class=\"tcp\" points=\"1,2 3.5,4\"/>") == 1);
    CHECK(count_of("prefers-color-scheme: dark") == 1 && count_of("</svg>") == 1);
}

static void test_an_svg_that_cannot_be(void)
{
    errno = 0;
    CHECK(svg_open("/nowhere/at/all", 1, 1, "") == NULL && errno == ENOENT);
}

/* It may not look whole when the disk was full for a while only. */
static void test_what_failed_once_is_remembered(void)
{
    struct rlimit limit;
    struct svg *svg = svg_open(path, 10, 10, "");
    shrink_disk(&limit);
    for (int i = 0; i < 10000; i++)
        svg_dot(svg, "ink", 1, 2, 3);
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    errno = 0;
    CHECK(svg_close(svg) == -1 && errno == EFBIG);
}

static void test_cells(void)
{
    char text[CELLS_SIZE(8)];
    CHECK(cells("") == 0 && cells("abc") == 3 && cells("\xc3\xbc") == 2 && cells("\xff\n") == 8);
    CHECK(cells("\xef\xbf\xbf") == 12);
    static const char *const cuts[][2] = {{"", ""},
                                          {"12345678", "12345678"},
                                          {"123456789", "1234567\xe2\x80\xa6"},
                                          {"\xf0\x9f\x90\xa7\xf0\x9f\x90\xa7\xf0\x9f\x90\xa7"
                                           "\xf0\x9f\x90\xa7",
                                           "\xf0\x9f\x90\xa7\xf0\x9f\x90\xa7\xf0\x9f\x90\xa7"
                                           "\xf0\x9f\x90\xa7"},
                                          {"\xff\xff\xff", "\xff\xe2\x80\xa6"}};
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        cut_to_cells(text, 8, cuts[i][0]);
        CHECK(strcmp(text, cuts[i][1]) == 0);
    }
}

static const struct test tests[] = {
    {"what failed once is remembered", test_what_failed_once_is_remembered},
    {"numbers", test_numbers},
    {"any bytes are text", test_any_bytes_are_text},
    {"each shape", test_each_shape},
    {"cells", test_cells},
    {"an SVG that cannot be", test_an_svg_that_cannot_be},
};

int main(int argc, char *argv[])
{
    if (!in_folder(argc, argv))
        return 2;
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
