#include "stored.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "media_type.h"
#include "response.h"

enum {
    READ_TRIES = 4,
    SETTLED_AFTER_S = 2, /* the slowest clock of a file system, FAT's, ticks so */
};

struct version version_of(const struct stat *status)
{
    return (struct version){
        .device = status->st_dev,
        .inode = status->st_ino,
        .size = status->st_size,
#ifdef __APPLE__ /* where POSIX's names are others */
        .modified = {status->st_mtime, status->st_mtimensec},
        .changed = {status->st_ctime, status->st_ctimensec},
#else
        .modified = status->st_mtim,
        .changed = status->st_ctim,
#endif
    };
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool version_same(const struct version *a, const struct version *b)
{
    return a->inode == b->inode && a->device == b->device && a->size == b->size &&
           same_time(a->modified, b->modified) && same_time(a->changed, b->changed);
}

uint64_t fingerprint(struct span bytes)
{
    uint64_t hash = 14695981039346656037U; /* FNV-1a */
    for (size_t i = 0; i < bytes.length; i++)
        hash = (hash ^ (unsigned char)bytes.at[i]) * 1099511628211U;
    return hash;
}

void describe(struct file_facts *facts, const struct version *version, const char *path,
              uint64_t mark)
{
    char date[HTTP_DATE_SIZE];
    time_t modified = version->modified.tv_sec;
    uintmax_t nanoseconds =
        (uintmax_t)modified * 1000000000U + (uintmax_t)version->modified.tv_nsec;
    facts->size = version->size;
    facts->type = media_type(path);
    /* Last-Modified must not lie in the future (RFC 9110, section 8.8.2.1). */
    facts->modified = modified >= 0 && modified <= time(NULL) ? modified : -1;
    snprintf(facts->etag, sizeof facts->etag, "\"%jx-%jx-%" PRIx64 "\"", (uintmax_t)version->size,
             nanoseconds, mark);
    snprintf(facts->validators, sizeof facts->validators, "%s%s%sETag: %s\r\n",
             facts->modified >= 0 ? "Last-Modified: " : "",
             facts->modified >= 0 ? http_date(date, modified) : "",
             facts->modified >= 0 ? "\r\n" : "", facts->etag);
}

/* Had the file rested for a while, NOW, before it was read? Clocks of file systems tick slowly. If it is written once
 * more within the tick in which we have read it, it looks as before, but for its bytes; so what was changed a moment
 * ago serves this answer only. (git calls such a file "racily clean".) */
static bool is_settled(const struct version *version, time_t now)
{
    return version->modified.tv_sec < now - SETTLED_AFTER_S &&
           version->changed.tv_sec < now - SETTLED_AFTER_S;
}

/* Read the first LENGTH bytes. False: it has fewer, or cannot be read. */
static bool read_whole(int file, char *bytes, size_t length)
{
    size_t done = 0;
    while (done < length) {
        ssize_t got = pread(file, bytes + done, length - done, (off_t)done);
        if (got == 0 || (got == -1 && errno != EINTR))
            return false;
        if (got > 0)
            done += (size_t)got;
    }
    return true;
}

/* One try. NULL: see stored_read. */
static struct stored_file *read_once(int file, struct stat *status, struct span path)
{
    time_t now = time(NULL);
    struct version before = version_of(status);
    size_t size = (size_t)before.size;
    if (size > STORED_LIMIT)
        return NULL;
    struct stored_file *stored = malloc(sizeof *stored + path.length + 1 + size);
    if (stored == NULL)
        return NULL;
    char *bytes = stored->text + path.length + 1;
    bool whole = read_whole(file, bytes, size) && fstat(file, status) == 0;
    struct version after = version_of(status);
    if (!whole || !version_same(&before, &after)) {
        free(stored);
        return NULL;
    }
    memcpy(stored->text, path.at, path.length);
    stored->text[path.length] = '\0';
    stored->path_length = path.length;
    stored->version = before;
    stored->settled = is_settled(&before, now);
    stored->next = NULL;
    atomic_init(&stored->users, 1);
    describe(&stored->facts, &before, stored->text, fingerprint((struct span){bytes, size}));
    return stored;
}

struct stored_file *stored_read(int file, struct stat *status, struct span path)
{
    struct stored_file *stored = NULL;
    for (int i = 0; i < READ_TRIES && stored == NULL; i++) {
        stored = read_once(file, status, path);
        if (stored == NULL && fstat(file, status) == -1)
            return NULL;
    }
    return stored;
}

const char *stored_bytes(const struct stored_file *stored)
{
    return stored->text + stored->path_length + 1;
}

void stored_share(struct stored_file *stored)
{
    atomic_fetch_add(&stored->users, 1);
}

void stored_release(struct stored_file *stored)
{
    if (stored != NULL && atomic_fetch_sub(&stored->users, 1) == 1)
        free(stored);
}
