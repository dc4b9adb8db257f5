/* The access log: one line a request, in the Combined format that Apache and nginx write:
 *
 *     127.0.0.1 - student [22/Nov/2026:19:37:25 +0000] "GET /private HTTP/1.1" 200 1234 "-" "curl/7.88.1"
 *
 * No request can forge a line, or a field of one: what is not a visible ASCII character, a quote and a backslash are written
 * as \xNN. Safe to call from many threads. */
#ifndef ACCESS_LOG_H
#define ACCESS_LOG_H

#include "exchange.h"

struct access_log;

/* Append to the file NAME; "-" is standard output. Ends the program, with the reason, when it cannot. */
struct access_log *log_open(const char *name);

/* Write the line of one exchange: REQUEST_LINE is how it came, without its end. LOG may be NULL: then nothing is written. */
void log_exchange(struct access_log *log, const struct exchange *exchange,
                  struct span request_line);

/* Hand to the system what was written since the last time. To be called each second or so. */
void log_flush(struct access_log *log);

/* Close it. 0, or -1 when not all could be written, which is said. */
int log_close(struct access_log *log);

#endif
