#include <stdio.h>
#include <string.h>

#include "../common/message.h"
#include "compare.h"

/* One row: a title, and a text for each of the two. */
static void row(const char *title, const char *udp, const char *tcp)
{
    say("%-32s %18s %18s\n", title, udp, tcp);
}

static void row_of_numbers(const char *title, long udp, long tcp)
{
    say("%-32s %18ld %18ld\n", title, udp, tcp);
}

static const char *in_ms(char text[32], const struct figures *figures, double seconds)
{
    if (figures->arrived == 0)
        return "-";
    snprintf(text, 32, "%.1f ms", seconds * 1e3);
    return text;
}

static void row_of_times(const char *title, const struct figures figures[BULK], double udp_s,
                         double tcp_s)
{
    char udp[32], tcp[32];
    row(title, in_ms(udp, &figures[UDP], udp_s), in_ms(tcp, &figures[TCP], tcp_s));
}

static const char *sizes(char text[48], const struct figures *figures)
{
    if (figures->calls == 0)
        return "-";
    snprintf(text, 48, "%u/%u/%u", figures->call_min, figures->call_median, figures->call_max);
    return text;
}

static const char *packets(char text[64], const struct outcome *outcome)
{
    if (!outcome->has_line)
        return "-";
    snprintf(text, 64, "%llu, %llu", outcome->line.packets, outcome->line.lost);
    return text;
}

static void rows_of_times(const struct comparison *comparison)
{
    const struct figures *figures = comparison->figures, *udp = &figures[UDP], *tcp = &figures[TCP];
    row_of_times("latency, p50", figures, udp->p50_s, tcp->p50_s);
    row_of_times("         p90", figures, udp->p90_s, tcp->p90_s);
    row_of_times("         p99", figures, udp->p99_s, tcp->p99_s);
    row_of_times("         max", figures, udp->max_s, tcp->max_s);
    char late[64];
    snprintf(late, sizeof late, "late (over %.1f ms)", comparison->late_s * 1e3);
    row_of_numbers(late, udp->late, tcp->late);
    row_of_times("first byte after", figures, udp->first_byte_s, tcp->first_byte_s);
}

/* What the table alone does not say. */
static void remark(const struct comparison *comparison)
{
    const struct outcome *outcomes = comparison->outcomes, *udp = &outcomes[UDP];
    unsigned long long lost = (unsigned long long)comparison->figures[UDP].lost;
    if (!comparison->on_line)
        say("* TCP on loopback: no loss there, no delay. Only UDP met the line.\n");
    if (udp->has_line && udp->line.packets == (unsigned long long)udp->sent &&
        lost > udp->line.lost + udp->line.missed)
        say("Of UDP's lost ones %llu had crossed the line: the receiver's socket was full.\n",
            lost - udp->line.lost - udp->line.missed);
    for (enum protocol protocol = UDP; protocol < BULK; protocol++) {
        if (outcomes[protocol].gave_up)
            say("%s was given up: nothing more had come for too long (-t).\n",
                protocol_names[protocol]);
        if (outcomes[protocol].line.missed > 0)
            warn("%llu packets over %s were lost by this machine: the line could not keep up",
                 outcomes[protocol].line.missed, protocol_names[protocol]);
    }
}

void report_table(const struct comparison *comparison)
{
    const struct figures *udp = &comparison->figures[UDP], *tcp = &comparison->figures[TCP];
    const struct outcome *outcomes = comparison->outcomes;
    char one[64], other[64];
    snprintf(other, sizeof other, "one each %g ms", comparison->interval_s * 1e3);
    say("%ld messages of %ld bytes, %s, from a to b%s.\n", comparison->count, comparison->size,
        comparison->interval_s > 0 ? other : "without a pause",
        comparison->nagle ? ", TCP as Nagle wants it" : "");
    say("The line%s: %s.\n\n", comparison->on_line ? "" : ", for UDP only", comparison->line_words);
    row("", "UDP", comparison->on_line ? "TCP" : "TCP on loopback*");
    row_of_numbers("sent", udp->sent, tcp->sent);
    row_of_numbers("arrived", udp->arrived, tcp->arrived);
    row_of_numbers("lost", udp->lost, tcp->lost);
    row_of_numbers("duplicated", udp->duplicated, tcp->duplicated);
    row_of_numbers("reordered", udp->reordered, tcp->reordered);
    row_of_numbers("calls of recv", (long)udp->calls, (long)tcp->calls);
    row("bytes a call, min/median/max", sizes(one, udp), sizes(other, tcp));
    rows_of_times(comparison);
    row("packets from a, of them lost", packets(one, &outcomes[UDP]),
        packets(other, &outcomes[TCP]));
    snprintf(other, sizeof other, "%u", outcomes[TCP].facts.retransmissions);
    row("sent again by the kernel", "-", outcomes[TCP].has_facts ? other : "-");
    remark(comparison);
    say("\n");
}

/* In lines of at most WIDTH characters, broken between words. */
static void say_wrapped(const char *text)
{
    enum { WIDTH = 80 };
    while (strlen(text) > WIDTH) {
        size_t length = WIDTH;
        while (length > 0 && text[length] != ' ')
            length--;
        if (length == 0)
            break;
        say("%.*s\n", (int)length, text);
        text += length + 1;
    }
    say("%s\n", text);
}

void report_sentence(const struct comparison *comparison)
{
    char text[SENTENCE];
    say_wrapped(comparison_sentence(text, comparison));
}

void report_bulk(const struct comparison *comparison)
{
    const struct outcome *bulk = &comparison->outcomes[BULK];
    if (!comparison->has_bulk)
        return;
    if (bulk->bulk_s <= 0) {
        say("\nBulk: nothing came.\n");
        return;
    }
    double rate_bit_s = (double)bulk->bulk_bytes * 8 / bulk->bulk_s;
    say("\nBulk: one TCP flow brought %.1f MB in %.1f s: %.0f kbit/s.\n",
        (double)bulk->bulk_bytes / 1e6, bulk->bulk_s, rate_bit_s / 1e3);
    if (bulk->fact_count == 0)
        return;
    double rtt_s = bulk->facts.rtt_us / 1e6;
    say("  Mean cwnd %.1f segments of %u bytes, round trip %.1f ms, sent again %u.\n",
        bulk->cwnd_sum / (double)bulk->fact_count, bulk->facts.mss, rtt_s * 1e3,
        bulk->facts.retransmissions);
    if (comparison->loss <= 0 || rtt_s <= 0)
        return;
    double formula_bit_s = mathis_bit_s(bulk->facts.mss, rtt_s, comparison->loss);
    say("  Mathis: MSS/RTT * sqrt(3/2)/sqrt(p) = %.0f kbit/s, with p = %g %%.\n",
        formula_bit_s / 1e3, comparison->loss * 100);
    say("  Measured / formula = %.2f.\n", rate_bit_s / formula_bit_s);
}
