/* <netinet/in.h> */
#ifndef POSIX_NETINET_IN_H
#define POSIX_NETINET_IN_H

#include <stdint.h>

#include "../system.h"

#define INADDR_ANY ((in_addr_t)0)
#define INADDR_BROADCAST ((in_addr_t)0xffffffff)
#define INET_ADDRSTRLEN 16
#define INET6_ADDRSTRLEN 46
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17
#define IPPROTO_IPV6 41
#define IPV6_V6ONLY 27

typedef uint32_t in_addr_t;
typedef uint16_t in_port_t;
typedef SYSTEM_SA_FAMILY_T sa_family_t;

struct in_addr {
    in_addr_t s_addr;
};

struct in6_addr {
    uint8_t s6_addr[16];
};

/* The members stand in any order. */
struct sockaddr_in {
    SYSTEM_LENGTH(sin_len)
    sa_family_t sin_family;
    in_port_t sin_port;
    struct in_addr sin_addr;
    char system_zero[8];
};

struct sockaddr_in6 {
    SYSTEM_LENGTH(sin6_len)
    sa_family_t sin6_family;
    in_port_t sin6_port;
    uint32_t sin6_flowinfo;
    struct in6_addr sin6_addr;
    uint32_t sin6_scope_id;
};

uint32_t htonl(uint32_t);
uint16_t htons(uint16_t);
uint32_t ntohl(uint32_t);
uint16_t ntohs(uint16_t);

#endif
