/* Writes packets to a file that Wireshark and tcpdump open: pcap (draft-ietf-opsawg-pcap) with times in nanoseconds (magic
 * 0xa1b23c4d) and link type RAW (101): each packet begins with its IPv4 header. Numbers are in network byte order. */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <stddef.h>
#include <time.h>

struct capture;

/* Begin the FILE anew. NULL, with errno, if that cannot be. Programs that are started meanwhile do not inherit it. */
struct capture *capture_open(const char *file);

/* A packet of LENGTH bytes, seen at TIME (CLOCK_REALTIME). Failures are kept for capture_close. */
void capture_packet(struct capture *capture, struct timespec time, const char *bytes,
                    size_t length);

/* Write what is left, close and free. 0; or -1, with errno, when not all could be written. Of NULL: 0. */
int capture_close(struct capture *capture);

#endif
