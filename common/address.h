/* Addresses: from the words of a person to the struct sockaddr of the kernel, and back. */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <netdb.h>
#include <sys/socket.h>

#include "options.h"

/* Room for the longest: "[" IPv6 "%" interface "]:" port, and a NUL. */
enum { ADDRESS_SIZE = 96 };

/* All addresses of settings->host, with its port, for sockets of TYPE (SOCK_STREAM, SOCK_DGRAM), by
 * getaddrinfo. A host that cannot be found is said, and ends the program. The list is the caller's:
 * freeaddrinfo. */
struct addrinfo *address_lookup(const struct settings *settings, int type);

/* Write ADDRESS, of LENGTH bytes, in words: "127.0.0.1:65432", "[::1]:65432", "[fe80::1%eth0]:65432"; of a family
 * that is neither IPv4 nor IPv6, "an unknown address". Returns TEXT. */
char *address_text(char text[ADDRESS_SIZE], const struct sockaddr *address, socklen_t length);

/* The same for the address that SOCK itself is bound to, as getsockname tells it. */
char *own_address_text(char text[ADDRESS_SIZE], int sock);

#endif
