#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "ladder_legend.h"
#include "ladder_rungs.h"
#include "svg.h"

enum { TITLE_CELLS = 40, TIME_SIZE = 32 };

/* From the top: the boxes of the hosts, then their lines, with the first packet at TOP. From the line of a host outwards: the
 * times, the labels, the margin. */
enum {
    SPAN = 400,
    BOX_Y = 16,
    BOX_HEIGHT = 26,
    TOP = 84,
    TAIL = 24,
    MARGIN = 14,
    LEAST_SIDE = 100
};

struct drawing {
    const struct ladder_picture *picture;
    size_t count;
    struct layout layout;
    char titles[HOSTS][CELLS_SIZE(TITLE_CELLS)];
    double x[HOSTS]; /* of the lines */
    bool fine;       /* times are written to the microsecond */
    double time_width, width;
    struct svg *svg;
};

/* A picture of less than this has fine times: without a delay, a whole conversation takes some milliseconds. */
static const double FINE_S = 0.01;

static const char *const colours[RUNG_LOOKS] = {"plain", "note", "again", "dup"};

/* --- numbers in words --------------------------------------------------------------------------- */

/* Milliseconds, with a point in it whatever the locale: to a tenth, or FINE to a thousandth. */
static const char *milliseconds(char text[TIME_SIZE], double time_s, bool fine)
{
    long long units = fine ? 1000 : 10, count = (long long)(time_s * 1e3 * (double)units + 0.5);
    snprintf(text, TIME_SIZE, fine ? "%lld.%03lld" : "%lld.%lld", count / units, count % units);
    return text;
}

/* "+204 ms", "+1.02 s", "+12 min 5 s", "+3 h 25 min" */
static const char *duration(char text[TIME_SIZE], double time_s)
{
    long long ms = (long long)(time_s * 1e3 + 0.5), s = ms / 1000;
    if (ms < 1000)
        snprintf(text, TIME_SIZE, "+%lld ms", ms);
    else if (s < 60)
        snprintf(text, TIME_SIZE, "+%lld.%02lld s", s, ms % 1000 / 10);
    else if (s < 3600)
        snprintf(text, TIME_SIZE, "+%lld min %lld s", s / 60, s % 60);
    else
        snprintf(text, TIME_SIZE, "+%lld h %lld min", s / 3600, s % 3600 / 60);
    return text;
}

/* --- the lines of the hosts, and the gaps in them ----------------------------------------------- */

/* Outwards from the line of HOST: -1 is to the left. */
static int outwards(enum host host)
{
    return host == HOST_A ? -1 : 1;
}

/* The end of a text at which it stands beside the line of HOST. */
static const char *anchor(enum host host)
{
    return host == HOST_A ? "end" : "start";
}

static void draw_title(const struct drawing *drawing, enum host host)
{
    const char *title = drawing->titles[host];
    double x = drawing->x[host], width = (double)cells(title) * 8 + 2 * MARGIN;
    svg_box(drawing->svg, "ink", x - width / 2, BOX_Y, width, BOX_HEIGHT);
    svg_text(drawing->svg, "ink title", x, BOX_Y + 17.5, "middle", 0, title);
    svg_text(drawing->svg, "muted small", x + outwards(host) * MARGIN, TOP - 20, anchor(host), 0,
             "ms");
}

/* Straight down, with a zigzag where time was left out. */
static void draw_host(const struct drawing *drawing, enum host host)
{
    static const double zigzag[][2] = {{0, -8}, {5, -4}, {-5, 4}, {0, 8}};
    enum { BENDS = sizeof zigzag / sizeof zigzag[0] };
    double x = drawing->x[host], points[2 * (2 + BENDS * EVENTS)];
    size_t n = 0;
    points[n++] = x;
    points[n++] = BOX_Y + BOX_HEIGHT;
    for (size_t i = 0; i < drawing->layout.gap_count; i++)
        for (size_t k = 0; k < BENDS; k++) {
            points[n++] = x + zigzag[k][0];
            points[n++] = TOP + drawing->layout.gaps[i].y + zigzag[k][1];
        }
    points[n++] = x;
    points[n++] = TOP + drawing->layout.height + TAIL;
    svg_polyline(drawing->svg, "ink", points, n / 2);
}

