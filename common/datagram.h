/* Around a datagram's calls: how large it may be, and why no answer came. */
#ifndef DATAGRAM_H
#define DATAGRAM_H

#include <stddef.h>

/* A buffer of this size cuts no datagram: UDP counts its bytes in 16 bits (RFC 768). What can be sent is a
 * little less, 65507 bytes over IPv4, for headers want room too. */
enum { LARGEST_DATAGRAM = 65535 };

/* After send or recv on a connected datagram socket to THERE returned -1, errno telling why: say so, and
 * what helps. LENGTH is that of the datagram; SERVER the program that should be there, NULL when the client
 * goes on to the host's next address. */
void explain_datagram(const char *there, size_t length, const char *server);

/* Say that no answer came from THERE after so many TRIES, and what that means. SERVER as above. */
void explain_silence(const char *there, long tries, double timeout_s, const char *server);

/* After recvfrom or sendto returned -1 in a server that goes on: a signal, or the limit on waiting, is
 * nothing. Anything else is said, and followed by a pause: it might fail again at once. */
void datagram_failed(const char *call);

#endif
