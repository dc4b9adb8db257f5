/* Messages that carry a number in their first 4 bytes, so that each echo tells which message it belongs to. */
#ifndef NUMBERED_H
#define NUMBERED_H

#include <stddef.h>

enum { NUMBER_SIZE = 4 };

/* Put NUMBER, from 1 to 2147483647, into the first NUMBER_SIZE bytes of MESSAGE: the most significant byte first,
 * whatever the machine itself does ("network byte order", htonl). */
void put_number(char *message, long number);

/* The number that a datagram carries; 0 when it is too short to carry one. The peer chose it, so it may be any, and
 * below 0 where a long has 32 bits: has it been sent? */
long number_of(const char *datagram, size_t length);

/* An echo of MESSAGE has come: is it the same? If not, say so, and end the program. */
void compare_echo(const char *echo, size_t received, const char *message, size_t length);

#endif