static void draw_gaps(const struct drawing *drawing)
{
    char text[TIME_SIZE];
    for (size_t i = 0; i < drawing->layout.gap_count; i++) {
        const struct gap *gap = &drawing->layout.gaps[i];
        double y = TOP + gap->y;
        svg_line(drawing->svg, "faint dotted", drawing->x[HOST_A] + 10, y, drawing->x[HOST_B] - 10,
                 y);
        svg_text(drawing->svg, "muted", drawing->x[HOST_A] - MARGIN, y + 3.5, "end", 0,
                 duration(text, gap->passed_s));
    }
}

/* --- the packets -------------------------------------------------------------------------------- */

static const char *colour(const struct drawing *drawing, size_t i)
{
    return drawing->picture->flights[i].lost ? "lost" : colours[drawing->picture->rungs[i].look];
}

/* A time beside the line of HOST. */
static void draw_time(const struct drawing *drawing, const char *class, enum host host, double y,
                      double time_s)
{
    char text[TIME_SIZE];
    svg_text(drawing->svg, class, drawing->x[host] + outwards(host) * MARGIN, TOP + y + 3.5,
             anchor(host), 0, milliseconds(text, time_s, drawing->fine));
}

static void draw_arrow(const struct drawing *drawing, size_t i)
{
    const struct flight *flight = &drawing->picture->flights[i];
    const struct place *place = &drawing->layout.places[i];
    enum host to = flight->from == HOST_A ? HOST_B : HOST_A;
    double x = drawing->x[flight->from], y = TOP + place->sent_y;
    double across = drawing->x[to] + outwards(flight->from) - x, down = TOP + place->end_y[0] - y;
    char class[TIME_SIZE];
    if (flight->lost) {
        svg_line(drawing->svg, "lost", x, y, x + 0.55 * across, y + 0.55 * down);
        svg_cross(drawing->svg, "lost", x + 0.55 * across, y + 0.55 * down, 5);
    } else if (flight->arrivals == 0) {
        snprintf(class, sizeof class, "%s dotted", colour(drawing, i));
        svg_line(drawing->svg, class, x, y, x + 0.8 * across, y + 0.8 * down);
    } else {
        svg_arrow(drawing->svg, colour(drawing, i), x, y, x + across, y + down);
    }
    for (int k = 1; k < flight->arrivals; k++) {
        snprintf(class, sizeof class, "%s dashed", colour(drawing, i));
        svg_arrow(drawing->svg, class, x, y, x + across, TOP + place->end_y[k]);
    }
    svg_dot(drawing->svg, colour(drawing, i), x, y, 2.2);
}

/* Along the arrow, above it, near where it begins: there the arrows of one host are farthest from those of the other. */
static void draw_remark(const struct drawing *drawing, size_t i)
{
    static const double DEGREES = 57.29577951308232; /* of a radian */
    const struct flight *flight = &drawing->picture->flights[i];
    const struct place *place = &drawing->layout.places[i];
    int inwards = -outwards(flight->from);
    double down = place->end_y[0] - place->sent_y, length = hypot(SPAN, down);
    double along = 16 / length, above = 4 / length;
    char class[TIME_SIZE];
    snprintf(class, sizeof class, "%s small bold halo", colour(drawing, i));
    svg_text(
        drawing->svg, class, drawing->x[flight->from] + inwards * (SPAN * along + down * above),
        TOP + place->sent_y + down * along - SPAN * above, flight->from == HOST_A ? "start" : "end",
        inwards * atan2(down, SPAN) * DEGREES, drawing->picture->rungs[i].remark);
}

/* What stands beside the lines of the hosts: when and what was sent, when it arrived. */
static void draw_sides(const struct drawing *drawing, size_t i)
{
    const struct flight *flight = &drawing->picture->flights[i];
    const struct place *place = &drawing->layout.places[i];
    enum host from = flight->from, to = from == HOST_A ? HOST_B : HOST_A;
    char class[TIME_SIZE];
    draw_time(drawing, "ink mono", from, place->sent_y, flight->sent_s);
    for (int k = 0; k < flight->arrivals; k++)
        draw_time(drawing, "muted mono", to, place->end_y[k], flight->arrived_s[k]);
    snprintf(class, sizeof class, "%s mono", colour(drawing, i));
    svg_text(drawing->svg, class,
             drawing->x[from] + outwards(from) * (2 * MARGIN + drawing->time_width),
             TOP + place->sent_y + 3.5, anchor(from), 0, drawing->picture->rungs[i].label);
}

