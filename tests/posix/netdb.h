/* <netdb.h> */
#ifndef POSIX_NETDB_H
#define POSIX_NETDB_H

#include "system.h"

#define AI_PASSIVE 1
#define AI_NUMERICHOST 4
#define AI_NUMERICSERV 0x1000
#define NI_NUMERICHOST 2
#define NI_NUMERICSERV 8
#define EAI_AGAIN 2
#define EAI_FAMILY 5
#define EAI_MEMORY 6
#define EAI_NONAME 8
#define EAI_SERVICE 9
#define EAI_SYSTEM 11

typedef SYSTEM_SOCKLEN_T socklen_t;

struct sockaddr;

/* Linux has ai_addr before ai_canonname, the BSDs behind it. */
struct addrinfo {
    int ai_flags, ai_family, ai_socktype, ai_protocol;
    socklen_t ai_addrlen;
    char *ai_canonname;
    struct sockaddr *ai_addr;
    struct addrinfo *ai_next;
};

void freeaddrinfo(struct addrinfo *);
const char *gai_strerror(int);
int getaddrinfo(const char *restrict, const char *restrict, const struct addrinfo *restrict,
                struct addrinfo **restrict);
int getnameinfo(const struct sockaddr *restrict, socklen_t, char *restrict, socklen_t,
                char *restrict, socklen_t, int);

#endif
