#include "line_options.h"

#include <stdio.h>
#include <string.h>

#include "../common/message.h"
#include "values.h"

const struct line_wishes line_as_usual = {
    .seed = 42, .queue = 1000, .mtu = LINE_MTU, .manners = {"reno", false}};

static void read_backend(const char *noun, const char *text, void *into)
{
    enum backend *backend = into;
    if (strcmp(text, "tun") != 0 && strcmp(text, "veth") != 0)
        wrong_usage("%s '%s' is neither tun nor veth", noun, text);
    *backend = strcmp(text, "tun") == 0 ? BACKEND_TUN : BACKEND_VETH;
}

static void read_congestion(const char *noun, const char *text, void *into)
{
    if (strcmp(text, "reno") != 0 && strcmp(text, "system") != 0)
        wrong_usage("%s '%s' is neither reno nor system", noun, text);
    *(const char **)into = text;
}

void line_options(struct option rows[LINE_OPTIONS], struct line_wishes *wishes)
{
    const struct option all[LINE_OPTIONS] = {
        {0, "loss", "PERCENT", "lose so many packets", .into = wishes->loss,
         .read = read_host_percent},
        {0, "dup", "PERCENT", "deliver so many twice", .into = wishes->dup,
         .read = read_host_percent},
        {0, "reorder", "PERCENT", "hold so many back until another has passed",
         .into = wishes->reorder, .read = read_host_percent},
        {0, "delay", "TIME", "how long a packet takes", .into = wishes->delay_s,
         .read = read_host_time},
        {0, "jitter", "TIME", "up to so much more or less", .into = wishes->jitter_s,
         .read = read_host_time},
        {0, "rate", "RATE", "bits a second, such as 500kbit or 10mbit", .into = wishes->rate_bit_s,
         .read = read_host_rate},
        {0, "queue", "N", "with a rate: so many packets may wait, 0 = any",
         .number = &wishes->queue, .min = 0, .max = 1000000},
        {0, "mtu", "N", "bytes of the largest packet", .number = &wishes->mtu, .min = 68,
         .max = LINE_PACKET},
        {0, "drop", "WHICH", "lose just these, such as a:data:4 or b:ack:2-3",
         .into = &wishes->drop, .read = read_selector},
        {0, "seed", "N", "other misfortunes", .number = &wishes->seed, .min = 0, .max = 999999999},
        {0, "cc", "NAME", "congestion control: reno, or system for its own",
         .into = &wishes->manners.congestion, .read = read_congestion},
        {0, "classic", NULL, "TCP as in the textbooks: no SACK, no timestamps",
         .flag = &wishes->manners.classic},
        {0, "backend", "NAME", "tun or veth (the first that works)", .into = &wishes->backend,
         .read = read_backend},
    };
    memcpy(rows, all, sizeof all);
}

void line_wires(const struct line_wishes *wishes, struct wire wires[HOSTS])
{
    for (enum host host = 0; host < HOSTS; host++)
        wires[host] = (struct wire){
            .seed = (uint64_t)wishes->seed,
            .odds = {wishes->loss[host], wishes->dup[host], wishes->reorder[host]},
            .delay_s = wishes->delay_s[host],
            .jitter_s = wishes->jitter_s[host],
            .rate_bit_s = wishes->rate_bit_s[host],
            .queue_limit = (size_t)wishes->queue,
        };
}

/* "loss 5 %, ", or "loss 5 % from a, 0 % from b, ", or nothing when there is none. VALUES are multiplied by FACTOR. */
static void add_words(char text[LINE_WORDS], const char *what, const double values[HOSTS],
                      double factor, const char *unit)
{
    size_t used = strlen(text);
    double a = values[HOST_A] * factor, b = values[HOST_B] * factor;
    if (a < b || a > b)
        snprintf(text + used, LINE_WORDS - used, "%s %g %s from a, %g %s from b; ", what, a, unit,
                 b, unit);
    else if (a > 0)
        snprintf(text + used, LINE_WORDS - used, "%s %g %s; ", what, a, unit);
}

char *line_words(char text[LINE_WORDS], const struct line_wishes *wishes)
{
    text[0] = '\0';
    add_words(text, "loss", wishes->loss, 100, "%");
    add_words(text, "duplicates", wishes->dup, 100, "%");
    add_words(text, "reordered", wishes->reorder, 100, "%");
    add_words(text, "delay", wishes->delay_s, 1000, "ms");
    add_words(text, "jitter", wishes->jitter_s, 1000, "ms");
    add_words(text, "rate", wishes->rate_bit_s, 1e-3, "kbit/s");
    if (text[0] == '\0')
        snprintf(text, LINE_WORDS, "neither loss nor delay; ");
    size_t used = strlen(text);
    snprintf(text + used, LINE_WORDS - used, "seed %ld", wishes->seed);
    return text;
}
