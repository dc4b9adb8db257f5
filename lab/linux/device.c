#include "device.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "interface.h"
#include "namespace.h"
#include "netlink.h"

static const char LAB[] = "lab0"; /* what hosts call their interface */

/* Packets may wait so long for us; 500, the usual queue, overflow when a host sends with all its might. */
enum { QUEUE = 10000, RECEIVE_BUFFER = 16 * 1024 * 1024 };

/* Close what was opened, and keep errno. */
static int fail(int fd)
{
    int error = errno;
    if (fd != -1)
        close(fd);
    errno = error;
    return -1;
}

/* Address, size, queue of lab0, then up with it. */
static int set_up(const struct device_plan *plan, const char **step)
{
    *step = "set up the interface lab0";
    if (interface_mtu(LAB, plan->mtu) == -1 || set_queue(LAB, QUEUE) == -1 ||
        interface_address(LAB, plan->address) == -1)
        return -1;
    return interface_up(LAB, false);
}

int device_open_tun(struct device *device, const struct device_plan *plan, const char **step)
{
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    *step = "open /dev/net/tun";
    /* --- tun: only now, for a descriptor belongs to the network in which it was opened --- */
    int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (fd == -1)
        return -1;
    *step = "make a tun device";
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", LAB);
    if (ioctl(fd, TUNSETIFF, &request) == -1 || set_up(plan, step) == -1)
        return fail(fd);
    *device = (struct device){.fd = fd, .is_tun = true};
    return 0;
}

/* In the middle: a socket for what comes out of the cable's end there. Returns it, or -1 with errno. */
static int open_packet_socket(const char *name, int *index)
{
    int yes = 1, room = RECEIVE_BUFFER;
    int sock = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (sock == -1)
        return -1;
    *index = (int)if_nametoindex(name);
    const struct sockaddr_ll end = {
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = *index};
    setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &room, sizeof room); /* the system gives what it may */
    if (*index == 0 ||
        setsockopt(sock, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof yes) == -1 ||
        bind(sock, (const struct sockaddr *)&end, sizeof end) == -1)
        return fail(sock);
    return sock;
}

int device_open_veth(struct device *device, const struct device_plan *plan, int network, int middle,
                     const char *name, const char **step)
{
    *device = (struct device){.fd = -1};
    *step = "make a veth pair";
    if (enter_network(middle) == -1 || make_cable(name, LAB, network) == -1)
        return -1;
    *step = "set up the veth pair";
    if (set_network_parameter("ipv6/conf/all/disable_ipv6", "1") == -1 && errno != ENOENT)
        return -1;
    if (interface_plain(name) == -1 || interface_mtu(name, plan->mtu) == -1 ||
        interface_up(name, false) == -1)
        return -1;
    *step = "open a packet socket";
    int sock = open_packet_socket(name, &device->index);
    if (sock == -1)
        return -1;
    /* A cable has no link before both ends are up, so the host's end comes up last. */
    if (enter_network(network) == -1 || interface_plain(LAB) == -1 || set_up(plan, step) == -1 ||
        interface_await(LAB) == -1 || interface_card(LAB, device->card) == -1)
        return fail(sock);
    device->fd = sock;
    return 0;
}

ssize_t device_receive(const struct device *device, char *bytes, size_t room)
{
    ssize_t received;
    do
        received = read(device->fd, bytes, room);
    while (received == -1 && errno == EINTR);
    return received == -1 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : received;
}

int device_send(const struct device *device, const char *bytes, size_t length)
{
    struct sockaddr_ll host = {.sll_family = AF_PACKET,
                               .sll_protocol = htons(ETH_P_IP),
                               .sll_ifindex = device->index,
                               .sll_halen = sizeof device->card};
    ssize_t sent;
    memcpy(host.sll_addr, device->card, sizeof device->card);
    do
        sent = device->is_tun
                   ? write(device->fd, bytes, length)
                   : sendto(device->fd, bytes, length, 0, (struct sockaddr *)&host, sizeof host);
    while (sent == -1 && errno == EINTR);
    return sent == -1 ? -1 : 0;
}

long long device_missed(const struct device *device)
{
    struct tpacket_stats counts = {0};
    socklen_t size = sizeof counts;
    long long thrown_away = interface_thrown_away(LAB);
    if (!device->is_tun &&
        getsockopt(device->fd, SOL_PACKET, PACKET_STATISTICS, &counts, &size) == -1)
        return -1;
    return thrown_away == -1 ? -1 : thrown_away + counts.tp_drops;
}
