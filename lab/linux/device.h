/* Where the packets of a host come out: the other end of its only interface, lab0. Two back ends:
 *
 *     tun    a device that is nothing but a descriptor: whatever the host sends can be read there, and what is written there
 *            the host receives. Needs /dev/net/tun, which some systems keep for root.
 *     veth   a cable into a third network, which is ours; there a packet socket sees what comes out of it. */
#ifndef DEVICE_H
#define DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct device {
    int fd; /* for poll; never waits. -1: the interface is gone */
    int index;
    bool is_tun;
    unsigned char card[6];
};

/* What to do, seen from the host. */
struct device_plan {
    uint32_t address;
    int mtu;
};

/* The process is in the network of the host: make its device. 0; or -1 with errno, of which the caller may want to know the step:
 * *STEP is a string constant, "open /dev/net/tun". */
int device_open_tun(struct device *device, const struct device_plan *plan, const char **step);

/* The same with a cable. NETWORK is the host's, in which the process is, MIDDLE the third one; NAME, at most 15 characters, is that of the
 * cable's end there. The process is in NETWORK again afterwards. */
int device_open_veth(struct device *device, const struct device_plan *plan, int network, int middle,
                     const char *name, const char **step);

/* The next packet that the host has sent. Returns its length; 0 when there is none; -1 with errno. */
ssize_t device_receive(const struct device *device, char *bytes, size_t room);

/* Let the host receive it. 0, or -1 with errno. */
int device_send(const struct device *device, const char *bytes, size_t length);

/* How many packets of the host never came to device_receive, as they were not read in time. The process is in the network of the
 * host. -1: not known. To be asked once. */
long long device_missed(const struct device *device);

#endif