static void draw_packets(const struct drawing *drawing)
{
    for (size_t i = 0; i < drawing->count; i++)
        draw_arrow(drawing, i);
    for (size_t i = 0; i < drawing->count; i++) {
        draw_sides(drawing, i);
        if (drawing->picture->rungs[i].remark[0] != '\0')
            draw_remark(drawing, i);
    }
}

/* --- all of it ---------------------------------------------------------------------------------- */

/* The width of what stands beside the line of HOST. */
static double side_width(const struct drawing *drawing, enum host host)
{
    size_t longest = 0;
    for (size_t i = 0; i < drawing->count; i++) {
        size_t here = cells(drawing->picture->rungs[i].label);
        if (drawing->picture->flights[i].from == host && longest < here)
            longest = here;
    }
    double labels = drawing->time_width + (double)longest * SVG_CELL + 3 * MARGIN;
    double title = (double)cells(drawing->titles[host]) * 4 + 2 * MARGIN;
    double wanted = labels > title ? labels : title;
    return wanted > LEAST_SIDE ? wanted : LEAST_SIDE;
}

static void measure(struct drawing *drawing, const char *a, const char *b)
{
    char text[TIME_SIZE];
    const struct ladder_picture *picture = drawing->picture;
    drawing->count = picture->sent < LADDER_PACKETS ? picture->sent : LADDER_PACKETS;
    ladder_lay_out(&drawing->layout, picture->flights, drawing->count);
    cut_to_cells(drawing->titles[HOST_A], TITLE_CELLS, a);
    cut_to_cells(drawing->titles[HOST_B], TITLE_CELLS, b);
    double last_s = drawing->layout.last_s;
    drawing->fine = last_s < FINE_S;
    drawing->time_width = (double)cells(milliseconds(text, last_s, drawing->fine)) * SVG_CELL;
    drawing->x[HOST_A] = side_width(drawing, HOST_A);
    drawing->x[HOST_B] = drawing->x[HOST_A] + SPAN;
    drawing->width = drawing->x[HOST_B] + side_width(drawing, HOST_B);
}

/* How many packets are not drawn; or that there is none. */
static void draw_rest(const struct drawing *drawing, double y)
{
    char text[80] = "no packet was sent";
    if (drawing->count > 0)
        snprintf(text, sizeof text, "\xe2\x80\xa6 and %zu more, not drawn",
                 drawing->picture->sent - drawing->count);
    svg_text(drawing->svg, "muted", drawing->x[HOST_A] + SPAN / 2.0, y, "middle", 0, text);
}

static int draw(struct drawing *drawing, const char *file)
{
    const struct ladder_picture *picture = drawing->picture;
    bool gaps = drawing->layout.gap_count > 0;
    bool all = drawing->count > 0 && drawing->count == picture->sent;
    double end = TOP + drawing->layout.height + TAIL, legend_y = end + (all ? 6 : 26);
    double legend_height = ladder_legend(NULL, picture, gaps, drawing->width, 0);
    char title[2 * CELLS_SIZE(TITLE_CELLS) + 80];
    snprintf(title, sizeof title, "Packets between %s and %s, downwards in time",
             drawing->titles[HOST_A], drawing->titles[HOST_B]);
    drawing->svg = svg_open(file, drawing->width, legend_y + legend_height + 2 * MARGIN, title);
    if (drawing->svg == NULL)
        return -1;
    draw_gaps(drawing);
    draw_host(drawing, HOST_A);
    draw_host(drawing, HOST_B);
    draw_packets(drawing);
    draw_title(drawing, HOST_A);
    draw_title(drawing, HOST_B);
    if (!all)
        draw_rest(drawing, end + 20);
    ladder_legend(drawing->svg, picture, gaps, drawing->width, legend_y);
    return svg_close(drawing->svg);
}

int ladder_picture_write(const struct ladder_picture *picture, const char *file, const char *a,
                         const char *b)
{
    struct drawing *drawing = calloc(1, sizeof *drawing);
    if (drawing == NULL)
        return -1;
    drawing->picture = picture;
    measure(drawing, a, b);
    int result = draw(drawing, file);
    int error = errno;
    free(drawing);
    errno = error;
    return result;
}
