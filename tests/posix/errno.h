/* <errno.h> */
#ifndef POSIX_ERRNO_H
#define POSIX_ERRNO_H

int *system_errno(void);
#define errno (*system_errno())

/* Numbers from which an array or a switch could be made, as of any system: all different. EAGAIN and EWOULDBLOCK may be
 * the same, and so may ENOTSUP and EOPNOTSUPP: here they are, and no switch can have a case for each. */
#define E2BIG 1
#define EACCES 2
#define EADDRINUSE 3
#define EADDRNOTAVAIL 4
#define EAFNOSUPPORT 5
#define EAGAIN 6
#define EALREADY 7
#define EBADF 8
#define EBADMSG 9
#define EBUSY 10
#define ECANCELED 11
#define ECHILD 12
#define ECONNABORTED 13
#define ECONNREFUSED 14
#define ECONNRESET 15
#define EDEADLK 16
#define EDESTADDRREQ 17
#define EDOM 18
#define EDQUOT 19
#define EEXIST 20
#define EFAULT 21
#define EFBIG 22
#define EHOSTUNREACH 23
#define EIDRM 24
#define EILSEQ 25
#define EINPROGRESS 26
#define EINTR 27
#define EINVAL 28
#define EIO 29
#define EISCONN 30
#define EISDIR 31
#define ELOOP 32
#define EMFILE 33
#define EMLINK 34
#define EMSGSIZE 35
#define ENAMETOOLONG 36
#define ENETDOWN 37
#define ENETRESET 38
#define ENETUNREACH 39
#define ENFILE 40
#define ENOBUFS 41
#define ENODEV 42
#define ENOENT 43
#define ENOEXEC 44
#define ENOLCK 45
#define ENOMEM 46
#define ENOMSG 47
#define ENOPROTOOPT 48
#define ENOSPC 49
#define ENOSYS 50
#define ENOTCONN 51
#define ENOTDIR 52
#define ENOTEMPTY 53
#define ENOTSOCK 54
#define ENOTSUP 55
#define ENOTTY 56
#define ENXIO 57
#define EOVERFLOW 58
#define EPERM 59
#define EPIPE 60
#define EPROTO 61
#define EPROTONOSUPPORT 62
#define EPROTOTYPE 63
#define ERANGE 64
#define EROFS 65
#define ESPIPE 66
#define ESRCH 67
#define ESTALE 68
#define ETIMEDOUT 69
#define ETXTBSY 70
#define EXDEV 71
#define EWOULDBLOCK EAGAIN
#define EOPNOTSUPP ENOTSUP

#endif
