#define _DARWIN_C_SOURCE /* on macOS, POSIX's O_NOFOLLOW is hidden otherwise */

#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "place.h"
#include "shelf.h"
#include "stored.h"

enum {
    OPEN_FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
    /* Were it a FIFO that somebody has put there this moment, open would wait for a writer, but for O_NONBLOCK; a
     * terminal might become ours, but for O_NOCTTY. */
    OPEN_FILE = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
};

struct folder {
    int root;
    struct shelf *shelf;
};

struct folder *folder_open(const char *path)
{
    struct folder *folder = malloc(sizeof *folder);
    if (folder == NULL)
        return NULL;
    folder->shelf = shelf_new();
    folder->root = folder->shelf == NULL ? -1 : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->root == -1) {
        int error = folder->shelf == NULL ? ENOMEM : errno;
        if (folder->shelf != NULL)
            shelf_free(folder->shelf);
        free(folder);
        errno = error;
        return NULL;
    }
    return folder;
}

void folder_close(struct folder *folder)
{
    close(folder->root);
    shelf_free(folder->shelf);
    free(folder);
}

/* What does the errno of a failed open or fstatat mean? */
static enum found found_error(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
        return FOUND_NOTHING;
    case ELOOP:
    case EMLINK: /* FreeBSD's word for ELOOP */
        return FOUND_LINK;
    case EACCES:
    case EPERM:
        return FOUND_CLOSED;
    case ENXIO: /* a socket, which cannot be opened */
        return FOUND_SPECIAL;
    default:
        return FOUND_NO_ROOM;
    }
}

static enum found found_kind(const struct stat *status)
{
    return S_ISREG(status->st_mode)   ? FOUND_FILE
           : S_ISDIR(status->st_mode) ? FOUND_FOLDER
           : S_ISLNK(status->st_mode) ? FOUND_LINK
                                      : FOUND_SPECIAL;
}

/* What lies at NAME in HERE? A link is not followed. */
static enum found look(int here, const char *name, struct stat *status)
{
    return fstatat(here, name, status, AT_SYMLINK_NOFOLLOW) == 0 ? found_kind(status)
                                                                 : found_error(errno);
}

/* openat, and again after a signal (file systems over a network). */
static int open_in(int here, const char *name, int flags)
{
    int opened;
    do
        opened = openat(here, name, flags);
    while (opened == -1 && errno == EINTR);
    return opened;
}

/* Open the folder NAME in HERE. When it cannot be opened, *OPENED is -1, and the result says why not. */
static enum found step_into(int here, const char *name, int *opened)
{
    struct stat status;
    *opened = open_in(here, name, OPEN_FOLDER);
    if (*opened != -1)
        return FOUND_FOLDER;
    int error = errno;
    if (error != ENOTDIR)
        return found_error(error);
    /* Systems differ in what they say of a link here: ENOTDIR, ELOOP, EMLINK. */
    return look(here, name, &status) == FOUND_LINK ? FOUND_LINK : FOUND_NOTHING;
}

static void leave(const struct folder *folder, int here)
{
    if (here != folder->root)
        close(here);
}

/* Step by step into the folder in which the last part of PLACE lies: *HERE, to be left in the end. *LAST is that part. */
static enum found walk(const struct folder *folder, struct place *place, int *here,
                       const char **last)
{
    char *part = place->path, *slash;
    *here = folder->root;
    for (; (slash = strchr(part, '/')) != NULL; part = slash + 1) {
        int next;
        *slash = '\0';
        enum found found = step_into(*here, part, &next);
        *slash = '/';
        leave(folder, *here);
        *here = next;
        if (found != FOUND_FOLDER)
            return found;
    }
    *last = part;
    return FOUND_FOLDER;
}

/* Look PLACE up on the disk, and open it when it is a file. */
static enum found open_file(const struct folder *folder, struct place *place, int *file,
                            struct stat *status)
{
    int here;
    const char *last;
    enum found found = walk(folder, place, &here, &last);
    if (found != FOUND_FOLDER)
        return found;
    found = look(here, last, status);
    if (found == FOUND_FILE && place->slash)
        found = FOUND_NOTHING;
    if (found == FOUND_FILE) {
        *file = open_in(here, last, OPEN_FILE);
        if (*file == -1 || fstat(*file, status) == -1)
            found = found_error(errno);
        else
            found = found_kind(status); /* it may be another one by now */
        if (found != FOUND_FILE && *file != -1) {
            close(*file);
            *file = -1;
        }
    }
    leave(folder, here);
    return found;
}

/* Is PLACE on the disk the version that we have, reached through no link? Costs a call of the system for each part. */
static bool is_current(const struct folder *folder, struct place *place,
                       const struct stored_file *stored)
{
    struct stat status;
    char *slash = place->path;
    while ((slash = strchr(slash, '/')) != NULL) {
        *slash = '\0';
        enum found found = look(folder->root, place->path, &status);
        *slash++ = '/';
        if (found != FOUND_FOLDER)
            return false;
    }
    if (look(folder->root, place->path, &status) != FOUND_FILE)
        return false;
    struct version version = version_of(&status);
    return version_same(&version, &stored->version);
}

/* Read PLACE into memory if it is small, and keep it if it is worth that; else leave it open. */
static enum found read_anew(struct folder *folder, struct place *place, struct found_file *file)
{
    struct stat status = {0};
    enum found found = open_file(folder, place, &file->file, &status);
    if (found != FOUND_FILE)
        return found;
    if (status.st_size <= STORED_LIMIT)
        file->stored = stored_read(file->file, &status, (struct span){place->path, place->length});
    if (file->stored == NULL) {
        struct version version = version_of(&status);
        describe(&file->facts, &version, place->path, status.st_ino);
        return FOUND_FILE;
    }
    close(file->file);
    file->file = -1;
    if (file->stored->settled)
        shelf_put(folder->shelf, file->stored);
    return FOUND_FILE;
}

enum found folder_find(struct folder *folder, struct span path, struct found_file *file)
{
    struct place place;
    file->stored = NULL;
    file->file = -1;
    if (!place_decode(&place, path))
        return FOUND_NOTHING;
    if (place.length == 0)
        return FOUND_FOLDER;
    if (!place.slash)
        file->stored = shelf_take(folder->shelf, (struct span){place.path, place.length});
    if (file->stored != NULL && !is_current(folder, &place, file->stored)) {
        stored_release(file->stored);
        file->stored = NULL;
    }
    enum found found = file->stored == NULL ? read_anew(folder, &place, file) : FOUND_FILE;
    if (file->stored != NULL)
        file->facts = file->stored->facts;
    return found;
}

enum found folder_enter(const struct folder *folder, struct span path, int *opened)
{
    struct place place;
    int here;
    const char *last;
    if (!place_decode(&place, path))
        return FOUND_NOTHING;
    enum found found = walk(folder, &place, &here, &last);
    if (found != FOUND_FOLDER)
        return found;
    found = step_into(here, *last != '\0' ? last : ".", opened);
    leave(folder, here);
    return found;
}
