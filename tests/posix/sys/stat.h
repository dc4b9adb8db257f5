/* <sys/stat.h> */
#ifndef POSIX_SYS_STAT_H
#define POSIX_SYS_STAT_H

#include "../system.h"
#include "../timespec.h"

#define S_IFMT 0170000
#define S_ISDIR(mode) (((mode)&S_IFMT) == 0040000)
#define S_ISREG(mode) (((mode)&S_IFMT) == 0100000)
#define S_ISLNK(mode) (((mode)&S_IFMT) == 0120000)
#define S_IRUSR 0400
#define S_IWUSR 0200

typedef SYSTEM_DEV_T dev_t;
typedef SYSTEM_UID_T gid_t;
typedef SYSTEM_INO_T ino_t;
typedef SYSTEM_MODE_T mode_t;
typedef SYSTEM_NLINK_T nlink_t;
typedef SYSTEM_OFF_T off_t;
typedef SYSTEM_TIME_T time_t;
typedef SYSTEM_UID_T uid_t;

struct stat {
    dev_t st_dev;
    mode_t st_mode;
    nlink_t st_nlink;
    ino_t st_ino;
    uid_t st_uid;
    gid_t st_gid;
#if defined(__APPLE__) && defined(_DARWIN_C_SOURCE)
    struct timespec st_atimespec, st_mtimespec, st_ctimespec;
#elif defined(__APPLE__)
    time_t st_atime;
    long st_atimensec;
    time_t st_mtime;
    long st_mtimensec;
    time_t st_ctime;
    long st_ctimensec;
#else
    struct timespec st_atim, st_mtim, st_ctim;
#endif
    off_t st_size;
};

#if defined(__APPLE__) && defined(_DARWIN_C_SOURCE)
#define st_mtime st_mtimespec.tv_sec
#define st_ctime st_ctimespec.tv_sec
#elif !defined(__APPLE__)
#define st_mtime st_mtim.tv_sec
#define st_ctime st_ctim.tv_sec
#endif

int chmod(const char *, mode_t);
int fstat(int, struct stat *);
int fstatat(int, const char *restrict, struct stat *restrict, int);
int mkdir(const char *, mode_t);
int mkfifo(const char *, mode_t);
int stat(const char *restrict, struct stat *restrict);
int utimensat(int, const char *, const struct timespec[2], int);

#endif
