/* The two hosts: what they are called, and where they are. */
#ifndef NAMES_H
#define NAMES_H

#include <stdint.h>

#include "../host.h"

extern const char *const host_names[HOSTS]; /* "a", "b" */

/* In the host's byte order: 10.9.0.1, 10.9.0.2. */
uint32_t host_address(enum host host);

/* Write a file like /etc/hosts to the descriptor FD, in which they have their names. 0, or -1 with errno. */
int write_hosts(int fd);

#endif
