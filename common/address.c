#include "address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "message.h"

struct addrinfo *address_lookup(const struct settings *settings, int type)
{
    struct addrinfo hints = {.ai_family = settings->family, .ai_socktype = type}, *list;
    char port[8];
    snprintf(port, sizeof port, "%ld", settings->port);
    int error = getaddrinfo(settings->host, port, &hints, &list);
    if (error != 0)
        die("cannot find host '%s': %s%s", settings->host,
            error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error),
            strchr(settings->host, ':') != NULL ? "\n  A port is given with -p." : "");
    return list;
}

/* An IPv6 address with an interface, "fe80::1%eth0", or anything else that is not only a number. */
static char *long_address_text(char text[ADDRESS_SIZE], const struct sockaddr *address,
                               socklen_t length)
{
    char host[ADDRESS_SIZE - 10], port[8];
    int error = getnameinfo(address, length, host, sizeof host, port, sizeof port,
                            NI_NUMERICHOST | NI_NUMERICSERV);
    if (error != 0)
        snprintf(text, ADDRESS_SIZE, "an unknown address");
    else
        snprintf(text, ADDRESS_SIZE, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
    return text;
}

char *address_text(char text[ADDRESS_SIZE], const struct sockaddr *address, socklen_t length)
{
    char host[INET6_ADDRSTRLEN];
    const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)address;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)(const void *)address;
    if (length >= sizeof *in && address->sa_family == AF_INET &&
        inet_ntop(AF_INET, &in->sin_addr, host, sizeof host) != NULL)
        snprintf(text, ADDRESS_SIZE, "%s:%u", host, (unsigned)ntohs(in->sin_port));
    else if (length >= sizeof *in6 && address->sa_family == AF_INET6 && in6->sin6_scope_id == 0 &&
             inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof host) != NULL)
        snprintf(text, ADDRESS_SIZE, "[%s]:%u", host, (unsigned)ntohs(in6->sin6_port));
    else
        long_address_text(text, address, length);
    return text;
}

char *own_address_text(char text[ADDRESS_SIZE], int sock)
{
    struct sockaddr_storage own;
    socklen_t length = sizeof own;
    if (getsockname(sock, (struct sockaddr *)&own, &length) == -1)
        length = 0;
    return address_text(text, (struct sockaddr *)&own, length);
}
