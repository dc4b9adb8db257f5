/* <sys/uio.h> */
#ifndef POSIX_SYS_UIO_H
#define POSIX_SYS_UIO_H

#include "../iovec.h"

typedef SYSTEM_SIZE_T size_t;
typedef SYSTEM_SSIZE_T ssize_t;

ssize_t readv(int, const struct iovec *, int);
ssize_t writev(int, const struct iovec *, int);

#endif
