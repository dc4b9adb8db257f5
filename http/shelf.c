#include "shelf.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A path may lie in so many slots, beginning with that of its fingerprint. */
enum { NEIGHBOURS = 8 };

struct slot {
    struct stored_file *file; /* NULL: it is empty */
    unsigned long used;       /* the shelf's count when it was taken last */
};

/* The lock is held for some dozen instructions, and for no call of the system: each request comes through here. */
struct shelf {
    pthread_mutex_t lock;
    unsigned long count; /* of all that was done: the clock by which a slot is old */
    size_t bytes;        /* of all files here */
    size_t hand;         /* the slot that makes room next when there are too many bytes */
    struct slot slots[SHELF_FILES];
};

struct shelf *shelf_new(void)
{
    struct shelf *shelf = calloc(1, sizeof *shelf);
    if (shelf != NULL && pthread_mutex_init(&shelf->lock, NULL) != 0) {
        free(shelf);
        return NULL;
    }
    return shelf;
}

static bool has_path(const struct stored_file *file, struct span path)
{
    return file != NULL && file->path_length == path.length &&
           memcmp(file->text, path.at, path.length) == 0;
}

struct stored_file *shelf_take(struct shelf *shelf, struct span path)
{
    size_t first = (size_t)(fingerprint(path) % SHELF_FILES);
    struct stored_file *found = NULL;
    pthread_mutex_lock(&shelf->lock);
    for (size_t i = 0; i < NEIGHBOURS && found == NULL; i++) {
        struct slot *slot = &shelf->slots[(first + i) % SHELF_FILES];
        if (has_path(slot->file, path)) {
            found = slot->file;
            stored_share(found);
            slot->used = ++shelf->count;
        }
    }
    pthread_mutex_unlock(&shelf->lock);
    return found;
}

static size_t size_of(const struct stored_file *file)
{
    return sizeof *file + file->path_length + 1 + (size_t)file->facts.size;
}

/* Empty SLOT: what lay there is added to the list GONE, to be released when the lock is not held. */
static void clear(struct shelf *shelf, struct slot *slot, struct stored_file **gone)
{
    if (slot->file == NULL)
        return;
    shelf->bytes -= size_of(slot->file);
    slot->file->next = *gone;
    *gone = slot->file;
    slot->file = NULL;
}

/* The slot for PATH: where it lies, else an empty one, else the one that was not used for longest. */
static struct slot *choose(struct shelf *shelf, struct span path)
{
    size_t first = (size_t)(fingerprint(path) % SHELF_FILES);
    struct slot *best = &shelf->slots[first];
    for (size_t i = 0; i < NEIGHBOURS; i++) {
        struct slot *slot = &shelf->slots[(first + i) % SHELF_FILES];
        if (has_path(slot->file, path))
            return slot;
        if (best->file != NULL && (slot->file == NULL || slot->used < best->used))
            best = slot;
    }
    return best;
}

void shelf_put(struct shelf *shelf, struct stored_file *stored)
{
    struct stored_file *gone = NULL;
    stored_share(stored);
    pthread_mutex_lock(&shelf->lock);
    struct slot *slot = choose(shelf, (struct span){stored->text, stored->path_length});
    clear(shelf, slot, &gone);
    while (shelf->bytes + size_of(stored) > SHELF_BYTES) {
        clear(shelf, &shelf->slots[shelf->hand], &gone);
        shelf->hand = (shelf->hand + 1) % SHELF_FILES;
    }
    shelf->bytes += size_of(stored);
    slot->file = stored;
    slot->used = ++shelf->count;
    pthread_mutex_unlock(&shelf->lock);
    while (gone != NULL) {
        struct stored_file *next = gone->next;
        stored_release(gone);
        gone = next;
    }
}

void shelf_free(struct shelf *shelf)
{
    for (size_t i = 0; i < SHELF_FILES; i++)
        stored_release(shelf->slots[i].file);
    pthread_mutex_destroy(&shelf->lock);
    free(shelf);
}
