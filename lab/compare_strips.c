#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../common/message.h"
#include "compare.h"

enum {
    USUAL_WIDTH = 80,
    LEAST_WIDTH = 30,
    MARGIN = 10,       /* "  123 UDP " */
    MOST_SHOWN = 2000, /* messages */
    BAR = 22,
    TOO_LATE = 4 /* the last level */
};

/* A message is this much later than another before it gets another character. */
static const double LEVEL = 1.65;
static const char levels[] = ".:-=#";

static double level_end_s(const struct comparison *comparison, int level)
{
    return comparison->late_s * pow(LEVEL, level);
}

char message_character(const struct comparison *comparison, enum protocol protocol, long number)
{
    const struct outcome *outcome = &comparison->outcomes[protocol];
    const struct message_fate *fate = &outcome->messages[number - 1];
    if (fate->copies == 0)
        return number <= outcome->sent ? 'x' : ' ';
    if (fate->copies > 1)
        return '2';
    if (fate->overtaken)
        return '<';
    int level = 0;
    while (level < TOO_LATE && fate->latency_s > level_end_s(comparison, level))
        level++;
    return levels[level];
}

/* How many messages fit into a row: tens, so that they can be counted. */
static long messages_a_row(void)
{
    const char *text = getenv("COLUMNS");
    long width = text != NULL ? strtol(text, NULL, 10) : USUAL_WIDTH;
    if (width < LEAST_WIDTH)
        width = USUAL_WIDTH;
    return (width - MARGIN) / 10 * 10;
}

static void strip(const struct comparison *comparison, enum protocol protocol, long first,
                  long last)
{
    if (protocol == UDP)
        say("%5ld UDP ", first);
    else
        say("      TCP ");
    for (long number = first; number <= last; number++)
        say("%c", message_character(comparison, protocol, number));
    say("\n");
}

void report_strips(const struct comparison *comparison)
{
    long shown = comparison->count < MOST_SHOWN ? comparison->count : MOST_SHOWN;
    long step = messages_a_row();
    say("A character a message: . on time");
    for (int level = 1; level < TOO_LATE; level++)
        say("  %c up to %.0f ms", levels[level], level_end_s(comparison, level) * 1e3);
    say("\n                       %c later  x lost  2 twice  < overtaken\n", levels[TOO_LATE]);
    for (long first = 1; first <= shown; first += step) {
        long last = first + step - 1 < shown ? first + step - 1 : shown;
        for (enum protocol protocol = UDP; protocol < BULK; protocol++)
            strip(comparison, protocol, first, last);
    }
    if (shown < comparison->count)
        say("and %ld more, not shown.\n", comparison->count - shown);
    say("\n");
}

/* --- histogram --------------------------------------------------------------------------------------------- */

double bucket_width(double max_s)
{
    static const double round[] = {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10};
    double least = fmax(max_s, 1e-6) / BUCKETS_OF_LATENCY, unit = pow(10, floor(log10(least)));
    size_t i = 0;
    while (i < sizeof round / sizeof round[0] - 1 && round[i] * unit < least * (1 - 1e-9))
        i++;
    return round[i] * unit;
}

void count_latencies(const struct outcome *outcome, double width_s,
                     long buckets[BUCKETS_OF_LATENCY])
{
    memset(buckets, 0, BUCKETS_OF_LATENCY * sizeof *buckets);
    for (long i = 0; i < outcome->count; i++) {
        const struct message_fate *fate = &outcome->messages[i];
        double place = fate->latency_s / width_s;
        if (fate->copies > 0)
            buckets[place < BUCKETS_OF_LATENCY - 1 ? (int)place : BUCKETS_OF_LATENCY - 1]++;
    }
}

/* So many #, ended by a NUL. */
static char *bar(char marks[BAR + 1], long count, long most)
{
    size_t length = most > 0 ? (size_t)((count * BAR + most - 1) / most) : 0;
    memset(marks, '#', length);
    marks[length] = '\0';
    return marks;
}

void report_histogram(const struct comparison *comparison)
{
    const struct figures *udp = &comparison->figures[UDP], *tcp = &comparison->figures[TCP];
    if (udp->arrived == 0 && tcp->arrived == 0)
        return;
    double width_s = bucket_width(fmax(udp->max_s, tcp->max_s));
    long buckets[BULK][BUCKETS_OF_LATENCY], most = 0;
    char marks[BAR + 1];
    for (enum protocol protocol = UDP; protocol < BULK; protocol++) {
        count_latencies(&comparison->outcomes[protocol], width_s, buckets[protocol]);
        for (int i = 0; i < BUCKETS_OF_LATENCY; i++)
            most = buckets[protocol][i] > most ? buckets[protocol][i] : most;
    }
    say("latency, ms         UDP %*s TCP\n", BAR + 2, "");
    for (int i = 0; i < BUCKETS_OF_LATENCY; i++) {
        say("%6.4g to %-6.4g ", i * width_s * 1e3, (i + 1) * width_s * 1e3);
        say("%6ld %-*s ", buckets[UDP][i], BAR, bar(marks, buckets[UDP][i], most));
        say("%6ld%s%s\n", buckets[TCP][i], buckets[TCP][i] > 0 ? " " : "",
            bar(marks, buckets[TCP][i], most));
    }
    say("\n");
}
