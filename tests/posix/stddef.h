/* <stddef.h> */
#ifndef POSIX_STDDEF_H
#define POSIX_STDDEF_H

#include "system.h"

#define NULL ((void *)0)
#define offsetof(type, member) __builtin_offsetof(type, member)

typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __WCHAR_TYPE__ wchar_t;
typedef SYSTEM_SIZE_T size_t;
typedef struct {
    long long whole;
    long double fraction;
} max_align_t;

#endif
