#include "names.h"

#include <errno.h>
#include <unistd.h>

const char *const host_names[HOSTS] = {[HOST_A] = "a", [HOST_B] = "b"};

uint32_t host_address(enum host host)
{
    return 0x0a090001u + (uint32_t)host;
}

int write_hosts(int fd)
{
    static const char hosts[] = "127.0.0.1 localhost\n10.9.0.1 a\n10.9.0.2 b\n";
    ssize_t written = write(fd, hosts, sizeof hosts - 1);
    if (written != -1 && written != (ssize_t)sizeof hosts - 1)
        errno = ENOSPC;
    return written == (ssize_t)sizeof hosts - 1 ? 0 : -1;
}
