/* <stdlib.h> */
#ifndef POSIX_STDLIB_H
#define POSIX_STDLIB_H

#include "system.h"

#define NULL ((void *)0)
#define EXIT_FAILURE 1
#define EXIT_SUCCESS 0

typedef SYSTEM_SIZE_T size_t;

_Noreturn void abort(void);
void *calloc(size_t, size_t);
_Noreturn void exit(int);
void free(void *);
char *getenv(const char *);
void *malloc(size_t);
void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
void *realloc(void *, size_t);
int setenv(const char *, const char *, int);
double strtod(const char *restrict, char **restrict);
long strtol(const char *restrict, char **restrict, int);
unsigned long strtoul(const char *restrict, char **restrict, int);
unsigned long long strtoull(const char *restrict, char **restrict, int);

#endif
