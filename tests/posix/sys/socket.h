/* <sys/socket.h> */
#ifndef POSIX_SYS_SOCKET_H
#define POSIX_SYS_SOCKET_H

#include "../iovec.h"
#include "../system.h"

#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 30
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOL_SOCKET 0xffff
#define SOMAXCONN 128
#define SO_ERROR 0x1007
#define SO_KEEPALIVE 8
#define SO_LINGER 0x80
#define SO_RCVBUF 0x1002
#define SO_RCVTIMEO 0x1006
#define SO_REUSEADDR 4
#define SO_SNDBUF 0x1001
#define SO_SNDTIMEO 0x1005
#define SO_TYPE 0x1008
#define MSG_PEEK 2
#define MSG_TRUNC 0x10
#define MSG_WAITALL 0x40
#define SHUT_RD 0
#define SHUT_WR 1
#define SHUT_RDWR 2

typedef SYSTEM_SA_FAMILY_T sa_family_t;
typedef SYSTEM_SIZE_T size_t;
typedef SYSTEM_SOCKLEN_T socklen_t;
typedef SYSTEM_SSIZE_T ssize_t;

struct sockaddr {
    SYSTEM_LENGTH(sa_len)
    sa_family_t sa_family;
    char sa_data[14];
};

struct sockaddr_storage {
    SYSTEM_LENGTH(ss_len)
    sa_family_t ss_family;
    long long system_space[15];
};

struct linger {
    int l_onoff, l_linger;
};

struct msghdr {
    void *msg_name;
    socklen_t msg_namelen;
    struct iovec *msg_iov;
    int msg_iovlen;
    void *msg_control;
    socklen_t msg_controllen;
    int msg_flags;
};

int accept(int, struct sockaddr *restrict, socklen_t *restrict);
int bind(int, const struct sockaddr *, socklen_t);
int connect(int, const struct sockaddr *, socklen_t);
int getpeername(int, struct sockaddr *restrict, socklen_t *restrict);
int getsockname(int, struct sockaddr *restrict, socklen_t *restrict);
int getsockopt(int, int, int, void *restrict, socklen_t *restrict);
int listen(int, int);
ssize_t recv(int, void *, size_t, int);
ssize_t recvfrom(int, void *restrict, size_t, int, struct sockaddr *restrict, socklen_t *restrict);
ssize_t recvmsg(int, struct msghdr *, int);
ssize_t send(int, const void *, size_t, int);
ssize_t sendmsg(int, const struct msghdr *, int);
ssize_t sendto(int, const void *, size_t, int, const struct sockaddr *, socklen_t);
int setsockopt(int, int, int, const void *, socklen_t);
int shutdown(int, int);
int socket(int, int, int);
int socketpair(int, int, int, int[2]);

#endif
