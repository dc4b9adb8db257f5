/* <inttypes.h> */
#ifndef POSIX_INTTYPES_H
#define POSIX_INTTYPES_H

#include <stdint.h>

#define PRId64 __INT64_FMTd__
#define PRIu32 __UINT32_FMTu__
#define PRIu64 __UINT64_FMTu__
#define PRIx32 __UINT32_FMTx__
#define PRIx64 __UINT64_FMTx__

intmax_t strtoimax(const char *restrict, char **restrict, int);
uintmax_t strtoumax(const char *restrict, char **restrict, int);

#endif
