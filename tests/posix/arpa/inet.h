/* <arpa/inet.h> */
#ifndef POSIX_ARPA_INET_H
#define POSIX_ARPA_INET_H

#include <stdint.h>

#include "../system.h"

#define INET_ADDRSTRLEN 16
#define INET6_ADDRSTRLEN 46

typedef uint32_t in_addr_t;
typedef uint16_t in_port_t;
typedef SYSTEM_SOCKLEN_T socklen_t;

uint32_t htonl(uint32_t);
uint16_t htons(uint16_t);
uint32_t ntohl(uint32_t);
uint16_t ntohs(uint16_t);
in_addr_t inet_addr(const char *);
const char *inet_ntop(int, const void *restrict, char *restrict, socklen_t);
int inet_pton(int, const char *restrict, void *restrict);

#endif
