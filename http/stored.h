/* One version of a small file, read whole into memory. It never changes: when the file does, another one is read. */
#ifndef STORED_H
#define STORED_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/stat.h>

#include "folder.h"

enum { STORED_LIMIT = 256 * 1024 }; /* bytes of a file; larger ones stay on the disk */

/* By what two versions of a file are told apart. */
struct version {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified, changed; /* CHANGED can be set by nobody but the kernel */
};

struct stored_file {
    struct file_facts facts;
    struct version version;
    bool settled;       /* see stored_read */
    atomic_uint users;  /* who have it; the last one frees it */
    size_t path_length; /* of the path below the folder, decoded: where it lies on the shelf */
    struct stored_file *next; /* for the shelf, which throws several away at once */
    char text[];              /* the path, then the file's bytes */
};

/* The version that STATUS tells of; and whether two are one. */
struct version version_of(const struct stat *status);
bool version_same(const struct version *a, const struct version *b);

/* A number for some bytes, which differs if they differ (but for bad luck). Not safe from people who want it equal. */
uint64_t fingerprint(struct span bytes);

/* Fill in the facts of a file. MARK tells versions of the same size and time apart. */
void describe(struct file_facts *facts, const struct version *version, const char *path,
              uint64_t mark);

/* Read FILE, open for reading and small. STATUS is what fstat said, and says again. The caller is its one user.
 * NULL: there is no memory, reading failed, or the file changed whenever it was read. */
struct stored_file *stored_read(int file, struct stat *status, struct span path);

/* One more user. */
void stored_share(struct stored_file *stored);

#endif
