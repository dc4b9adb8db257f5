#include "interface.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../common/timing.h"

static const double PATIENCE_S = 2;

static struct ifreq about(const char *name)
{
    struct ifreq request = {0};
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
    return request;
}

/* POSIX's ioctl takes an int, glibc's does not. */
#ifdef __GLIBC__
typedef unsigned long ioctl_request;
#else
typedef int ioctl_request;
#endif

/* Any socket will do to speak about interfaces. */
static int ask(ioctl_request what, struct ifreq *request)
{
    int sock = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (sock == -1)
        return -1;
    int result = ioctl(sock, what, request);
    int error = errno;
    close(sock);
    errno = error;
    return result == -1 ? -1 : 0;
}

static int ask_about_address(ioctl_request what, const char *name, uint32_t address)
{
    struct ifreq request = about(name);
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
    memcpy(&request.ifr_addr, &in, sizeof in);
    return ask(what, &request);
}

int interface_address(const char *name, uint32_t address)
{
    if (ask_about_address(SIOCSIFADDR, name, address) == -1)
        return -1;
    return ask_about_address(SIOCSIFNETMASK, name, 0xffffff00); /* this makes the route, too */
}

int interface_mtu(const char *name, int bytes)
{
    struct ifreq request = about(name);
    request.ifr_mtu = bytes;
    return ask(SIOCSIFMTU, &request);
}

int interface_up(const char *name, bool neighbours)
{
    struct ifreq request = about(name);
    if (ask(SIOCGIFFLAGS, &request) == -1)
        return -1;
    request.ifr_flags |= IFF_UP;
    if (!neighbours)
        request.ifr_flags |= IFF_NOARP;
    return ask(SIOCSIFFLAGS, &request);
}

int interface_await(const char *name)
{
    struct ifreq request = about(name);
    for (double start_s = now_s(); (request.ifr_flags & IFF_RUNNING) == 0; pause_for(0.001)) {
        if (ask(SIOCGIFFLAGS, &request) == -1)
            return -1;
        if (now_s() - start_s > PATIENCE_S) {
            errno = ETIMEDOUT;
            return -1;
        }
    }
    /* The kernel says so shortly before it is true, under a lock which this takes, too. */
    return ask(SIOCGIFMTU, &request) == -1 ? -1 : interface_mtu(name, request.ifr_mtu);
}

int interface_plain(const char *name)
{
    static const unsigned extras[] = {ETHTOOL_STXCSUM, ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO};
    for (size_t i = 0; i < sizeof extras / sizeof extras[0]; i++) {
        struct ifreq request = about(name);
        struct ethtool_value off = {.cmd = extras[i]};
        request.ifr_data = (char *)&off;
        if (ask(SIOCETHTOOL, &request) == -1 && errno != EOPNOTSUPP)
            return -1;
    }
    return 0;
}

int interface_card(const char *name, unsigned char card[6])
{
    struct ifreq request = about(name);
    if (ask(SIOCGIFHWADDR, &request) == -1)
        return -1;
    memcpy(card, request.ifr_hwaddr.sa_data, 6);
    return 0;
}

long long interface_thrown_away(const char *name)
{
    FILE *devices = fopen("/proc/thread-self/net/dev", "re");
    char line[512], this[32], number[24];
    long long thrown_away = -1;
    if (devices == NULL)
        return -1;
    /* "name:", eight numbers of what was received; of what was sent: bytes, packets, errors, and this. */
    while (fgets(line, sizeof line, devices) != NULL)
        if (sscanf(line, " %31[^:]: %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %23s", this,
                   number) == 2 &&
            strcmp(this, name) == 0)
            thrown_away = strtoll(number, NULL, 10);
    fclose(devices);
    return thrown_away;
}

int set_network_parameter(const char *name, const char *value)
{
    char path[128];
    int length = snprintf(path, sizeof path, "/proc/sys/net/%s", name);
    if (length < 0 || (size_t)length >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd == -1)
        return -1;
    ssize_t written = write(fd, value, strlen(value));
    int error = errno;
    close(fd);
    errno = error;
    return written == -1 ? -1 : 0;
}
