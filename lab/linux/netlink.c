#include "netlink.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_SIZE = 512 };

/* A request that grows: a header, then attributes, some of which have attributes inside. */
struct request {
    union {
        struct nlmsghdr header;
        char bytes[REQUEST_SIZE];
    };
    bool failed; /* it did not fit */
};

/* Add LENGTH bytes, and zeros that align what follows. Returns where they are; NULL when they did not fit. */
static void *add(struct request *request, const void *data, size_t length)
{
    size_t at = NLMSG_ALIGN(request->header.nlmsg_len), end = at + NLMSG_ALIGN(length);
    if (end > sizeof request->bytes) {
        request->failed = true;
        return NULL;
    }
    memcpy(request->bytes + at, data, length);
    request->header.nlmsg_len = (uint32_t)end;
    return request->bytes + at;
}

static struct nlattr *add_attribute(struct request *request, unsigned type, const void *data,
                                    size_t length)
{
    const struct nlattr head = {.nla_type = (uint16_t)type,
                                .nla_len = (uint16_t)(sizeof(struct nlattr) + length)};
    struct nlattr *attribute = add(request, &head, sizeof head);
    if (length > 0)
        add(request, data, length);
    return attribute;
}

/* All that was added since ATTRIBUTE is inside it. */
static void end_attribute(struct request *request, struct nlattr *attribute)
{
    if (!request->failed)
        attribute->nla_len =
            (uint16_t)(request->bytes + request->header.nlmsg_len - (char *)attribute);
}

static struct request new_request(unsigned type, unsigned flags, int index)
{
    const struct ifinfomsg about = {.ifi_family = AF_UNSPEC, .ifi_index = index};
    struct request request = {.bytes = {0}}; /* the header alone would leave the rest as it is */
    request.header =
        (struct nlmsghdr){.nlmsg_len = NLMSG_HDRLEN,
                          .nlmsg_type = (uint16_t)type,
                          .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags)};
    add(&request, &about, sizeof about);
    return request;
}

/* Send it, and receive the kernel's answer: an error number, 0 for success. */
static int ask_kernel(const struct request *request)
{
    union {
        struct nlmsghdr header;
        char bytes[4096];
    } answer;
    if (request->failed) {
        errno = EMSGSIZE;
        return -1;
    }
    int sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (sock == -1)
        return -1;
    ssize_t received = send(sock, request->bytes, request->header.nlmsg_len, 0);
    if (received != -1)
        received = recv(sock, answer.bytes, sizeof answer.bytes, 0);
    int error = received == -1 ? errno : EPROTO;
    if (received >= (ssize_t)NLMSG_LENGTH(sizeof(struct nlmsgerr)) &&
        answer.header.nlmsg_type == NLMSG_ERROR)
        error = -((const struct nlmsgerr *)NLMSG_DATA(&answer.header))->error;
    close(sock);
    errno = error;
    return error == 0 ? 0 : -1;
}

int make_cable(const char *name, const char *peer_name, int peer_network)
{
    static const char kind[] = "veth";
    struct request request = new_request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
    const struct ifinfomsg peer_about = {.ifi_family = AF_UNSPEC};
    const uint32_t network = (uint32_t)peer_network;
    add_attribute(&request, IFLA_IFNAME, name, strlen(name) + 1);
    struct nlattr *info = add_attribute(&request, IFLA_LINKINFO, NULL, 0);
    add_attribute(&request, IFLA_INFO_KIND, kind, sizeof kind - 1);
    struct nlattr *data = add_attribute(&request, IFLA_INFO_DATA, NULL, 0);
    struct nlattr *peer = add_attribute(&request, VETH_INFO_PEER, NULL, 0);
    add(&request, &peer_about, sizeof peer_about);
    add_attribute(&request, IFLA_IFNAME, peer_name, strlen(peer_name) + 1);
    add_attribute(&request, IFLA_NET_NS_FD, &network, sizeof network);
    end_attribute(&request, peer);
    end_attribute(&request, data);
    end_attribute(&request, info);
    return ask_kernel(&request);
}

int set_queue(const char *name, unsigned packets)
{
    unsigned index = if_nametoindex(name);
    if (index == 0)
        return -1;
    const uint32_t length = packets;
    struct request request = new_request(RTM_NEWLINK, 0, (int)index);
    add_attribute(&request, IFLA_TXQLEN, &length, sizeof length);
    return ask_kernel(&request);
}
