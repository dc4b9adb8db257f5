/* Files that belong to a program, found wherever it is started from. */
#ifndef BESIDE_H
#define BESIDE_H

#include <stddef.h>

/* Write to PATH where RELATIVE lies, seen from the folder of PROGRAM: argv[0] as it was typed, or the first fit along
 * the environment's PATH. An absolute path, whether anything is there or not. 0; or -1 with errno, ENAMETOOLONG when it has
 * SIZE bytes or more. */
int path_beside(const char *program, const char *relative, char *path, size_t size);

#endif
