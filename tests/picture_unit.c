/* Unit tests of the ladder as a picture: its layout, its looks.
 *
 *     picture_unit FOLDER      FOLDER is empty, for its file */
#include <errno.h>
#include <math.h>

#include "../lab/ladder_layout.h"
#include "../lab/ladder_legend.h"
#include "../lab/ladder_picture.h"
#include "check.h"
#include "written.h"

/* --- layout ------------------------------------------------------------------------------------- */

static struct layout layout;

static struct flight arriving(enum host from, double sent_s, double arrived_s)
{
    return (struct flight){.from = from, .arrivals = 1, .sent_s = sent_s, .arrived_s = {arrived_s}};
}

static bool near(double one, double other)
{
    return fabs(one - other) < 1e-6;
}

static void test_far_apart_as_in_time(void)
{
    const struct flight flights[] = {arriving(HOST_A, 5, 5.02), arriving(HOST_B, 5.03, 5.04)};
    ladder_lay_out(&layout, flights, 2);
    CHECK(near(layout.places[0].sent_y, 0) && near(layout.places[0].end_y[0], 44));
    CHECK(near(layout.places[1].sent_y, 66) && near(layout.places[1].end_y[0], 88));
    CHECK(near(layout.height, 88) && layout.gap_count == 0);
}

static void test_those_of_one_host_have_room(void)
{
    const struct flight flights[] = {arriving(HOST_A, 0, 0.02), arriving(HOST_A, 1e-5, 0.02001),
                                     arriving(HOST_B, 2e-5, 0.02002)};
    ladder_lay_out(&layout, flights, 3);
    CHECK(near(layout.places[0].sent_y, 0) && near(layout.places[1].sent_y, 17));
    CHECK(near(layout.places[2].sent_y, 17.022)); /* b's line was free */
    CHECK(near(layout.places[1].end_y[0] - layout.places[0].end_y[0], 17));
    CHECK(near(layout.places[2].end_y[0] - layout.places[1].end_y[0], 0.022));
}

static void test_without_delay_none_arrives_before_it_is_sent(void)
{
    const struct flight flights[] = {arriving(HOST_A, 1, 1), arriving(HOST_A, 1, 1),
                                     arriving(HOST_B, 1, 1)};
    ladder_lay_out(&layout, flights, 3);
    for (int i = 0; i < 3; i++)
        CHECK(near(layout.places[i].sent_y, 17 * i) && near(layout.places[i].end_y[0], 17 * i));
}

static void test_long_gaps_are_cut_and_marked(void)
{
    const struct flight flights[] = {arriving(HOST_A, 0, 0.0318), arriving(HOST_A, 0.2318, 0.2336),
                                     arriving(HOST_B, 7200, 7200)};
    ladder_lay_out(&layout, flights, 3);
    double gap_y = layout.places[0].end_y[0];
    CHECK(near(gap_y, 69.96) && near(layout.places[1].sent_y, gap_y + 70));
    CHECK(layout.gap_count == 2);
    CHECK(near(layout.gaps[0].y, gap_y + 35) && near(layout.gaps[0].passed_s, 0.2));
    CHECK(near(layout.gaps[1].passed_s, 7200 - 0.2336));
    CHECK(near(layout.places[2].sent_y, layout.places[2].end_y[0]));
}

static void test_one_that_is_lost_ends_where_it_would_have_come(void)
{
    struct flight flights[] = {arriving(HOST_A, 0, 0.01),
                               arriving(HOST_A, 0.01, 0.03),
                               arriving(HOST_A, 0.02, 0.07),
                               arriving(HOST_B, 0.07, 0.071),
                               {.from = HOST_A, .lost = true, .sent_s = 0.1},
                               arriving(HOST_B, 0.15, 0.151)};
    ladder_lay_out(&layout, flights, 6);
    CHECK(near(layout.places[4].end_y[0] - layout.places[4].sent_y, 44)); /* 20 ms, the median */
    flights[4].from = HOST_B;
    ladder_lay_out(&layout, flights, 6);
    CHECK(near(layout.places[4].end_y[0] - layout.places[4].sent_y, 2.2));
    ladder_lay_out(&layout, flights + 4, 1);
    CHECK(near(layout.places[0].end_y[0], 44)); /* nothing is known: 20 ms */
}

static void test_one_on_the_way_has_not_come_before_the_end(void)
{
    const struct flight flights[] = {{.from = HOST_A, .sent_s = 0}, arriving(HOST_A, 0.01, 0.03)};
    ladder_lay_out(&layout, flights, 2);
    CHECK(layout.places[0].end_y[0] >= 66 && near(layout.height, 83));
    CHECK(layout.places[0].end_y[0] != layout.places[1].end_y[0]);
}

static int compare(const void *one, const void *other)
{
    const double *a = one, *b = other;
    return (*a > *b) - (*a < *b);
}

