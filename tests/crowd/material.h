/* What a mixed crowd asks for and uploads. */
#ifndef MATERIAL_H
#define MATERIAL_H

#include <stddef.h>

enum {
    FILES = 16,
    NOISE_SIZE = 256 * 1024,
};

struct file {
    char name[64];
    char *bytes;
    size_t length;
};

struct material {
    struct file files[FILES];
    size_t file_count;
    char noise[NOISE_SIZE]; /* to be uploaded: any bytes */
};

/* Read the plain files of the folder ROOT, at most FILES of them; at least one must not be empty. Whatever is wrong
 * ends the program. material_release gives the memory back. */
void material_gather(struct material *material, const char *root);
void material_release(struct material *material);

#endif
