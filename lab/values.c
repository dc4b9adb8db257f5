#include "values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/message.h"
#include "../common/options.h"

static const char *const roles[SIDES] = {[CLIENT_SIDE] = "client:", [SERVER_SIDE] = "server:"};
static const char *const hosts[SIDES] = {[CLIENT_SIDE] = "a:", [SERVER_SIDE] = "b:"};

/* Skip one of these NAMES at the start of TEXT. Returns the side; SIDES when there is none. */
static enum side read_side(const char **text, const char *const names[SIDES])
{
    for (enum side side = 0; side < SIDES; side++)
        if (strncmp(*text, names[side], strlen(names[side])) == 0) {
            *text += strlen(names[side]);
            return side;
        }
    return SIDES;
}

/* A number such as 10 or 0.5, and what stands behind it in REST; -1 when there is none. */
static double read_decimal(const char *text, const char **rest)
{
    char *end; /* strtod alone would take "-1", "inf" and "0x1p3" */
    double number = strtod(text, &end);
    *rest = end;
    return end > text && end == text + strspn(text, "0123456789.") ? number : -1;
}

static void read_percent_of(const char *noun, const char *text, double odds[SIDES],
                            const char *const names[SIDES])
{
    const char *number = text, *rest;
    enum side side = read_side(&number, names);
    double percent = read_decimal(number, &rest);
    if (percent < 0 || percent > 100 || strcmp(rest, "%") != 0)
        wrong_usage("%s '%s' is not a percentage from 0%% to 100%%, such as 10%%, or %s10%%", noun,
                    text, names[CLIENT_SIDE]);
    for (enum side one = 0; one < SIDES; one++)
        if (side == SIDES || side == one)
            odds[one] = percent / 100;
}

void read_percent(const char *noun, const char *text, void *into)
{
    read_percent_of(noun, text, into, roles);
}

void read_host_percent(const char *noun, const char *text, void *into)
{
    read_percent_of(noun, text, into, hosts);
}

static double rate_of(const char *noun, const char *text)
{
    static const struct {
        const char *name;
        double bits;
    } units[] = {{"bit", 1}, {"kbit", 1e3}, {"mbit", 1e6}, {"gbit", 1e9}};
    const char *rest;
    double number = read_decimal(text, &rest), rate = -1;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(rest, units[i].name) == 0)
            rate = number * units[i].bits;
    if (rate < 1000 || rate > 10e9)
        wrong_usage("%s '%s' is not a rate from 1kbit to 10gbit, such as 500kbit or 10mbit", noun,
                    text);
    return rate;
}

void read_rate(const char *noun, const char *text, void *into)
{
    *(double *)into = rate_of(noun, text);
}

/* What READ makes of TEXT, for the host that stands before it or for both. */
static void read_host_value(const char *noun, const char *text, double values[SIDES],
                            double (*read)(const char *noun, const char *text))
{
    const char *rest = text;
    enum side side = read_side(&rest, hosts);
    double value = read(noun, rest);
    for (enum side one = 0; one < SIDES; one++)
        if (side == SIDES || side == one)
            values[one] = value;
}

void read_host_rate(const char *noun, const char *text, void *into)
{
    read_host_value(noun, text, into, rate_of);
}

void read_host_time(const char *noun, const char *text, void *into)
{
    read_host_value(noun, text, into, read_time);
}

/* Digits of a number from 1 to 999999999; 0 when they are something else. END is where they end. */
static uint64_t read_ordinal(const char *text, const char **end)
{
    size_t digits = strspn(text, "0123456789");
    *end = text + digits;
    return digits == 0 || digits > 9 ? 0 : strtoull(text, NULL, 10);
}

const char *parse_list(const char *text, struct selection *selection)
{
    for (const char *rest = text;; rest++) {
        uint64_t first = read_ordinal(rest, &rest), last = first;
        if (*rest == '-')
            last = read_ordinal(rest + 1, &rest);
        if (first == 0 || last < first || selection->ranges == RANGES)
            return NULL;
        selection->range[selection->ranges].first = first;
        selection->range[selection->ranges++].last = last;
        if (*rest != ',')
            return rest;
    }
}

void read_selection(const char *noun, const char *text, void *into)
{
    const char *list = text;
    enum side side = read_side(&list, roles);
    struct selection *selection = (struct selection *)into + (side == SIDES ? CLIENT_SIDE : side);
    const char *rest = parse_list(list, selection);
    if (rest == NULL && selection->ranges == RANGES)
        wrong_usage("%s '%s' has more than %d parts", noun, text, RANGES);
    if (rest == NULL || *rest != '\0')
        wrong_usage("%s '%s' is not a list of numbers from 1 to 999999999, such as 4,7-9", noun,
                    text);
}

bool selects(const struct selection *selection, uint64_t number)
{
    for (int i = 0; i < selection->ranges; i++)
        if (number >= selection->range[i].first && number <= selection->range[i].last)
            return true;
    return false;
}

void read_endpoint(const char *noun, const char *text, void *into)
{
    struct endpoint *endpoint = into;
    const char *colon = strrchr(text, ':'), *port = colon != NULL ? colon + 1 : text, *end;
    const char *host = colon != NULL ? text : "127.0.0.1";
    size_t length = colon != NULL ? (size_t)(colon - text) : strlen(host);
    uint64_t number = read_ordinal(port, &end);
    bool brackets = length >= 2 && host[0] == '[' && host[length - 1] == ']';
    if (brackets) {
        host++;
        length -= 2;
    }
    bool is_port = (number > 0 || strcmp(port, "0") == 0) && number <= 65535 && *end == '\0';
    bool is_host = length > 0 && (brackets || memchr(host, ':', length) == NULL);
    if (!is_port || !is_host || length > HOST_LENGTH)
        wrong_usage("%s '%s' is not PORT or HOST:PORT, with a port from 0 to 65535, "
                    "such as 9000, localhost:9000 or [::1]:9000",
                    noun, text);
    snprintf(endpoint->host, sizeof endpoint->host, "%.*s", (int)length, host);
    endpoint->port = (long)number;
}
