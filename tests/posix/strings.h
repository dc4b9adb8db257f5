/* <strings.h> */
#ifndef POSIX_STRINGS_H
#define POSIX_STRINGS_H

#include "system.h"

typedef SYSTEM_SIZE_T size_t;

int strcasecmp(const char *, const char *);
int strncasecmp(const char *, const char *, size_t);

#endif
