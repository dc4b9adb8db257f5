#include "access_log.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../common/message.h"
#include "stream.h"

struct access_log {
    FILE *out;
    pthread_mutex_t lock; /* of all below, and of the line that is being written */
    const char *name;
    time_t second;  /* the time in STAMP */
    char stamp[32]; /* "22/Nov/2026:19:37:25 +0000" */
    bool failed;
};

struct access_log *log_open(const char *name)
{
    FILE *out = strcmp(name, "-") == 0 ? stdout : fopen(name, "a");
    if (out == NULL)
        die("cannot open the access log %s: %s", name, strerror(errno));
    if (out != stdout) /* a write for each line would take as long as the answer */
        setvbuf(out, NULL, _IOFBF, 64 * 1024);
    struct access_log *log = calloc(1, sizeof *log);
    if (log != NULL)
        *log = (struct access_log){.out = out, .name = name};
    if (log == NULL || pthread_mutex_init(&log->lock, NULL) != 0)
        die("no memory for the access log");
    tzset(); /* localtime_r need not look where we are (POSIX) */
    return log;
}

/* From here to end, the log is ours: the mutex keeps out the other threads that write to it, and the lock of the stream, which
 * putc_unlocked does not take, who says something else on standard output. */
static void begin(struct access_log *log)
{
    pthread_mutex_lock(&log->lock);
    flockfile(log->out);
}

static void end(struct access_log *log)
{
    funlockfile(log->out);
    pthread_mutex_unlock(&log->lock);
}

/* Write PART in quotes. */
static void quote(FILE *out, struct span part)
{
    static const char digits[] = "0123456789abcdef";
    putc_unlocked('"', out);
    for (size_t i = 0; i < part.length; i++) {
        unsigned char c = (unsigned char)part.at[i];
        if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
            putc_unlocked(c, out);
        } else {
            putc_unlocked('\\', out);
            putc_unlocked('x', out);
            putc_unlocked(digits[c >> 4], out);
            putc_unlocked(digits[c & 15], out);
        }
    }
    putc_unlocked('"', out);
}

/* The value of a field of the request, or "-". */
static void quote_field(FILE *out, const struct request *request, const char *name)
{
    const struct field *field = request_field(request, name);
    quote(out, field != NULL ? field->value : (struct span){"-", 1});
}

/* Write when that was, in local time. It is put into words once a second. */
static void put_stamp(struct access_log *log)
{
    time_t now = time(NULL);
    struct tm local;
    if (now != log->second && localtime_r(&now, &local) != NULL) {
        strftime(log->stamp, sizeof log->stamp, "%d/%b/%Y:%H:%M:%S %z", &local);
        log->second = now;
    }
    fputs(log->stamp, log->out);
}

/* Write the host of an address in words: "127.0.0.1" of "127.0.0.1:54321", "::1" of "[::1]:54321". */
static void put_host(FILE *out, const char *peer)
{
    const char *colon = strrchr(peer, ':');
    for (const char *c = peer; *c != '\0' && c != colon; c++)
        if (*c != '[' && *c != ']')
            putc_unlocked(*c, out);
}

/* Has a write failed? It is said once, and must be asked before another call sets errno anew. */
static void check(struct access_log *log)
{
    if (!log->failed && ferror(log->out)) {
        log->failed = true;
        warn("cannot write to the access log %s: %s", log->name, strerror(errno));
    }
}

void log_exchange(struct access_log *log, const struct exchange *exchange, struct span request_line)
{
    if (log == NULL)
        return;
    FILE *out = log->out;
    begin(log);
    if (log->failed && atomic_load(exchange->stream->ending)) {
        end(log); /* perhaps nobody reads it any more: it shall not hold up the end */
        return;
    }
    put_host(out, exchange->peer);
    fprintf(out, " - %s [", exchange->user[0] != '\0' ? exchange->user : "-");
    put_stamp(log);
    fputs("] ", out);
    quote(out, request_line);
    fprintf(out, " %d %llu ", exchange->answer.status, exchange->content_sent);
    quote_field(out, exchange->request, "Referer");
    putc_unlocked(' ', out);
    quote_field(out, exchange->request, "User-Agent");
    putc_unlocked('\n', out);
    if (out == stdout) /* somebody may be looking */
        fflush(out);
    check(log);
    end(log);
}

void log_flush(struct access_log *log)
{
    if (log == NULL || log->out == stdout) /* each line of it is handed over at once */
        return;
    begin(log);
    fflush(log->out);
    check(log);
    end(log);
}

int log_close(struct access_log *log)
{
    if (log == NULL)
        return 0;
    log_flush(log);
    bool failed = log->failed;
    pthread_mutex_destroy(&log->lock);
    if (log->out != stdout && fclose(log->out) != 0 && !failed) {
        warn("cannot write to the access log %s: %s", log->name, strerror(errno));
        failed = true;
    }
    free(log);
    return failed ? -1 : 0;
}
