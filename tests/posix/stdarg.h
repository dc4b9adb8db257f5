/* <stdarg.h> */
#ifndef POSIX_STDARG_H
#define POSIX_STDARG_H

#include "system.h"

typedef SYSTEM_VA_LIST va_list;

#define va_start(list, last) __builtin_va_start(list, last)
#define va_arg(list, type) __builtin_va_arg(list, type)
#define va_copy(to, from) __builtin_va_copy(to, from)
#define va_end(list) __builtin_va_end(list)

#endif
