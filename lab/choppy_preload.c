/* The library that lab/choppy loads into a program: recv and send that do less than they are asked for.
 *
 * All of it is allowed: POSIX lets recv return fewer bytes than have come, send take fewer than it is
 * given, and a signal interrupt any call that waits. Only stream sockets are treated so: a datagram
 * that is cut would be another datagram.
 *
 * lab/choppy tells the limits in the environment: CHOPPY_RECV and CHOPPY_SEND in bytes, CHOPPY_EINTR 1
 * or 0. Beyond POSIX: RTLD_NEXT, "the function that would be called without me" (Linux, the BSDs), and
 * macOS's table of pairs to the same end. */
#define _GNU_SOURCE 1
#define _DARWIN_C_SOURCE 1
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Of a scattered buffer, so many parts are looked at; the rest comes with the next call. */
enum { MOST_PARTS = 16 };

/* The functions of libc that these replace, and the limits. */
static struct {
    ssize_t (*recvmsg)(int, struct msghdr *, int);
    ssize_t (*sendmsg)(int, const struct msghdr *, int);
    ssize_t (*read)(int, void *, size_t);
    ssize_t (*write)(int, const void *, size_t);
    ssize_t (*readv)(int, const struct iovec *, int);
    ssize_t (*writev)(int, const struct iovec *, int);
    int (*accept)(int, struct sockaddr *, socklen_t *);
    int (*connect)(int, const struct sockaddr *, socklen_t);
    int (*poll)(struct pollfd *, nfds_t, int);
    int (*select)(int, fd_set *, fd_set *, fd_set *, struct timeval *);
    size_t recv_limit, send_limit;
    bool eintr;
} real;

#ifdef __APPLE__
#define FIND(name) (real.name = name)
#else
/* memcpy, for ISO C knows no cast from void * to a function pointer. */
#define FIND(name) memcpy(&real.name, &(void *){dlsym(RTLD_NEXT, #name)}, sizeof(void *))
#endif

static size_t limit_from(const char *name)
{
    const char *text = getenv(name);
    unsigned long limit = text != NULL ? strtoul(text, NULL, 10) : 0;
    return limit > 0 ? limit : 1;
}

/* When the library is loaded, or earlier if another library's start-up calls us. */
__attribute__((constructor)) static void start(void)
{
    if (real.recv_limit != 0)
        return;
    FIND(recvmsg);
    FIND(sendmsg);
    FIND(read);
    FIND(write);
    FIND(readv);
    FIND(writev);
    FIND(accept);
    FIND(connect);
    FIND(poll);
    FIND(select);
    const char *eintr = getenv("CHOPPY_EINTR");
    real.eintr = eintr != NULL && strcmp(eintr, "1") == 0;
    real.send_limit = limit_from("CHOPPY_SEND");
    real.recv_limit = limit_from("CHOPPY_RECV");
}

/* With --eintr every other call of each kind is interrupted. TURN belongs to the kind and the thread. */
static bool interrupted(bool *turn)
{
    start();
    *turn = real.eintr && !*turn;
    if (*turn)
        errno = EINTR;
    return *turn;
}

static bool is_stream(int fd)
{
    int type = 0, saved = errno;
    socklen_t size = sizeof type;
    bool stream = getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
    errno = saved;
    return stream;
}

/* A message of nothing but these parts. Who only sends does not write there, but the type cannot say so. */
static struct msghdr scattered(const struct iovec *parts, int count)
{
    struct msghdr message = {.msg_iov = NULL};
    memcpy(&message.msg_iov, &parts, sizeof parts);
    while (count-- > 0) /* the type of msg_iovlen differs from system to system */
        message.msg_iovlen++;
    return message;
}

/* Copy MESSAGE, but with no more than LIMIT bytes of its parts. Empty ones are passed over: a call that looks at nothing else
 * would return 0, which means the end. */
static struct msghdr shortened(const struct msghdr *message, struct iovec parts[MOST_PARTS],
                               size_t limit)
{
    struct msghdr copy = *message;
    int count = 0;
    for (size_t i = 0; i < (size_t)message->msg_iovlen && count < MOST_PARTS && limit > 0; i++) {
        parts[count] = message->msg_iov[i];
        if (parts[count].iov_len > limit)
            parts[count].iov_len = limit;
        limit -= parts[count].iov_len;
        count += parts[count].iov_len > 0;
    }
    copy.msg_iov = parts;
    copy.msg_iovlen = scattered(parts, count).msg_iovlen;
    return copy;
}

/* --- receiving ----------------------------------------------------------------------------------- */

static ssize_t chopped_recvmsg(int fd, struct msghdr *message, int flags)
{
    static _Thread_local bool turn;
    if (!is_stream(fd)) {
        start();
        return real.recvmsg(fd, message, flags);
    }
    if (interrupted(&turn))
        return -1;
    struct iovec parts[MOST_PARTS];
    struct msghdr copy = shortened(message, parts, real.recv_limit);
    ssize_t received = real.recvmsg(fd, &copy, flags);
    message->msg_namelen = copy.msg_namelen;
    message->msg_controllen = copy.msg_controllen;
    message->msg_flags = copy.msg_flags;
    return received;
}

static ssize_t chopped_recvfrom(int fd, void *buffer, size_t size, int flags, struct sockaddr *from,
                                socklen_t *from_size)
{
    struct iovec part = {.iov_base = buffer, .iov_len = size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_name = from};
    message.msg_namelen = from_size != NULL ? *from_size : 0;
    ssize_t received = chopped_recvmsg(fd, &message, flags);
    if (received != -1 && from_size != NULL)
        *from_size = message.msg_namelen;
    return received;
}

