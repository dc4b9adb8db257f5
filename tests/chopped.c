/* Makes each call that lab/choppy cuts, and says what it has returned: for choppy.bats.
 *
 *     chopped stream      over a connection
 *     chopped datagram    over datagrams, which are never cut
 *     chopped pipe        where there is no socket
 *     chopped checked     by the names that a program has in it which was compiled with _FORTIFY_SOURCE (glibc)
 *
 * 0; 1 when the sockets cannot be had; 2 for wrong usage. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static const char message[] = "0123456789";
enum { LENGTH = sizeof message - 1, HALF = LENGTH / 2 };

static void tell(const char *call, ssize_t result)
{
    printf("%s %zd%s%s\n", call, result, result == -1 ? " " : "",
           result == -1 ? strerror(errno) : "");
}

/* All that send, to FD: so much is there for each call that receives. */
static void send_all_ways(int fd)
{
    char copy[LENGTH];
    memcpy(copy, message, sizeof copy);
    struct iovec parts[] = {{copy, HALF}, {copy + HALF, LENGTH - HALF}};
    struct msghdr whole = {.msg_iov = parts, .msg_iovlen = 2};
    tell("write", write(fd, message, LENGTH));
    tell("writev", writev(fd, parts, 2));
    tell("send", send(fd, message, LENGTH, 0));
    tell("sendto", sendto(fd, message, LENGTH, 0, NULL, 0));
    tell("sendmsg", sendmsg(fd, &whole, 0));
}

static void receive_all_ways(int fd)
{
    char bytes[LENGTH];
    struct iovec parts[] = {{bytes, HALF}, {bytes + HALF, LENGTH - HALF}};
    struct msghdr whole = {.msg_iov = parts, .msg_iovlen = 2};
    struct sockaddr_storage from;
    socklen_t size = sizeof from;
    tell("read", read(fd, bytes, LENGTH));
    tell("readv", readv(fd, parts, 2));
    tell("recv", recv(fd, bytes, LENGTH, 0));
    tell("recvfrom", recvfrom(fd, bytes, LENGTH, 0, (struct sockaddr *)&from, &size));
    tell("recvmsg", recvmsg(fd, &whole, 0));
}

/* Is there something to receive? */
static void wait_all_ways(int fd)
{
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    struct timeval at_once = {0};
    tell("poll", poll(&waiting, 1, 0));
    /* Of no descriptor, for musl's FD_SET does not build with -Wconversion. */
    tell("select", select(0, NULL, NULL, NULL, &at_once));
}

#ifdef __GLIBC__
ssize_t __recv_chk(int fd, void *buffer, size_t size, size_t room, int flags);
ssize_t __recvfrom_chk(int fd, void *buffer, size_t size, size_t room, int flags,
                       struct sockaddr *from, socklen_t *from_size);
ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room);
int __poll_chk(struct pollfd *waiting, nfds_t count, int timeout_ms, size_t room);

static void receive_checked(int fd)
{
    char bytes[LENGTH];
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    tell("__read_chk", __read_chk(fd, bytes, LENGTH, sizeof bytes));
    tell("__recv_chk", __recv_chk(fd, bytes, LENGTH, sizeof bytes, 0));
    tell("__recvfrom_chk", __recvfrom_chk(fd, bytes, LENGTH, sizeof bytes, 0, NULL, NULL));
    tell("__poll_chk", __poll_chk(&waiting, 1, 0, sizeof waiting));
}
#else
static void receive_checked(int fd)
{
    (void)fd;
}
#endif

static void use_pipe(const int fds[2])
{
    char bytes[LENGTH];
    struct iovec part = {bytes, LENGTH};
    tell("write", write(fds[1], message, LENGTH));
    tell("read", read(fds[0], bytes, LENGTH));
    tell("writev", writev(fds[1], &part, 1));
    tell("readv", readv(fds[0], &part, 1));
}

int main(int argc, char *argv[])
{
    const char *what = argc == 2 ? argv[1] : "";
    int fds[2], type = strcmp(what, "datagram") == 0 ? SOCK_DGRAM : SOCK_STREAM;
    if (strcmp(what, "pipe") == 0 ? pipe(fds) : socketpair(AF_UNIX, type, 0, fds)) {
        perror("chopped");
        return 1;
    }
    if (strcmp(what, "pipe") == 0) {
        use_pipe(fds);
    } else if (strcmp(what, "checked") == 0) {
        send_all_ways(fds[0]);
        receive_checked(fds[1]);
    } else if (strcmp(what, "stream") == 0 || strcmp(what, "datagram") == 0) {
        send_all_ways(fds[0]);
        wait_all_ways(fds[1]);
        receive_all_ways(fds[1]);
    } else {
        fprintf(stderr, "usage: chopped stream|datagram|pipe|checked\n");
        return 2;
    }
    return 0;
}
