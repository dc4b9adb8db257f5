#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/message.h"
#include "../../common/stop.h"
#include "modes.h"

/* What "set" can change, where it is in a wire, and how it reads. */
static double *find_value(struct wire *wire, const char *what)
{
    return strcmp(what, "loss") == 0      ? &wire->odds.loss
           : strcmp(what, "dup") == 0     ? &wire->odds.dup
           : strcmp(what, "reorder") == 0 ? &wire->odds.reorder
           : strcmp(what, "delay") == 0   ? &wire->delay_s
           : strcmp(what, "jitter") == 0  ? &wire->jitter_s
           : strcmp(what, "rate") == 0    ? &wire->rate_bit_s
                                          : NULL;
}

/* The largest number that its option takes (../values.h). */
static double most_of(const char *what)
{
    bool is_time = strcmp(what, "delay") == 0 || strcmp(what, "jitter") == 0;
    return strcmp(what, "rate") == 0 ? 10e9 : is_time ? 86400 : 1;
}

/* What is sent now need not wait for what goes by the old delay, nor until all that was sent is through at the old rate. */
static void apply(struct host_side *side, const char *what, double value)
{
    *find_value(&side->wire, what) = value;
    side->stream.last_due_s = 0;
    if (strcmp(what, "rate") == 0)
        wire_free_line(&side->wire);
}

/* "set loss 0.2 -1 20%": a's value, b's (negative: stays), and what was typed. */
static void change(struct line *line, int client, const char *request)
{
    char what[16], typed[64], numbers[HOSTS][24], said[48];
    double values[HOSTS];
    bool known = sscanf(request, "set %15s %23s %23s %63s", what, numbers[HOST_A], numbers[HOST_B],
                        typed) == 4 &&
                 find_value(&line->sides[HOST_A].wire, what) != NULL;
    for (enum host host = 0; known && host < HOSTS; host++) {
        values[host] = strtod(numbers[host], NULL);
        known = values[host] <= most_of(what); /* of NaN: no */
    }
    if (!known) {
        meeting_answer(client, "error", NULL, 0);
        return;
    }
    for (enum host host = 0; host < HOSTS; host++)
        if (values[host] >= 0)
            apply(&line->sides[host], what, values[host]);
    snprintf(said, sizeof said, "From now on: --%s ", what);
    say_bytes(said, typed, strlen(typed), "\n");
    meeting_answer(client, "ok", NULL, 0);
}

/* Give what is needed to join one of the hosts. */
static void let_join(const struct line *line, const struct meeting *meeting, int client,
                     enum host host)
{
    const int descriptors[] = {line->users, line->sides[host].network};
    meeting_answer(client, meeting->hosts_path, descriptors, 2);
}

static void serve(struct line *line, const struct meeting *meeting)
{
    char request[MEETING_TEXT];
    int client = meeting_accept(meeting, request);
    if (client == -1)
        return;
    if (strncmp(request, "set ", 4) == 0) {
        change(line, client, request);
        return;
    }
    for (enum host host = 0; host < HOSTS; host++)
        if (strncmp(request, "join ", 5) == 0 && strcmp(request + 5, host_names[host]) == 0) {
            let_join(line, meeting, client, host);
            return;
        }
    meeting_answer(client, "error", NULL, 0);
}

int stay(struct line *line, const struct wishes *wishes, const char *program)
{
    struct meeting meeting;
    char which[48] = "";
    if (meeting_open(&meeting, wishes->name) == -1)
        return EXIT_FAILURE;
    if (strcmp(meeting.name, "link") != 0)
        snprintf(which, sizeof which, " --name %s", meeting.name);
    if (say("Link %s is up: a is 10.9.0.1, b is 10.9.0.2\n", meeting.name) == 0)
        say("In two other terminals:  %s%s a   and   %s%s b   (a shell there, or a command)\n"
            "To change the line:      %s%s set loss 20%%\n",
            program, which, program, which, program, which);
    while (!stop_requested())
        if (line_carry(line, 1, meeting.sock))
            serve(line, &meeting);
    meeting_close(&meeting);
    return EXIT_SUCCESS;
}
