#include <errno.h>
#include <stdio.h>

#include "compare.h"

/* Times are in milliseconds; null is what was not measured. */
static void put_facts(FILE *file, const struct outcome *outcome)
{
    if (outcome->has_line)
        fprintf(file, ",\n    \"packets\": %llu, \"packets_lost\": %llu, \"packets_missed\": %llu",
                outcome->line.packets, outcome->line.lost, outcome->line.missed);
    if (outcome->has_facts)
        fprintf(file, ",\n    \"retransmissions\": %u, \"rtt_ms\": %.3f, \"cwnd\": %u, \"mss\": %u",
                outcome->facts.retransmissions, outcome->facts.rtt_us / 1e3, outcome->facts.cwnd,
                outcome->facts.mss);
}

static void put_messages(FILE *file, const struct outcome *outcome)
{
    fprintf(file, ",\n    \"latency_ms\": [");
    for (long i = 0; i < outcome->count; i++) {
        const struct message_fate *fate = &outcome->messages[i];
        fprintf(file, i > 0 ? ", " : "");
        if (fate->copies > 0)
            fprintf(file, "%.3f", fate->latency_s * 1e3);
        else
            fprintf(file, "null");
    }
    fprintf(file, "]");
}

static void put_protocol(FILE *file, const struct comparison *comparison, enum protocol protocol,
                         const char *name)
{
    const struct figures *figures = &comparison->figures[protocol];
    const struct outcome *outcome = &comparison->outcomes[protocol];
    fprintf(file,
            "  \"%s\": {\n    \"sent\": %ld, \"arrived\": %ld, \"lost\": %ld, \"duplicated\": %ld, "
            "\"reordered\": %ld, \"late\": %ld,\n",
            name, figures->sent, figures->arrived, figures->lost, figures->duplicated,
            figures->reordered, figures->late);
    fprintf(file,
            "    \"calls\": %zu, \"call_bytes\": {\"min\": %u, \"median\": %u, \"max\": %u},\n",
            figures->calls, figures->call_min, figures->call_median, figures->call_max);
    fprintf(file, "    \"first_byte_ms\": %.3f, \"gave_up\": %s", figures->first_byte_s * 1e3,
            outcome->gave_up ? "true" : "false");
    if (figures->arrived > 0)
        fprintf(
            file, ",\n    \"p50_ms\": %.3f, \"p90_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f",
            figures->p50_s * 1e3, figures->p90_s * 1e3, figures->p99_s * 1e3, figures->max_s * 1e3);
    put_facts(file, outcome);
    put_messages(file, outcome);
    fprintf(file, "\n  },\n");
}

static void put_bulk(FILE *file, const struct comparison *comparison)
{
    const struct outcome *bulk = &comparison->outcomes[BULK];
    if (!comparison->has_bulk)
        return;
    fprintf(file, "  \"bulk\": {\n    \"bytes\": %llu, \"seconds\": %.3f", bulk->bulk_bytes,
            bulk->bulk_s);
    if (bulk->bulk_s > 0)
        fprintf(file, ", \"bit_s\": %.0f", (double)bulk->bulk_bytes * 8 / bulk->bulk_s);
    if (bulk->fact_count > 0)
        fprintf(file, ", \"cwnd_mean\": %.2f", bulk->cwnd_sum / (double)bulk->fact_count);
    if (bulk->facts.rtt_us > 0 && comparison->loss > 0)
        fprintf(file, ", \"mathis_bit_s\": %.0f",
                mathis_bit_s(bulk->facts.mss, bulk->facts.rtt_us / 1e6, comparison->loss));
    put_facts(file, bulk);
    fprintf(file, "\n  },\n");
}

/* What stands in text here is ours, without quotes or backslashes. */
int json_write(const struct comparison *comparison, const char *file)
{
    char text[SENTENCE];
    FILE *stream = fopen(file, "w");
    if (stream == NULL)
        return -1;
    fprintf(stream,
            "{\n  \"messages\": %ld, \"bytes\": %ld, \"interval_ms\": %.3f, \"nagle\": %s,\n"
            "  \"on_line\": %s, \"line\": \"%s\",\n",
            comparison->count, comparison->size, comparison->interval_s * 1e3,
            comparison->nagle ? "true" : "false", comparison->on_line ? "true" : "false",
            comparison->line_words);
    put_protocol(stream, comparison, UDP, "udp");
    put_protocol(stream, comparison, TCP, "tcp");
    put_bulk(stream, comparison);
    fprintf(stream, "  \"says\": \"%s\"\n}\n", comparison_sentence(text, comparison));
    int error = ferror(stream) ? EIO : 0;
    if (fclose(stream) != 0)
        error = errno;
    errno = error;
    return error == 0 ? 0 : -1;
}
