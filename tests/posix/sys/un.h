/* <sys/un.h> */
#ifndef POSIX_SYS_UN_H
#define POSIX_SYS_UN_H

#include "../system.h"

typedef SYSTEM_SA_FAMILY_T sa_family_t;

struct sockaddr_un {
    SYSTEM_LENGTH(sun_len)
    sa_family_t sun_family;
    char sun_path[104];
};

#endif