static ssize_t chopped_recv(int fd, void *buffer, size_t size, int flags)
{
    return chopped_recvfrom(fd, buffer, size, flags, NULL, NULL);
}

static ssize_t chopped_read(int fd, void *buffer, size_t size)
{
    if (is_stream(fd))
        return chopped_recvfrom(fd, buffer, size, 0, NULL, NULL);
    start();
    return real.read(fd, buffer, size);
}

static ssize_t chopped_readv(int fd, const struct iovec *parts, int count)
{
    struct msghdr message = scattered(parts, count);
    if (is_stream(fd) && count > 0)
        return chopped_recvmsg(fd, &message, 0);
    start();
    return real.readv(fd, parts, count);
}

/* --- sending ------------------------------------------------------------------------------------- */

static ssize_t chopped_sendmsg(int fd, const struct msghdr *message, int flags)
{
    static _Thread_local bool turn;
    if (!is_stream(fd)) {
        start();
        return real.sendmsg(fd, message, flags);
    }
    if (interrupted(&turn))
        return -1;
    struct iovec parts[MOST_PARTS];
    struct msghdr copy = shortened(message, parts, real.send_limit);
    return real.sendmsg(fd, &copy, flags);
}

static ssize_t chopped_sendto(int fd, const void *bytes, size_t size, int flags,
                              const struct sockaddr *to, socklen_t to_size)
{
    struct iovec part = {.iov_len = size};
    /* sendmsg only reads, but its type cannot say so. */
    memcpy(&part.iov_base, &bytes, sizeof bytes);
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_namelen = to_size};
    memcpy(&message.msg_name, &to, sizeof to);
    return chopped_sendmsg(fd, &message, flags);
}

static ssize_t chopped_send(int fd, const void *bytes, size_t size, int flags)
{
    return chopped_sendto(fd, bytes, size, flags, NULL, 0);
}

static ssize_t chopped_write(int fd, const void *bytes, size_t size)
{
    if (is_stream(fd))
        return chopped_sendto(fd, bytes, size, 0, NULL, 0);
    start();
    return real.write(fd, bytes, size);
}

static ssize_t chopped_writev(int fd, const struct iovec *parts, int count)
{
    struct msghdr message = scattered(parts, count);
    if (is_stream(fd) && count > 0)
        return chopped_sendmsg(fd, &message, 0);
    start();
    return real.writev(fd, parts, count);
}

/* --- waiting ------------------------------------------------------------------------------------- */

static int chopped_accept(int fd, struct sockaddr *peer, socklen_t *size)
{
    static _Thread_local bool turn;
    return interrupted(&turn) ? -1 : real.accept(fd, peer, size);
}

/* An interrupted connect goes on: so here, too, it has begun when EINTR is returned. */
static int chopped_connect(int fd, const struct sockaddr *address, socklen_t size)
{
    static _Thread_local bool turn;
    start();
    int result = real.connect(fd, address, size);
    return result == 0 && is_stream(fd) && interrupted(&turn) ? -1 : result;
}

static int chopped_poll(struct pollfd *waiting, nfds_t count, int timeout_ms)
{
    static _Thread_local bool turn;
    return interrupted(&turn) ? -1 : real.poll(waiting, count, timeout_ms);
}

static int chopped_select(int count, fd_set *reading, fd_set *writing, fd_set *failing,
                          struct timeval *timeout)
{
    static _Thread_local bool turn;
    return interrupted(&turn) ? -1 : real.select(count, reading, writing, failing, timeout);
}

/* --- taking their places ------------------------------------------------------------------------- */

#ifdef __APPLE__
#define PAIR(name) (const void *)chopped_##name, (const void *)name
__attribute__((used, section("__DATA,__interpose"))) static const void *const replacements[] = {
    PAIR(recvmsg), PAIR(recvfrom), PAIR(recv), PAIR(read),  PAIR(readv),
    PAIR(sendmsg), PAIR(sendto),   PAIR(send), PAIR(write), PAIR(writev),
    PAIR(accept),  PAIR(connect),  PAIR(poll), PAIR(select)};
#else
/* The same function under libc's name. */
#define REPLACE(name) extern __typeof__(name) name __attribute__((alias("chopped_" #name)))
REPLACE(recvmsg);
REPLACE(recvfrom);
REPLACE(recv);
REPLACE(read);
REPLACE(readv);
REPLACE(sendmsg);
REPLACE(sendto);
REPLACE(send);
REPLACE(write);
REPLACE(writev);
REPLACE(accept);
REPLACE(connect);
REPLACE(poll);
REPLACE(select);
#endif

#ifdef __GLIBC__
/* What a program calls instead when it was compiled with _FORTIFY_SOURCE: they know the buffer's room. */
ssize_t __recv_chk(int fd, void *buffer, size_t size, size_t room, int flags);
ssize_t __recvfrom_chk(int fd, void *buffer, size_t size, size_t room, int flags,
                       struct sockaddr *from, socklen_t *from_size);
ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room);
int __poll_chk(struct pollfd *waiting, nfds_t count, int timeout_ms, size_t room);

ssize_t __recv_chk(int fd, void *buffer, size_t size, size_t room, int flags)
{
    return chopped_recv(fd, buffer, size < room ? size : room, flags);
}

ssize_t __recvfrom_chk(int fd, void *buffer, size_t size, size_t room, int flags,
                       struct sockaddr *from, socklen_t *from_size)
{
    return chopped_recvfrom(fd, buffer, size < room ? size : room, flags, from, from_size);
}

ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room)
{
    return chopped_read(fd, buffer, size < room ? size : room);
}

int __poll_chk(struct pollfd *waiting, nfds_t count, int timeout_ms, size_t room)
{
    (void)room;
    return chopped_poll(waiting, count, timeout_ms);
}
#endif
