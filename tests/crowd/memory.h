/* Memory, or the end of the program. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdlib.h>

#include "../../common/message.h"

/* COUNT things of SIZE bytes, all zeros; the caller's: free. */
static inline void *new_memory(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL)
        die("no memory for %zu times %zu bytes", count, size);
    return memory;
}

/* The same, with what was in OLD, which may have to move. */
static inline void *more_memory(void *old, size_t size)
{
    void *memory = realloc(old, size);
    if (memory == NULL)
        die("no memory for %zu bytes", size);
    return memory;
}

#endif
