#include "material.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "memory.h"

/* False with errno when it cannot be read. */
static bool read_file(struct file *file, const char *path, size_t length)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        return false;
    file->length = length;
    file->bytes = new_memory(1, length + 1);
    bool whole = fread(file->bytes, 1, length, in) == length;
    fclose(in);
    return whole;
}

void material_gather(struct material *material, const char *root)
{
    bool any = false;
    *material = (struct material){0};
    DIR *folder = opendir(root);
    if (folder == NULL)
        die("cannot open '%s': %s", root, strerror(errno));
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[1024];
        struct stat about;
        struct file *file = &material->files[material->file_count];
        int length = snprintf(path, sizeof path, "%s/%s", root, entry->d_name);
        if (length < 0 || (size_t)length >= sizeof path || entry->d_name[0] == '.' ||
            stat(path, &about) == -1 || !S_ISREG(about.st_mode))
            continue;
        length = snprintf(file->name, sizeof file->name, "%s", entry->d_name);
        if (length < 0 || (size_t)length >= sizeof file->name)
            die("'%s' is too long a name", path);
        if (!read_file(file, path, (size_t)about.st_size))
            die("cannot read '%s': %s", path, strerror(errno));
        any = any || file->length > 0;
        if (++material->file_count == FILES)
            break;
    }
    closedir(folder);
    if (!any)
        die("'%s' has no file with something in it", root);
    for (size_t i = 0; i < NOISE_SIZE; i++) /* any bytes, and no two places alike for long */
        material->noise[i] = (char)((i * i * 2654435761U) >> 13);
}

void material_release(struct material *material)
{
    for (size_t i = 0; i < material->file_count; i++)
        free(material->files[i].bytes);
}
