/* <regex.h> */
#ifndef POSIX_REGEX_H
#define POSIX_REGEX_H

#include "system.h"

#define REG_EXTENDED 1
#define REG_NOSUB 4

typedef SYSTEM_SIZE_T size_t;
typedef SYSTEM_SSIZE_T regoff_t;
typedef struct {
    size_t re_nsub;
    void *system_inside;
} regex_t;
typedef struct {
    regoff_t rm_so, rm_eo;
} regmatch_t;

int regcomp(regex_t *restrict, const char *restrict, int);
int regexec(const regex_t *restrict, const char *restrict, size_t, regmatch_t *restrict, int);
void regfree(regex_t *);

#endif
