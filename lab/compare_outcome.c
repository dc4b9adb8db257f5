#include "compare_outcome.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

int outcome_begin(struct outcome *outcome, long count)
{
    size_t room = (size_t)count + 1; /* calloc(0) may be NULL */
    *outcome = (struct outcome){.count = count};
    outcome->messages = calloc(room, sizeof *outcome->messages);
    outcome->sorted_s = calloc(room, sizeof *outcome->sorted_s);
    return outcome->messages != NULL && outcome->sorted_s != NULL ? 0 : -1;
}

void outcome_end(struct outcome *outcome)
{
    free(outcome->messages);
    free(outcome->sorted_s);
    free(outcome->calls);
    *outcome = (struct outcome){0};
}

static int add_call(struct outcome *outcome, const struct note *note)
{
    if (outcome->call_count == outcome->call_room) {
        size_t room = outcome->call_room > 0 ? 2 * outcome->call_room : 1024;
        unsigned *larger = realloc(outcome->calls, room * sizeof *larger);
        if (larger == NULL)
            return -1;
        outcome->calls = larger;
        outcome->call_room = room;
    }
    if (outcome->first_byte_s == 0)
        outcome->first_byte_s = note->time_s;
    unsigned bytes = note->is.bytes < UINT_MAX ? (unsigned)note->is.bytes : UINT_MAX;
    outcome->calls[outcome->call_count++] = bytes;
    return 0;
}

static void add_message(struct outcome *outcome, const struct note *note)
{
    uint64_t number = note->is.message.number;
    if (number == 0 || number > (uint64_t)outcome->count)
        return;
    struct message_fate *fate = &outcome->messages[number - 1];
    if (fate->copies++ > 0) {
        outcome->duplicated++;
        return;
    }
    fate->latency_s = fmax(note->time_s - note->is.message.sent_s, 0);
    fate->overtaken = number < outcome->highest;
    outcome->reordered += fate->overtaken;
    outcome->arrived++;
    if (number > outcome->highest)
        outcome->highest = number;
}

static void add_facts(struct outcome *outcome, const struct tcp_facts *facts)
{
    outcome->facts = *facts;
    outcome->has_facts = true;
    outcome->cwnd_sum += facts->cwnd;
    outcome->fact_count++;
}

int outcome_note(struct outcome *outcome, const struct note *note)
{
    switch (note->kind) {
    case NOTE_STARTED:
        outcome->started_s = note->time_s;
        break;
    case NOTE_SENT:
        outcome->sent++;
        break;
    case NOTE_CALL:
        return add_call(outcome, note);
    case NOTE_ARRIVED:
        add_message(outcome, note);
        break;
    case NOTE_BULK:
        outcome->bulk_bytes = note->is.bytes;
        outcome->bulk_s = note->time_s;
        break;
    case NOTE_FACTS:
        add_facts(outcome, &note->is.facts);
        break;
    case NOTE_LINE:
        outcome->line = note->is.line;
        outcome->has_line = true;
        break;
    }
    return 0;
}

static int compare_seconds(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static int compare_bytes(const void *one, const void *other)
{
    unsigned a = *(const unsigned *)one, b = *(const unsigned *)other;
    return (a > b) - (a < b);
}

/* The smallest of COUNT sorted values that so many per cent of all do not exceed. */
static double percentile(const double *sorted, long count, long percent)
{
    return count > 0 ? sorted[(count * percent + 99) / 100 - 1] : 0;
}

struct figures outcome_figures(struct outcome *outcome)
{
    struct figures figures = {.sent = outcome->sent,
                              .arrived = outcome->arrived,
                              .lost = outcome->sent - outcome->arrived,
                              .duplicated = outcome->duplicated,
                              .reordered = outcome->reordered,
                              .calls = outcome->call_count};
    double *sorted_s = outcome->sorted_s;
    long count = 0;
    for (long i = 0; i < outcome->count; i++)
        if (outcome->messages[i].copies > 0)
            sorted_s[count++] = outcome->messages[i].latency_s;
    qsort(sorted_s, (size_t)count, sizeof *sorted_s, compare_seconds);
    figures.p50_s = percentile(sorted_s, count, 50);
    figures.p90_s = percentile(sorted_s, count, 90);
    figures.p99_s = percentile(sorted_s, count, 99);
    figures.max_s = percentile(sorted_s, count, 100);
    if (outcome->first_byte_s > 0)
        figures.first_byte_s = outcome->first_byte_s - outcome->started_s;
    if (outcome->call_count > 0) {
        qsort(outcome->calls, outcome->call_count, sizeof *outcome->calls, compare_bytes);
        figures.call_min = outcome->calls[0];
        figures.call_median = outcome->calls[(outcome->call_count - 1) / 2];
        figures.call_max = outcome->calls[outcome->call_count - 1];
    }
    return figures;
}

double mathis_bit_s(double mss, double rtt_s, double loss)
{
    return 8 * mss / rtt_s * sqrt(1.5) / sqrt(loss);
}

void comparison_judge(struct comparison *comparison)
{
    struct figures *figures = comparison->figures;
    for (enum protocol protocol = UDP; protocol < BULK; protocol++)
        figures[protocol] = outcome_figures(&comparison->outcomes[protocol]);
    comparison->usual_s = figures[UDP].arrived > 0 ? figures[UDP].p50_s : figures[TCP].p50_s;
    comparison->late_s = 1.5 * comparison->usual_s + 0.005;
    for (enum protocol protocol = UDP; protocol < BULK; protocol++) {
        const struct outcome *outcome = &comparison->outcomes[protocol];
        for (long i = 0; i < outcome->count; i++)
            figures[protocol].late += outcome->messages[i].copies > 0 &&
                                      outcome->messages[i].latency_s > comparison->late_s;
    }
}
