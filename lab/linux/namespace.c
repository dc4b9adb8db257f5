#include "namespace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* capset(2) has no function in libc. HAVE: what this process may do; GIVE: what it may pass on. */
static int set_capabilities(uint64_t have, uint64_t give)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {
        {(uint32_t)have, (uint32_t)have, (uint32_t)give},
        {(uint32_t)(have >> 32), (uint32_t)(have >> 32), (uint32_t)(give >> 32)},
    };
    return (int)syscall(SYS_capset, &header, data);
}

/* What this process may do. */
static int get_capabilities(uint64_t *have)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    if (syscall(SYS_capget, &header, data) == -1)
        return -1;
    *have = (uint64_t)data[1].permitted << 32 | data[0].permitted;
    return 0;
}

int enter_new_users(void)
{
    if (unshare(CLONE_NEWUSER) == -1)
        return -1;
    return getenv("LINK_TEST_NO_RIGHTS") != NULL ? set_capabilities(0, 0) : 0;
}

/* Write TEXT to a file of the kernel's, which wants all of it in one call. */
static int tell(const char *file, const char *text)
{
    int fd = open(file, O_WRONLY | O_CLOEXEC);
    if (fd == -1)
        return -1;
    ssize_t written = write(fd, text, strlen(text));
    int error = written == -1 ? errno : EIO;
    close(fd);
    errno = error;
    return written == (ssize_t)strlen(text) ? 0 : -1;
}

int map_user(unsigned uid, unsigned gid)
{
    char users[64], groups[64];
    snprintf(users, sizeof users, "%u %u 1", uid, uid);
    snprintf(groups, sizeof groups, "%u %u 1", gid, gid);
    /* Or else a group that only takes rights away could be dropped here: user_namespaces(7). */
    if (tell("/proc/self/setgroups", "deny") == -1 && errno != ENOENT)
        return -1;
    return tell("/proc/self/uid_map", users) == -1 ? -1 : tell("/proc/self/gid_map", groups);
}

int enter_new_network(void)
{
    /* --- network: nobody is in it but this process; the descriptor is the way back --- */
    if (unshare(CLONE_NEWNET) == -1)
        return -1;
    return open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
}

int own_users(void)
{
    return open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
}

int enter_users(int users)
{
    return setns(users, CLONE_NEWUSER);
}

int enter_network(int network)
{
    return setns(network, CLONE_NEWNET);
}

int keep_rights_for_programs(void)
{
    static const unsigned rights[] = {CAP_NET_ADMIN, CAP_NET_RAW, CAP_NET_BIND_SERVICE};
    uint64_t have, give = 0;
    for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
        give |= UINT64_C(1) << rights[i];
    if (get_capabilities(&have) == -1 || set_capabilities(have, give) == -1)
        return -1;
    for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, rights[i], 0, 0) == -1)
            return -1;
    return 0;
}

int show_hosts(const char *hosts)
{
    if (unshare(CLONE_NEWNS) == -1 || mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) == -1)
        return -1;
    return mount(hosts, "/etc/hosts", "none", MS_BIND, NULL);
}
