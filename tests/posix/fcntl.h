/* <fcntl.h> */
#ifndef POSIX_FCNTL_H
#define POSIX_FCNTL_H

#include "system.h"

#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define FD_CLOEXEC 1
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_NONBLOCK 4
#define O_APPEND 8
#define O_CREAT 0x200
#define O_TRUNC 0x400
#define O_EXCL 0x800
#define O_NOCTTY 0x20000
#define O_DIRECTORY 0x100000
#define O_CLOEXEC 0x1000000
#ifdef SYSTEM_SHOWS_ALL
#define O_NOFOLLOW 0x100
#endif
#define AT_FDCWD (-2)
#define AT_SYMLINK_NOFOLLOW 0x20

typedef SYSTEM_MODE_T mode_t;
typedef SYSTEM_OFF_T off_t;
typedef SYSTEM_PID_T pid_t;

int fcntl(int, int, ...);
int open(const char *, int, ...);
int openat(int, const char *, int, ...);

#endif
