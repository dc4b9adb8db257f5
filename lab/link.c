/* lab/link: two hosts and a bad line between them, on this machine, without root (Linux).
 *
 *     lab/link --loss 10% --a 'tcp/echo_client -n 20 b' --b 'tcp/echo_server b'
 *     lab/link --delay 20ms        and in two other terminals:  lab/link a   and   lab/link b
 *
 * Each host is a network of the kernel's own, with all of its TCP and UDP; between them there is nothing but
 * this program, which sees every packet, and draws it: also those it drops.
 *
 * How: linux/namespace.c makes networks that only we see, linux/device.c gets at their packets, linux/line.c carries
 * them over, wire.c makes them suffer. Its page is docs/lab/link.md. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/message.h"
#include "../common/options.h"
#include "../common/stop.h"
#include "linux/line.h"
#include "linux/modes.h"
#include "linux/wishes.h"

/* Read the command line. Returns the index of the first operand; argc when there is none. */
static int read_command_line(struct wishes *wishes, int argc, char *argv[])
{
    struct option own[2 + LINE_OPTIONS + 5] = {
        {0, "a", "CMD", "run this on host a, once b is ready,", .text = &wishes->commands[HOST_A]},
        {0, "b", "CMD", "and this on host b; else stay, for who joins",
         .text = &wishes->commands[HOST_B]},
        [2 + LINE_OPTIONS] = {0, "svg", "FILE", "draw the ladder there", .text = &wishes->svg},
        {0, "pcap", "FILE", "capture what each host sees: FILE-a, FILE-b", .text = &wishes->pcap},
        {0, "name", "NAME", "of this link, if there are more", .text = &wishes->name},
        {0, "quiet", NULL, "no ladder, only the summary", .flag = &wishes->quiet},
    };
    line_options(own + 2, &wishes->line);
    int operand = read_options_before_command(
        "Two hosts, a and b, and a bad line between them, without root (Linux).\n"
        "A PERCENT, TIME or RATE can be for what one of them sends: a:10%.",
        "a|b|set|doctor ...", "join: lab/link a CMD; change: lab/link set loss 20%", own, argc,
        argv);
    if ((wishes->commands[HOST_A] == NULL) != (wishes->commands[HOST_B] == NULL))
        wrong_usage("--a and --b belong together\n  Try '%s --help'.", argv[0]);
    return operand;
}

/* --- what is drawn and written ------------------------------------------------------------------------- */

/* "x.pcap" becomes "x-a.pcap". */
static struct capture *open_capture(const char *file, enum host host)
{
    char path[4096];
    const char *dot = strrchr(file, '.');
    int stem = dot != NULL && dot > file && strchr(dot, '/') == NULL ? (int)(dot - file)
                                                                     : (int)strlen(file);
    int length =
        snprintf(path, sizeof path, "%.*s-%s%s", stem, file, host_names[host], file + stem);
    struct capture *capture = NULL;
    errno = ENAMETOOLONG;
    if (length > 0 && (size_t)length < sizeof path)
        capture = capture_open(path);
    if (capture == NULL)
        die("cannot write %s: %s", path, strerror(errno));
    return capture;
}

static void open_records(struct line *line, const struct wishes *wishes)
{
    const char *term = getenv("TERM");
    line->ladder = wishes->quiet ? NULL : stdout;
    line->colour = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL &&
                   (term == NULL || strcmp(term, "dumb") != 0);
    for (enum host host = 0; wishes->pcap != NULL && host < HOSTS; host++)
        line->sides[host].capture = open_capture(wishes->pcap, host);
    if (wishes->svg == NULL)
        return;
    line->picture = ladder_picture_new();
    if (line->picture == NULL)
        die("no memory for the picture");
}

/* 0; or -1, and it has been said what could not be written. */
static int close_records(struct line *line, const struct wishes *wishes)
{
    int result = 0;
    for (enum host host = 0; host < HOSTS; host++)
        if (capture_close(line->sides[host].capture) == -1) {
            warn("cannot write the capture of %s: %s", host_names[host], strerror(errno));
            result = -1;
        }
    if (line->picture != NULL &&
        ladder_picture_write(line->picture, wishes->svg, "a  10.9.0.1", "b  10.9.0.2") == -1) {
        warn("cannot write %s: %s", wishes->svg, strerror(errno));
        result = -1;
    }
    ladder_picture_free(line->picture);
    return result;
}

static void say_table(struct line *line)
{
    say("%-8s %10s %10s %10s %10s %10s %10s %10s\n", "sent by", "packets", "delivered", "lost",
        "dropped", "queue full", "doubled", "reordered");
    unsigned long long left = 0;
    for (enum host host = 0; host < HOSTS; host++) {
        const struct counts *counts = &line->sides[host].wire.counts;
        say("%-8s %10llu %10llu %10llu %10llu %10llu %10llu %10llu\n", host_names[host],
            counts->came, counts->delivered, counts->lost, counts->dropped, counts->overflowed,
            counts->duplicated, counts->reordered);
        left += counts->came + counts->duplicated - counts->lost - counts->dropped -
                counts->overflowed - counts->delivered;
    }
    if (left > 0)
        say("%llu more were on the way.\n", left);
    for (enum host host = 0; host < HOSTS; host++) {
        long long missed = line_missed(line, host);
        if (missed > 0 || line->sides[host].unsent > 0)
            warn("%lld packets of %s never came to the line, and %llu could not be delivered: it "
                 "could not keep up",
                 missed > 0 ? missed : 0, host_names[host], line->sides[host].unsent);
    }
}

int main(int argc, char *argv[])
{
    static struct line line;
    struct wishes wishes = {.line = line_as_usual};
    struct wire wires[HOSTS];
    struct refusal refusal;
    int operand = read_command_line(&wishes, argc, argv);
    const char *mode = operand < argc ? argv[operand] : NULL;
    int more = argc - operand - 1;
    if (mode != NULL && strcmp(mode, "doctor") == 0 && more == 0)
        return doctor();
    if (mode != NULL && strcmp(mode, "set") == 0 && more == 2)
        return set(wishes.name, argv[operand + 1], argv[operand + 2]);
    for (enum host host = 0; mode != NULL && host < HOSTS; host++)
        if (strcmp(mode, host_names[host]) == 0)
            return join(wishes.name, host, argv + operand + 1);
    if (mode != NULL)
        wrong_usage("'%s' is none of: a [CMD], b [CMD], set NAME VALUE, doctor\n  Try '%s --help'.",
                    mode, argv[0]);

    signal(SIGPIPE, SIG_IGN); /* our reader may leave; the commands must still be ended */
    open_records(&line, &wishes);
    if (line_make(&line, wishes.line.backend, (int)wishes.line.mtu, &wishes.line.manners,
                  &refusal) == -1)
        refusal_end(&refusal);
    line.selectors = wishes.line.drop;
    line_wires(&wishes.line, wires);
    line_begin(&line, wires);
    /* --- carry: for two commands, or for whoever joins; until they, or you, have had enough --- */
    stop_on_signals();
    int status = wishes.commands[HOST_A] != NULL ? run_commands(&line, &wishes)
                                                 : stay(&line, &wishes, argv[0]);
    say_table(&line);
    if (close_records(&line, &wishes) == -1 && status == EXIT_SUCCESS)
        status = EXIT_FAILURE;
    line_end(&line);
    return output_finish() == EXIT_SUCCESS ? status : EXIT_FAILURE;
}
