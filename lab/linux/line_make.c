#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "interface.h"
#include "line.h"
#include "namespace.h"

static int refuse(struct refusal *refusal, enum refused what, const char *step)
{
    *refusal = (struct refusal){what, step, errno};
    return -1;
}

struct parameter {
    const char *name, *value;
};

/* NAME none: the end. One that this kernel does not have is as good as set. */
static int set_parameters(const struct parameter *parameter)
{
    for (; parameter->name != NULL; parameter++)
        if (set_network_parameter(parameter->name, parameter->value) == -1 && errno != ENOENT)
            return -1;
    return 0;
}

/* The network that the process is in shall be quiet, and its TCP behave. */
static int set_manners(const struct manners *manners)
{
    static const struct parameter always[] = {
        {"ipv6/conf/all/disable_ipv6", "1"}, /* its routers' solicitations would be on the ladder */
        {"ipv6/conf/default/disable_ipv6", "1"},
        {"ipv4/tcp_no_metrics_save",
         "1"}, /* each connection starts from the same knowledge: none */
        {NULL, NULL},
    };
    static const struct parameter classic[] = {
        {"ipv4/tcp_sack", "0"},
        {"ipv4/tcp_dsack", "0"},
        {"ipv4/tcp_recovery", "0"},
        {"ipv4/tcp_early_retrans", "0"},
        {"ipv4/tcp_frto", "0"},
        {"ipv4/tcp_timestamps", "0"},
        {"ipv4/tcp_ecn", "0"},
        {"ipv4/tcp_backlog_ack_defer", "0"}, /* an ACK for each packet */
        {NULL, NULL},
    };
    if (set_parameters(always) == -1 || (manners->classic && set_parameters(classic) == -1))
        return -1;
    if (strcmp(manners->congestion, "system") == 0)
        return 0;
    return set_network_parameter("ipv4/tcp_congestion_control", manners->congestion);
}

/* The rights to make what follows. */
static int make_users(struct line *line, struct refusal *refusal)
{
    unsigned uid = geteuid(), gid = getegid();
    if (enter_new_users() == -1)
        return refuse(refusal, REFUSED_USERS, "make a user namespace");
    if (map_user(uid, gid) == -1)
        return refuse(refusal, REFUSED_MAP, "say in the new user namespace who you are");
    line->users = own_users();
    return line->users == -1 ? refuse(refusal, REFUSED_USERS, "open the user namespace") : 0;
}

/* The way the packets of HOST come to us. The process is in its network. */
static int make_device(struct line *line, enum host host, int mtu, struct refusal *refusal)
{
    static const char *const ends[HOSTS] = {"to-a", "to-b"};
    struct host_side *side = &line->sides[host];
    const struct device_plan plan = {.address = host_address(host), .mtu = mtu};
    const char *step;
    if (line->backend != BACKEND_VETH) {
        if (device_open_tun(&side->device, &plan, &step) == 0) {
            line->backend = BACKEND_TUN;
            return 0;
        }
        if (line->backend == BACKEND_TUN)
            return refuse(refusal, REFUSED_TUN, step);
        line->backend = BACKEND_VETH;
    }
    if (line->middle == -1 && (line->middle = enter_new_network()) == -1)
        return refuse(refusal, REFUSED_NETWORK, "make a network");
    if (device_open_veth(&side->device, &plan, side->network, line->middle, ends[host], &step) ==
        -1)
        return refuse(refusal, REFUSED_VETH, step);
    return 0;
}

int line_make(struct line *line, enum backend backend, int mtu, const struct manners *manners,
              struct refusal *refusal)
{
    line->backend = backend;
    line->middle = -1;
    prctl(PR_SET_TIMERSLACK, 1000UL); /* ns: what waits is woken in time */
    if (make_users(line, refusal) == -1)
        return -1;
    for (enum host host = 0; host < HOSTS; host++) {
        struct host_side *side = &line->sides[host];
        side->network = enter_new_network();
        if (side->network == -1)
            return refuse(refusal, REFUSED_NETWORK, "make a network");
        if (set_manners(manners) == -1)
            return refuse(refusal, REFUSED_SET_UP, "set the manners of TCP");
        if (interface_up("lo", true) == -1)
            return refuse(refusal, REFUSED_SET_UP, "bring up the loopback interface");
        if (make_device(line, host, mtu, refusal) == -1)
            return -1;
    }
    line->tracker = calloc(1, sizeof *line->tracker);
    if (line->tracker == NULL)
        return refuse(refusal, REFUSED_SET_UP, "get memory");
    return 0;
}
