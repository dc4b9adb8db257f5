/* The latency of each message over its number: TCP's saw-teeth above UDP's straight line. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare.h"
#include "svg.h"

enum {
    WIDTH = 1000,
    HEIGHT = 480,
    LEFT = 64,
    RIGHT = 980,
    TOP = 92,
    BOTTOM = 396,
    LOST_Y = 412, /* a row of its own for what never came */
    NUMBERS_Y = 438,
    MOST_DRAWN = 3000, /* messages */
    TEXT = 768
};

static const double LEAST_TOP_S = 0.001;

struct scale {
    long count;    /* messages from left to right */
    double top_s;  /* the latency at the top */
    double step_s; /* from one line to the next */
};

static double x_of(const struct scale *scale, long number)
{
    return LEFT + 4 + (RIGHT - LEFT - 8) * (double)(number - 1) / fmax((double)scale->count - 1, 1);
}

static double y_of(const struct scale *scale, double latency_s)
{
    return BOTTOM - (BOTTOM - TOP) * latency_s / scale->top_s;
}

static void draw_title(struct svg *svg, const struct comparison *comparison,
                       const struct scale *scale)
{
    char text[TEXT];
    snprintf(text, sizeof text, "How long each message took, over UDP and over TCP%s",
             comparison->on_line ? "" : " on loopback");
    svg_text(svg, "title", LEFT, 28, "start", 0, text);
    snprintf(text, sizeof text, "%ld messages of %ld bytes, one each %g ms; %s", scale->count,
             comparison->size, comparison->interval_s * 1e3, comparison->line_words);
    svg_text(svg, "muted", LEFT, 46, "start", 0, text);
}

static void draw_legend(struct svg *svg, const struct comparison *comparison)
{
    enum { Y = 70, UDP_X = LEFT, LOST_X = LEFT + 190, TCP_X = LEFT + 300 };
    const struct figures *udp = &comparison->figures[UDP], *tcp = &comparison->figures[TCP];
    char text[TEXT];
    svg_dot(svg, "udp", UDP_X + 6, Y - 3.5, 2.6);
    snprintf(text, sizeof text, "UDP, median %.1f ms", udp->p50_s * 1e3);
    svg_text(svg, "ink", UDP_X + 18, Y, "start", 0, text);
    svg_cross(svg, "lost", LOST_X + 6, Y - 3.5, 3.4);
    snprintf(text, sizeof text, "UDP, lost: %ld", udp->lost);
    svg_text(svg, "ink", LOST_X + 18, Y, "start", 0, text);
    svg_line(svg, "tcp", TCP_X, Y - 3.5, TCP_X + 24, Y - 3.5);
    svg_dot(svg, "tcp", TCP_X + 12, Y - 3.5, 2.2);
    snprintf(text, sizeof text, "TCP, median %.1f ms, 99 %% within %.1f ms", tcp->p50_s * 1e3,
             tcp->p99_s * 1e3);
    svg_text(svg, "ink", TCP_X + 32, Y, "start", 0, text);
}

static void draw_axes(struct svg *svg, const struct scale *scale)
{
    char text[TEXT];
    for (int i = 0; i * scale->step_s <= scale->top_s * (1 + 1e-9); i++) {
        double y = y_of(scale, i * scale->step_s);
        svg_line(svg, i > 0 ? "grid thin" : "axis", LEFT, y, RIGHT, y);
        snprintf(text, sizeof text, "%g", i * scale->step_s * 1e3);
        svg_text(svg, "muted", LEFT - 8, y + 3.5, "end", 0, text);
    }
    double step = 2 * bucket_width((double)scale->count);
    for (int i = 0; step >= 1 && i * step <= (double)scale->count; i++) {
        long number = i == 0 ? 1 : lround(i * step);
        double x = x_of(scale, number);
        svg_line(svg, "axis", x, LOST_Y + 10, x, LOST_Y + 14);
        snprintf(text, sizeof text, "%ld", number);
        svg_text(svg, "muted", x, NUMBERS_Y, "middle", 0, text);
    }
    svg_text(svg, "muted", 20, (TOP + BOTTOM) / 2.0, "middle", -90, "latency in ms");
    svg_text(svg, "muted", (LEFT + RIGHT) / 2.0, NUMBERS_Y + 22, "middle", 0, "message");
    svg_text(svg, "lost small", LEFT - 8, LOST_Y + 3.5, "end", 0, "lost");
    svg_line(svg, "grid thin", LEFT, LOST_Y + 10, RIGHT, LOST_Y + 10);
}

/* From each message to the next, through those that came. */
static int draw_curve(struct svg *svg, const struct outcome *outcome, const struct scale *scale)
{
    double *points = calloc((size_t)scale->count * 2, sizeof *points);
    size_t count = 0;
    if (points == NULL)
        return -1;
    for (long number = 1; number <= scale->count; number++) {
        const struct message_fate *fate = &outcome->messages[number - 1];
        if (fate->copies == 0)
            continue;
        points[2 * count] = x_of(scale, number);
        points[2 * count + 1] = y_of(scale, fate->latency_s);
        count++;
    }
    svg_polyline(svg, "tcp thin", points, count);
    free(points);
    return 0;
}

static void draw_dots(struct svg *svg, const struct outcome *outcome, const struct scale *scale,
                      const char *class, const char *lost_class)
{
    double radius = scale->count > 300 ? 1.5 : 2.4;
    for (long number = 1; number <= scale->count; number++) {
        const struct message_fate *fate = &outcome->messages[number - 1];
        if (fate->copies > 0)
            svg_dot(svg, class, x_of(scale, number), y_of(scale, fate->latency_s), radius);
        else if (number <= outcome->sent)
            svg_cross(svg, lost_class, x_of(scale, number), LOST_Y, 3.2);
    }
}

int latency_picture_write(const struct comparison *comparison, const char *file)
{
    const struct outcome *udp = &comparison->outcomes[UDP], *tcp = &comparison->outcomes[TCP];
    double max_s = fmax(comparison->figures[UDP].max_s, comparison->figures[TCP].max_s);
    struct scale scale = {.count = comparison->count < MOST_DRAWN ? comparison->count : MOST_DRAWN,
                          .step_s = 2 * bucket_width(fmax(max_s, LEAST_TOP_S))};
    scale.top_s = ceil(fmax(max_s, LEAST_TOP_S) / scale.step_s) * scale.step_s;
    char sentence[SENTENCE];
    struct svg *svg = svg_open(file, WIDTH, HEIGHT, comparison_sentence(sentence, comparison));
    if (svg == NULL)
        return -1;
    draw_title(svg, comparison, &scale);
    draw_legend(svg, comparison);
    draw_axes(svg, &scale);
    int result = draw_curve(svg, tcp, &scale);
    draw_dots(svg, tcp, &scale, "tcp", "tcp thin");
    draw_dots(svg, udp, &scale, "udp", "lost thin");
    return svg_close(svg) == -1 ? -1 : result;
}