/* Those of one host, sorted, are a row apart; and never is one that came later higher up. */
static void check_order(const struct flight *flights, size_t count)
{
    double ys[HOSTS][EVENTS], times[EVENTS][2];
    size_t rows[HOSTS] = {0}, n = 0;
    for (size_t i = 0; i < count; i++) {
        enum host from = flights[i].from, to = from == HOST_A ? HOST_B : HOST_A;
        ys[from][rows[from]++] = times[n][1] = layout.places[i].sent_y;
        times[n++][0] = flights[i].sent_s;
        for (int k = 0; k < flights[i].arrivals; k++) {
            ys[to][rows[to]++] = times[n][1] = layout.places[i].end_y[k];
            times[n++][0] = flights[i].arrived_s[k];
        }
    }
    bool apart = true, ordered = true;
    for (int host = 0; host < HOSTS; host++) {
        qsort(ys[host], rows[host], sizeof ys[host][0], compare);
        for (size_t i = 1; i < rows[host]; i++)
            apart = apart && ys[host][i] - ys[host][i - 1] > LADDER_ROW - 1e-6;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            ordered = ordered && !(times[i][0] < times[k][0] && times[i][1] > times[k][1]);
    CHECK(apart);
    CHECK(ordered);
    CHECK(layout.height <= (double)(count * 3) * LADDER_GAP);
}

/* A small generator of its own: rand differs from one system to the next. */
static double draw(unsigned *state)
{
    *state = *state * 1103515245u + 12345u;
    return (*state >> 8 & 0xffff) / 65536.0;
}

static void test_no_order_of_events_breaks_the_rules(void)
{
    unsigned state = 1;
    for (int round = 0; round < 200; round++) {
        struct flight flights[LADDER_PACKETS];
        double now_s = 0;
        for (int i = 0; i < LADDER_PACKETS; i++) {
            static const double steps_s[] = {0, 1e-5, 1e-3, 0.05, 100};
            now_s += draw(&state) * steps_s[(int)(draw(&state) * 5)];
            flights[i] = (struct flight){
                .from = draw(&state) < 0.6 ? HOST_A : HOST_B,
                .arrivals = (int)(draw(&state) * 3),
                .sent_s = now_s,
                .arrived_s = {now_s + draw(&state) * 0.04, now_s + draw(&state) * 0.08}};
            flights[i].lost = flights[i].arrivals == 0 && draw(&state) < 0.5;
        }
        ladder_lay_out(&layout, flights, LADDER_PACKETS);
        check_order(flights, LADDER_PACKETS);
    }
}

/* --- picture ------------------------------------------------------------------------------------ */

static void write_picture(const struct ladder_picture *picture)
{
    CHECK(picture != NULL && ladder_picture_write(picture, path, "a  10.9.0.1", "b") == 0);
    read_file();
}

/* The number after NAME, of the first line that is lost. */
static double lost_at(const char *name)
{
    const char *at = strstr(bytes, "<line class=\"lost\"");
    at = at != NULL ? strstr(at, name) : NULL;
    return at != NULL ? strtod(at + strlen(name), NULL) : NAN;
}

static void test_each_look(void)
{
    struct ladder_picture *picture = ladder_picture_new();
    size_t syn = ladder_picture_sent(picture, 0, HOST_A, "seq 0", "SYN", RUNG_NOTE, false);
    ladder_picture_arrived(picture, syn, 0.0204);
    ladder_picture_arrived(picture, syn, 0.025);
    ladder_picture_arrived(picture, syn, 0.03); /* never three times */
    size_t lost = ladder_picture_sent(picture, 0.03, HOST_B, "<b>", "", RUNG_AGAIN, true);
    ladder_picture_arrived(picture, lost, 0.05);
    ladder_picture_arrived(picture, 77, 0.05);
    (void)ladder_picture_sent(picture, 1.05, HOST_B, "later", "DUP ACK #1", RUNG_DUP_ACK, false);
    write_picture(picture);
    CHECK(count_of("<polygon class=\"note\"") == 2); /* with the legend's */
    CHECK(count_of("<polygon class=\"note dashed\"") == 1);
    CHECK(count_of("<path class=\"lost\"") == 2 && count_of("class=\"lost mono\"") == 1);
    CHECK(count_of("<line class=\"dup dotted\"") == 1 && count_of("<polygon class=\"dup\"") == 1);
    CHECK(fabs(lost_at("x1=\"") - lost_at("x2=\"") - 0.55 * 400) < 1 && count_of(">50.0<") == 0);
    CHECK(count_of(">20.4</text>") == 1 && count_of(">1050.0</text>") == 1);
    CHECK(count_of(">+1.00 s</text>") == 1 && count_of(">&lt;b&gt;</text>") == 1);
    CHECK(count_of("bold halo\"") == 2);
    CHECK(count_of(">retransmission<") == 0 && count_of(">lost<") == 1);
    CHECK(count_of(">still on the way<") == 1 && count_of(">its second copy<") == 1);
    CHECK(near(ladder_legend(NULL, picture, true, 300, 0), 3 * 20)); /* six, in two columns */
    CHECK(near(ladder_legend(NULL, picture, false, 900, 0), 20));
    CHECK(near(ladder_legend(NULL, picture, false, 0, 0), 5 * 20));
    ladder_picture_free(picture);
}

static void test_short_pictures_have_finer_times(void)
{
    struct ladder_picture *picture = ladder_picture_new();
    ladder_picture_arrived(
        picture, ladder_picture_sent(picture, 0.00123, HOST_A, "", "", RUNG_PLAIN, false), 0.0099);
    write_picture(picture);
    CHECK(count_of(">1.230</text>") == 1 && count_of(">9.900</text>") == 1);
    (void)ladder_picture_sent(picture, 0.0101, HOST_A, "", "", RUNG_PLAIN, false);
    write_picture(picture);
    CHECK(count_of(">1.2</text>") == 1 && count_of(">9.9</text>") == 1);
    CHECK(count_of(">10.1</text>") == 1);
    ladder_picture_free(picture);
}

static void test_as_many_as_it_has_room_for(void)
{
    struct ladder_picture *picture = ladder_picture_new();
    write_picture(picture);
    CHECK(count_of(">no packet was sent<") == 1);
    for (size_t i = 0; i < 300; i++) {
        size_t number =
            ladder_picture_sent(picture, (double)i, HOST_A, "label", "", RUNG_PLAIN, false);
        CHECK(number == i);
        ladder_picture_arrived(picture, number, (double)i + 0.02);
        if (i == LADDER_PACKETS - 1) {
            write_picture(picture);
            CHECK(count_of(">label<") == LADDER_PACKETS && count_of("not drawn") == 0);
        }
    }
    write_picture(picture);
    CHECK(count_of(">label<") == LADDER_PACKETS && count_of(" 180 more, not drawn") == 1);
    CHECK(count_of("<polygon class=\"plain\"") == LADDER_PACKETS + 1);
    ladder_picture_free(picture);
    ladder_picture_free(NULL);
}

static void test_no_time_is_too_strange(void)
{
    static const double times[] = {NAN, -INFINITY, -5, 0, 1e-300, 86400, INFINITY, 1e300, 3, NAN};
    struct ladder_picture *picture = ladder_picture_new();
    for (size_t i = 0; i < 100; i++) {
        size_t number = ladder_picture_sent(picture, times[i % 10], (enum host)(i % 2), "\xff\n<",
                                            "&", (enum rung_look)(i % RUNG_LOOKS), i % 5 == 0);
        for (size_t k = 0; k < i % 3; k++)
            ladder_picture_arrived(picture, number, times[(i / 10 + k) % 10]);
    }
    write_picture(picture);
    CHECK(count_of("nan") == 0 && count_of("inf") == 0 && count_of("1000000000\"") == 0);
    CHECK(count_of(">1000000000.0</text>") > 0 && count_of("</svg>") == 1);
    ladder_picture_free(picture);
}

static void test_a_picture_that_cannot_be(void)
{
    errno = 0;
    struct ladder_picture *picture = ladder_picture_new();
    CHECK(ladder_picture_write(picture, "/nowhere/at/all", "a", "b") == -1 && errno == ENOENT);
    for (int full = 0; has_full_device() && full < 2; full++) {
        errno = 0;
        CHECK(ladder_picture_write(picture, "/dev/full", "a", "b") == -1 && errno == ENOSPC);
        for (int i = 0; i < 200; i++)
            (void)ladder_picture_sent(picture, i, HOST_A, "", "", RUNG_PLAIN, false);
    }
    ladder_picture_free(picture);
}

static const struct test tests[] = {
    {"a picture that cannot be", test_a_picture_that_cannot_be},
    {"far apart as in time", test_far_apart_as_in_time},
    {"those of one host have room", test_those_of_one_host_have_room},
    {"without delay, none arrives before it is sent",
     test_without_delay_none_arrives_before_it_is_sent},
    {"long gaps are cut, and marked", test_long_gaps_are_cut_and_marked},
    {"one that is lost ends where it would have come",
     test_one_that_is_lost_ends_where_it_would_have_come},
    {"one on the way has not come before the end", test_one_on_the_way_has_not_come_before_the_end},
    {"no order of events breaks the rules", test_no_order_of_events_breaks_the_rules},
    {"each look", test_each_look},
    {"short pictures have finer times", test_short_pictures_have_finer_times},
    {"as many as it has room for", test_as_many_as_it_has_room_for},
    {"no time is too strange", test_no_time_is_too_strange},
};

int main(int argc, char *argv[])
{
    if (!in_folder(argc, argv))
        return 2;
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
