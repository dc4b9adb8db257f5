/* struct iovec, which two headers have. */
#ifndef IOVEC_H
#define IOVEC_H

#include "system.h"

struct iovec {
    void *iov_base;
    SYSTEM_SIZE_T iov_len;
};

#endif
