/* <unistd.h> */
#ifndef POSIX_UNISTD_H
#define POSIX_UNISTD_H

#include "system.h"

#define NULL ((void *)0)
#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4
#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

typedef SYSTEM_UID_T gid_t;
typedef SYSTEM_OFF_T off_t;
typedef SYSTEM_PID_T pid_t;
typedef SYSTEM_SIZE_T size_t;
typedef SYSTEM_SSIZE_T ssize_t;
typedef SYSTEM_UID_T uid_t;

_Noreturn void _exit(int);
int access(const char *, int);
unsigned int alarm(unsigned int);
int chdir(const char *);
int close(int);
int dup2(int, int);
int execvp(const char *, char *const[]);
pid_t fork(void);
int ftruncate(int, off_t);
char *getcwd(char *, size_t);
uid_t geteuid(void);
pid_t getpid(void);
pid_t getppid(void);
int isatty(int);
int pause(void);
int pipe(int[2]);
ssize_t pread(int, void *, size_t, off_t);
ssize_t read(int, void *, size_t);
ssize_t readlink(const char *restrict, char *restrict, size_t);
int rmdir(const char *);
int symlink(const char *, const char *);
int truncate(const char *, off_t);
int unlink(const char *);
ssize_t write(int, const void *, size_t);

#endif
