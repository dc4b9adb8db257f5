/* A file that a unit test has written, and disks that are full. Included by one .c file each. */
#ifndef WRITTEN_H
#define WRITTEN_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "check.h"

static char path[4096];     /* of the file that is written */
static char bytes[1 << 18]; /* what has been */
static size_t length;

static inline void read_file(void)
{
    FILE *file = fopen(path, "rb");
    length = file != NULL ? fread(bytes, 1, sizeof bytes - 1, file) : 0;
    bytes[length] = '\0';
    if (file != NULL)
        fclose(file);
}

/* How often TEXT stands in the file. */
static inline int count_of(const char *text)
{
    int count = 0;
    for (const char *at = bytes; (at = strstr(at, text)) != NULL; at++)
        count++;
    return count;
}

/* Is there a device that is always full? */
static inline bool has_full_device(void)
{
    FILE *file = fopen("/dev/full", "w");
    return file != NULL && fclose(file) == 0;
}

/* No file may be larger now; of how large it was before, LIMIT knows. */
static inline void shrink_disk(struct rlimit *limit)
{
    (void)signal(SIGXFSZ, SIG_IGN);
    CHECK(getrlimit(RLIMIT_FSIZE, limit) == 0);
    const struct rlimit small = {4096, limit->rlim_max};
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
}

/* It lies in the FOLDER that the command line says. false: there is none. */
static inline bool in_folder(int argc, char *argv[])
{
    if (argc == 2)
        snprintf(path, sizeof path, "%s/file", argv[1]);
    return argc == 2;
}

#endif
