/* <sys/wait.h> */
#ifndef POSIX_SYS_WAIT_H
#define POSIX_SYS_WAIT_H

#include "../system.h"

#define WNOHANG 1
#define WEXITSTATUS(status) ((status) >> 8 & 255)
#define WIFEXITED(status) (((status)&127) == 0)
#define WIFSIGNALED(status) (((status)&127) != 0)
#define WTERMSIG(status) ((status)&127)

typedef SYSTEM_PID_T pid_t;

pid_t wait(int *);
pid_t waitpid(pid_t, int *, int);

#endif
