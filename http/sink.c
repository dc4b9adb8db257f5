#include "sink.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../common/message.h"
#include "../common/printable.h"

struct sink sink_open(const char *file, unsigned long long expected)
{
    struct sink sink = {.out = stdout, .name = "standard output", .expected = expected};
    if (file != NULL) {
        sink.name = file;
        sink.out = fopen(file, "wb");
        if (sink.out == NULL)
            die("cannot write to %s: %s", file, strerror(errno));
        sink.progress = isatty(STDERR_FILENO);
    }
    sink.terminal = file == NULL && isatty(STDOUT_FILENO);
    return sink;
}

/* A terminal obeys some of the bytes that a server may send: show them instead. */
static void put_on_terminal(FILE *out, struct span data)
{
    while (data.length > 0) {
        size_t plain = 0;
        while (plain < data.length && data.at[plain] != '\n' && data.at[plain] != '\t')
            plain++;
        print_safely(out, data.at, plain);
        if (plain < data.length)
            putc(data.at[plain++], out);
        data.at += plain;
        data.length -= plain;
    }
}

void sink_put(struct sink *sink, struct span data)
{
    if (sink->terminal)
        put_on_terminal(sink->out, data);
    else
        fwrite(data.at, 1, data.length, sink->out);
    if (sink->out == stdout)
        fflush(stdout); /* what has come is shown: the next piece may be long in coming */
    if (ferror(sink->out))
        die("cannot write to %s: %s", sink->name, strerror(errno));
    sink->length += data.length;
}

void sink_show_progress(const struct sink *sink)
{
    if (!sink->progress)
        return;
    if (sink->expected > 0)
        fprintf(stderr, "\r%3llu %% of %llu bytes ", sink->length * 100 / sink->expected,
                sink->expected);
    else
        fprintf(stderr, "\r%llu bytes ", sink->length);
}

void sink_close(struct sink *sink)
{
    sink_show_progress(sink);
    if (sink->progress)
        fputc('\n', stderr);
    if ((sink->out == stdout ? fflush(stdout) : fclose(sink->out)) != 0)
        die("cannot write to %s: %s", sink->name, strerror(errno));
}
