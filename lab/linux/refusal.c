#include "refusal.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/message.h"

/* Ubuntu's way, from 23.10 on: a profile for this program, rather than the right for all. */
static const char APPARMOR[] =
    "%s gives rights in user namespaces only to programs with a profile. Once, as root:\n"
    "  printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile two-terminals %s "
    "flags=(unconfined) { userns, }\\n' > /etc/apparmor.d/two-terminals\n"
    "  systemctl reload apparmor";

/* The number in a file below /proc/sys; -1 if there is no such file. */
static long system_parameter(const char *path)
{
    FILE *file = fopen(path, "re");
    char line[32];
    if (file == NULL)
        return -1;
    long value = fgets(line, sizeof line, file) != NULL ? strtol(line, NULL, 10) : -1;
    fclose(file);
    return value;
}

static const char *apparmor_remedy(void)
{
    static char text[sizeof APPARMOR + PATH_MAX + 64];
    char program[PATH_MAX];
    bool sure = system_parameter("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1;
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    snprintf(text, sizeof text, APPARMOR, sure ? "AppArmor" : "Some systems' AppArmor",
             length > 0 ? program : "/path/of/lab/link");
    return text;
}

static const char *users_remedy(int error)
{
    if (error == ENOSPC || system_parameter("/proc/sys/user/max_user_namespaces") == 0)
        return "The limit user.max_user_namespaces is reached. As root:  "
               "sysctl user.max_user_namespaces=10000";
    if (error == EINVAL)
        return "This kernel was built without user namespaces (CONFIG_USER_NS).";
    if (error == EPERM && system_parameter("/proc/sys/kernel/unprivileged_userns_clone") == 0)
        return "This system keeps user namespaces for root. As root:  "
               "sysctl kernel.unprivileged_userns_clone=1";
    return "In a container: start it with  docker run --privileged  (podman likewise).\n"
           "  In a chroot it is not possible at all.";
}

const char *refusal_remedy(const struct refusal *refusal)
{
    bool rights = refusal->error == EPERM || refusal->error == EACCES;
    if (refusal->what == REFUSED_USERS)
        return users_remedy(refusal->error);
    if (refusal->what == REFUSED_TUN)
        return "--backend veth does without it. For tun, as root:  chmod 666 /dev/net/tun";
    if (rights && (refusal->what == REFUSED_MAP || refusal->what == REFUSED_NETWORK))
        return apparmor_remedy();
    if (refusal->what == REFUSED_NETWORK && refusal->error == ENOSPC)
        return "The limit user.max_net_namespaces is reached. As root:  "
               "sysctl user.max_net_namespaces=10000";
    if (refusal->what == REFUSED_VETH && refusal->error == EOPNOTSUPP)
        return "This kernel has no veth. As root:  modprobe veth";
    if (refusal->what == REFUSED_SET_UP && refusal->error == EROFS)
        return "In a container /proc/sys may only be read: start it with  docker run --privileged  "
               "(podman likewise).";
    return "This is none of the causes that docs/lab/link.md lists.";
}

void refusal_end(const struct refusal *refusal)
{
    warn("cannot %s: %s", refusal->step, strerror(refusal->error));
    hint("%s", refusal_remedy(refusal));
    hint("lab/link doctor tries each step. For UDP, lab/relay needs none of this:  "
         "lab/relay --listen 9000 --to PORT");
    exit(EXIT_CANNOT_RUN);
}
