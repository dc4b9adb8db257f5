/* Setting up the interfaces of the network that the process is in: netdevice(7), by their NAMEs. Each returns 0,
 * or -1 with errno, unless it says something else. */
#ifndef INTERFACE_H
#define INTERFACE_H

#include <stdbool.h>
#include <stdint.h>

/* Give it this IPv4 address (in the host's byte order); the 256 addresses around it are reached through it. */
int interface_address(const char *name, uint32_t address);

int interface_mtu(const char *name, int bytes);

/* Bring it up. NEIGHBOURS: does it have to ask which of them has an address (ARP)? */
int interface_up(const char *name, bool neighbours);

/* Wait until packets can leave it: a cable takes a moment to be noticed at its other end, and till then all that is sent is thrown away. */
int interface_await(const char *name);

/* Leave nothing to the network card, for there is none: all checksums are complete, no packet is larger than the MTU. */
int interface_plain(const char *name);

/* The address of its card, 6 bytes. */
int interface_card(const char *name, unsigned char card[6]);

/* How many packets it should have sent, and has thrown away. -1 when that is not known. */
long long interface_thrown_away(const char *name);

/* Write VALUE to a file below /proc/sys/net of this network. */
int set_network_parameter(const char *name, const char *value);

#endif
