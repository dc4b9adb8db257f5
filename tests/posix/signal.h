/* <signal.h> */
#ifndef POSIX_SIGNAL_H
#define POSIX_SIGNAL_H

#include "system.h"

#define SIGHUP 1
#define SIGINT 2
#define SIGABRT 6
#define SIGKILL 9
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGCHLD 20
#define SIGXFSZ 25
#define SIGUSR1 30
#define SIG_DFL ((void (*)(int))0)
#define SIG_IGN ((void (*)(int))1)
#define SIG_ERR ((void (*)(int)) - 1)
#define SIG_BLOCK 1
#define SIG_UNBLOCK 2
#define SIG_SETMASK 3
#define SA_RESTART 2

typedef SYSTEM_PID_T pid_t;
typedef SYSTEM_PTHREAD_T pthread_t;
typedef int sig_atomic_t;
typedef SYSTEM_SIGSET_T sigset_t;
typedef struct system_siginfo siginfo_t;

/* The members stand in any order. */
struct sigaction {
    sigset_t sa_mask;
    int sa_flags;
    union {
        void (*system_handler)(int);
        void (*system_action)(int, siginfo_t *, void *);
    } system_either;
};
#define sa_handler system_either.system_handler
#define sa_sigaction system_either.system_action

int kill(pid_t, int);
int pthread_kill(pthread_t, int);
int pthread_sigmask(int, const sigset_t *restrict, sigset_t *restrict);
int raise(int);
int sigaction(int, const struct sigaction *restrict, struct sigaction *restrict);
int sigaddset(sigset_t *, int);
int sigemptyset(sigset_t *);
void (*signal(int, void (*)(int)))(int);
int sigprocmask(int, const sigset_t *restrict, sigset_t *restrict);

#endif
