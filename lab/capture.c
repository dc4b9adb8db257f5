#include "capture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    VERSION_MAJOR = 2,
    VERSION_MINOR = 4,
    LINK_RAW = 101,
    MOST_BYTES = 65535 /* of a packet are kept: no IPv4 packet has more */
};

struct capture {
    FILE *file;
    int error; /* errno of the first write that failed, or 0 */
};

static void put_bytes(struct capture *capture, const void *bytes, size_t length)
{
    if (capture->error == 0 && fwrite(bytes, 1, length, capture->file) < length)
        capture->error = errno;
}

static void put_16(struct capture *capture, unsigned value)
{
    const unsigned char bytes[] = {value >> 8 & 0xff, value & 0xff};
    put_bytes(capture, bytes, sizeof bytes);
}

static void put_32(struct capture *capture, uint32_t value)
{
    put_16(capture, value >> 16);
    put_16(capture, value & 0xffff);
}

/* Section 4 of the draft: the file header. */
static void put_header(struct capture *capture)
{
    put_32(capture, 0xa1b23c4d);
    put_16(capture, VERSION_MAJOR);
    put_16(capture, VERSION_MINOR);
    put_32(capture, 0); /* reserved */
    put_32(capture, 0); /* reserved */
    put_32(capture, MOST_BYTES);
    put_32(capture, LINK_RAW);
}

struct capture *capture_open(const char *file)
{
    /* Not fopen: only open can keep the descriptor from the programs that run on the hosts. */
    int descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return NULL;
    FILE *stream = fdopen(descriptor, "wb");
    struct capture *capture = stream != NULL ? malloc(sizeof *capture) : NULL;
    if (capture == NULL) {
        int error = errno;
        if (stream != NULL)
            (void)fclose(stream);
        else
            (void)close(descriptor);
        errno = error;
        return NULL;
    }
    *capture = (struct capture){.file = stream};
    put_header(capture);
    return capture;
}

/* Section 5 of the draft: a record for each packet. */
void capture_packet(struct capture *capture, struct timespec time, const char *bytes, size_t length)
{
    size_t kept = length < MOST_BYTES ? length : MOST_BYTES;
    put_32(capture, (uint32_t)time.tv_sec); /* unsigned: good until 2106 */
    put_32(capture, (uint32_t)time.tv_nsec);
    put_32(capture, (uint32_t)kept);
    put_32(capture, length < UINT32_MAX ? (uint32_t)length : UINT32_MAX);
    put_bytes(capture, bytes, kept);
}

int capture_close(struct capture *capture)
{
    if (capture == NULL)
        return 0;
    int error = capture->error;
    if (fclose(capture->file) != 0 && error == 0)
        error = errno;
    free(capture);
    if (error == 0)
        return 0;
    errno = error;
    return -1;
}
