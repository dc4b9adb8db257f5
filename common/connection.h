/* Around a connection's calls: the loops and limits that each program would write again. */
#ifndef CONNECTION_H
#define CONNECTION_H

#include <netdb.h>
#include <stddef.h>

/* Let no recv, no send, or none of both on SOCK wait longer than TIMEOUT_S seconds (0 or INFINITY: for ever):
 * SO_RCVTIMEO and SO_SNDTIMEO. A call that takes longer returns -1 with EAGAIN; a send that took some bytes by then,
 * how many. 0, or -1 with errno. */
int limit_receiving(int sock, double timeout_s);
int limit_sending(int sock, double timeout_s);
int limit_waiting(int sock, double timeout_s);

/* After send or recv returned -1: why, in words; errno's, or that the limit on waiting was reached. */
const char *connection_error(void);

/* Send all LENGTH bytes: send may take fewer, then the rest follows. Narrates each. Goes on after EINTR unless a stop
 * is requested (stop.h). 0, or -1 with errno when not all could be sent. */
int send_all(int sock, const char *bytes, size_t length);

/* After connect(SOCK, ADDRESS) returned -1: if it was only interrupted, the kernel goes on with it
 * (POSIX, connect: EINTR); wait for the end. 0 when connected; -1 with the errno of the failure,
 * ETIMEDOUT after TIMEOUT_S seconds (0: the system's limit). */
int connect_resume(int sock, const struct addrinfo *address, double timeout_s);

/* TIMEOUT_S, at most a day, as poll wants it: milliseconds, at least 1; -1, for ever, if it is 0 or INFINITY. */
int poll_timeout(double timeout_s);

/* After accept returned -1, before it is called again: a client that has gone meanwhile, or a signal,
 * is nothing. Anything else (no descriptor is left, no memory) is said, the first time, and followed by
 * a pause: accept would fail again at once, and the server would spin. */
void accept_failed(void);

#endif
