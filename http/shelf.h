/* The shelf on which small files lie in memory, found by their paths. It knows nothing of the disk: whoever takes a file
 * must see for himself whether it is still the same there. Safe to call from many threads. */
#ifndef SHELF_H
#define SHELF_H

#include "stored.h"

enum {
    SHELF_FILES = 1024,             /* at most so many, */
    SHELF_BYTES = 16 * 1024 * 1024, /* and so large in all; used by somebody, they may live on */
};

struct shelf;

/* NULL: there is no memory. When it is freed, nobody may use it any more; files that somebody has live on. */
struct shelf *shelf_new(void);
void shelf_free(struct shelf *shelf);

/* The file of that PATH, which the caller must release; NULL: it is not there. */
struct stored_file *shelf_take(struct shelf *shelf, struct span path);

/* Lay STORED there, in the place of an earlier one of that path. Old ones make room. The caller remains a user. */
void shelf_put(struct shelf *shelf, struct stored_file *stored);

#endif
