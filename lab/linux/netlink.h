/* Requests to the kernel about interfaces that ioctl does not know: rtnetlink(7). They concern the network that the
 * process is in. Each returns 0, or -1 with errno. */
#ifndef NETLINK_H
#define NETLINK_H

/* Make a pair of interfaces, a cable with two ends: one here, called NAME; the other in the network PEER_NETWORK (a
 * descriptor), called PEER_NAME. */
int make_cable(const char *name, const char *peer_name, int peer_network);

/* How many packets may wait in the interface's queue. There is an ioctl for it, but not in a user namespace. */
int set_queue(const char *name, unsigned packets);

#endif
