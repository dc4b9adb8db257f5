/* lab/compare: the same messages over UDP and over TCP, through the same bad line: what arrives, and when?
 *
 *     lab/compare --loss a:5% --delay 20ms --seed 7 --svg compare.svg
 *     lab/compare --loss a:1% --delay 20ms --bulk 30          and how fast does TCP get?
 *
 * A sender on host a and a receiver on host b, a process each, with the line of lab/link between them; a new one for each protocol, so
 * that the N-th packet meets the same fate. The socket calls are in compare_udp.c and compare_tcp.c: put them side by side. compare.h
 * names the other parts. Its page is docs/lab/compare.md. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "../common/message.h"
#include "../common/options.h"
#include "compare.h"

enum { MOST_MESSAGES = 1000000, LARGEST_MESSAGE = 65507 };

struct files {
    const char *svg, *json; /* NULL: none */
};

static void read_command_line(struct plan *plan, struct files *files, int argc, char *argv[])
{
    struct option own[5 + LINE_OPTIONS + 4] = {
        {'n', NULL, "N", "how many messages", .number = &plan->count, .min = 1,
         .max = MOST_MESSAGES},
        {'s', NULL, "BYTES", "how large each is", .number = &plan->size, .min = MESSAGE_LEAST,
         .max = LARGEST_MESSAGE},
        {'i', NULL, "TIME", "pause from one to the next", .seconds = &plan->interval_s},
        {'t', "timeout", "TIME", "give up after so long without news, 0 = never",
         .seconds = &plan->patience_s},
        {0, "nagle", NULL, "TCP may wait until a segment is full (no TCP_NODELAY)",
         .flag = &plan->nagle},
        [5 + LINE_OPTIONS] = {0, "bulk", "TIME", "then TCP as fast as it goes, for so long",
                              .seconds = &plan->bulk_s},
        {0, "svg", "FILE", "draw the latencies there", .text = &files->svg},
        {0, "json", "FILE", "write all figures there", .text = &files->json},
    };
    line_options(own + 5, &plan->line);
    read_own_options(
        "The same messages from host a to host b, over UDP and over TCP, through the\n"
        "same bad line. A PERCENT, TIME or RATE of it can be for what one of them sends:\n"
        "a:10%.",
        NULL, NULL, own, argc, argv);
    if (plan->patience_s > 0)
        plan->patience_s += plan->interval_s;
}

/* One protocol's turn: on the line; or, if the system does not let us make one, on loopback, and so for those that follow. Returns
 * the exit status. */
static int take_turn(struct comparison *comparison, const struct plan *plan, enum protocol protocol)
{
    struct outcome *outcome = &comparison->outcomes[protocol];
    if (outcome_begin(outcome, protocol == BULK ? 0 : plan->count) == -1)
        die("no memory for %ld messages", plan->count);
    /* --- line: a new one for each protocol, so the N-th packet of both meets the same fate --- */
    if (comparison->on_line) {
        int status = run_protocol(plan, protocol, carry_on_line, outcome);
        if (status != EXIT_CANNOT_RUN_HERE)
            return status;
        hint("Without a line: UDP goes through a relay of our own, TCP stays on loopback.");
        comparison->on_line = false;
        if (plan->line.drop.count > 0)
            warn("--drop is left out: it chooses among packets, and only a line has those");
    }
    return run_protocol(plan, protocol, carry_on_loopback, outcome);
}

static int write_files(const struct comparison *comparison, const struct files *files)
{
    int status = EXIT_SUCCESS;
    if (files->json != NULL && json_write(comparison, files->json) == -1) {
        warn("cannot write %s: %s", files->json, strerror(errno));
        status = EXIT_FAILURE;
    }
    if (files->svg != NULL && latency_picture_write(comparison, files->svg) == -1) {
        warn("cannot write %s: %s", files->svg, strerror(errno));
        status = EXIT_FAILURE;
    }
    return status;
}

static void report(const struct comparison *comparison)
{
    report_table(comparison);
    report_strips(comparison);
    report_histogram(comparison);
    report_sentence(comparison);
    report_bulk(comparison);
}

int main(int argc, char *argv[])
{
    struct plan plan = {
        .count = 1000, .size = 200, .interval_s = 0.005, .patience_s = 30, .line = line_as_usual};
    struct files files = {NULL, NULL};
    char words[LINE_WORDS];
    int status = EXIT_SUCCESS;
    read_command_line(&plan, &files, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a write to a peer that has gone shall fail, not kill us */

    struct comparison comparison = {.count = plan.count,
                                    .size = plan.size,
                                    .interval_s = plan.interval_s,
                                    .nagle = plan.nagle,
                                    .loss = plan.line.loss[HOST_A],
                                    .on_line = true,
                                    .line_words = line_words(words, &plan.line)};
    for (enum protocol protocol = UDP; protocol < BULK; protocol++)
        if (take_turn(&comparison, &plan, protocol) != EXIT_SUCCESS)
            status = EXIT_FAILURE;
    if (plan.bulk_s > 0 && !comparison.on_line)
        warn("--bulk is left out: loopback says nothing of a line");
    comparison.has_bulk = plan.bulk_s > 0 && comparison.on_line;
    if (comparison.has_bulk && take_turn(&comparison, &plan, BULK) != EXIT_SUCCESS)
        status = EXIT_FAILURE;

    comparison_judge(&comparison);
    report(&comparison);
    if (write_files(&comparison, &files) != EXIT_SUCCESS)
        status = EXIT_FAILURE;
    for (enum protocol protocol = UDP; protocol < PROTOCOLS; protocol++)
        outcome_end(&comparison.outcomes[protocol]);
    return output_finish() == EXIT_SUCCESS ? status : EXIT_FAILURE;
}
