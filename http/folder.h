/* Files below one folder, and nothing outside it.
 *
 * A path is looked up part by part. No part may begin with a dot (so there is no "..", and no hidden file), contain a slash that
 * was written as %2F, or be a symbolic link, wherever that leads. Only regular files are opened: not a FIFO, which would
 * wait for ever, nor a device.
 *
 * Small files are kept in memory, but each is looked at (fstatat) whenever it is asked for: changed, removed or replaced,
 * the next answer knows. Safe to call from many threads. */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "span.h"

enum { ETAG_SIZE = 64, VALIDATORS_SIZE = 128 };

struct folder;
struct stored_file; /* one version of a small file, in memory, as long as somebody uses it */

/* What a file was when it was looked at. */
struct file_facts {
    off_t size;
    time_t modified;                  /* whole seconds; -1: before 1970, or in the future */
    char etag[ETAG_SIZE];             /* with its quotes: a strong one (RFC 9110, section 8.8.3) */
    const char *type;                 /* by the name's end (media_type.h) */
    char validators[VALIDATORS_SIZE]; /* Last-Modified and ETag as field lines */
};

/* One of the two is there when a file was found, else none. */
struct found_file {
    struct file_facts facts;
    struct stored_file *stored; /* in memory: stored_bytes; the caller's: stored_release */
    int file;                   /* open for reading; the caller's: close; -1: it is stored */
};

enum found {
    FOUND_FILE,
    FOUND_FOLDER, /* the path leads to a folder */
    FOUND_NOTHING, /* there is none, or it is hidden, or what stands before the last part is a file */
    FOUND_LINK,    /* a part is a symbolic link */
    FOUND_SPECIAL, /* a FIFO, a socket, a device */
    FOUND_CLOSED,  /* we have no right to read it */
    FOUND_NO_ROOM, /* no descriptor or memory is left, or the disk fails */
};

/* Returns NULL with errno. The path may lead through symbolic links. */
struct folder *folder_open(const char *path);

/* Nobody may use it any more; stored files live on until they are released. */
void folder_close(struct folder *folder);

/* Find PATH, percent-encoded as it came, beginning with "/"; it may end with "/" (then a file is FOUND_NOTHING). */
enum found folder_find(struct folder *folder, struct span path, struct found_file *file);

/* Open the folder that PATH, as above, leads to, so that its entries can be read (fdopendir). FOUND_FOLDER, and *OPENED is
 * a descriptor, which is the caller's; or why not. */
enum found folder_enter(const struct folder *folder, struct span path, int *opened);

/* Its bytes, facts.size many; they stay until the release. */
const char *stored_bytes(const struct stored_file *stored);
void stored_release(struct stored_file *stored); /* of NULL: nothing */

#endif
