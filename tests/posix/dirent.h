/* <dirent.h> */
#ifndef POSIX_DIRENT_H
#define POSIX_DIRENT_H

#include "system.h"

typedef SYSTEM_INO_T ino_t;
typedef struct system_dir DIR;

/* No d_type: POSIX has none. */
struct dirent {
    ino_t d_ino;
    char d_name[256];
};

int closedir(DIR *);
int dirfd(DIR *);
DIR *fdopendir(int);
DIR *opendir(const char *);
struct dirent *readdir(DIR *);

#endif
