/* <sys/types.h> */
#ifndef POSIX_SYS_TYPES_H
#define POSIX_SYS_TYPES_H

#include "../system.h"

typedef SYSTEM_CLOCKID_T clockid_t;
typedef SYSTEM_DEV_T dev_t;
typedef SYSTEM_UID_T gid_t;
typedef SYSTEM_INO_T ino_t;
typedef SYSTEM_MODE_T mode_t;
typedef SYSTEM_NLINK_T nlink_t;
typedef SYSTEM_OFF_T off_t;
typedef SYSTEM_PID_T pid_t;
typedef SYSTEM_PTHREAD_T pthread_t;
typedef SYSTEM_SIZE_T size_t;
typedef SYSTEM_SSIZE_T ssize_t;
typedef SYSTEM_SUSECONDS_T suseconds_t;
typedef SYSTEM_TIME_T time_t;
typedef SYSTEM_UID_T uid_t;

#endif
