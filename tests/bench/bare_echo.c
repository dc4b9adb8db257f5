/* The yardstick for tests/bench/echo: the barest echo pair that C and the kernel allow. No options, no
 * messages, no limits, and it gives up at the first error.
 *
 *     bare_echo server            prints its port, serves one client after the other
 *     bare_echo ping PORT N SIZE  N round trips, prints how many a second
 *     bare_echo bulk PORT N SIZE  N messages of SIZE bytes, sending while receiving, prints MB/s */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_SIZE = 64 * 1024 };

static char buffer[BUFFER_SIZE];

static void check(int ok)
{
    if (!ok) {
        perror("bare_echo");
        exit(1);
    }
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long number(const char *text)
{
    return strtol(text, NULL, 10);
}

static int new_socket(int port, int (*attach)(int, const struct sockaddr *, socklen_t))
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = inet_addr("127.0.0.1");
    int sock = socket(AF_INET, SOCK_STREAM, 0);
    check(sock != -1 && attach(sock, (struct sockaddr *)&address, sizeof address) == 0);
    return sock;
}

static void serve(void)
{
    struct sockaddr_in here;
    socklen_t size = sizeof here;
    int listener = new_socket(0, bind);
    check(listen(listener, 16) == 0);
    check(getsockname(listener, (struct sockaddr *)&here, &size) == 0);
    printf("%d\n", ntohs(here.sin_port));
    fflush(stdout);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        ssize_t received;
        check(client != -1);
        while ((received = recv(client, buffer, sizeof buffer, 0)) > 0)
            for (ssize_t sent = 0; sent < received;) {
                ssize_t taken = send(client, buffer + sent, (size_t)(received - sent), 0);
                check(taken > 0);
                sent += taken;
            }
        close(client);
    }
}

static void ping(int sock, long n, long size)
{
    double start = now_s();
    for (long i = 0; i < n; i++) {
        check(send(sock, buffer, (size_t)size, 0) == size);
        for (long length = 0; length < size;) {
            ssize_t received = recv(sock, buffer, sizeof buffer, 0);
            check(received > 0);
            length += received;
        }
    }
    printf("%.1f\n", (double)n / (now_s() - start));
}

static void bulk(int sock, long n, long size)
{
    long total = n * size, sent = 0, length = 0;
    check(fcntl(sock, F_SETFL, O_NONBLOCK) == 0);
    double start = now_s();
    while (length < total) {
        struct pollfd wait = {.fd = sock, .events = POLLIN};
        long message_end = (length / size + 1) * size; /* one message at a time under way */
        if (sent < message_end)
            wait.events |= POLLOUT;
        check(poll(&wait, 1, -1) == 1);
        if (wait.revents & POLLOUT) {
            long left = message_end - sent;
            ssize_t taken = send(sock, buffer, left < BUFFER_SIZE ? (size_t)left : BUFFER_SIZE, 0);
            check(taken > 0);
            sent += taken;
        }
        if (wait.revents & POLLIN) {
            ssize_t received = recv(sock, buffer, sizeof buffer, 0);
            check(received > 0);
            length += received;
        }
    }
    printf("%.1f\n", (double)total / 1e6 / (now_s() - start));
}

int main(int argc, char *argv[])
{
    if (argc == 2 && strcmp(argv[1], "server") == 0)
        serve();
    if (argc != 5)
        return 2;
    int sock = new_socket((int)number(argv[2]), connect);
    (argv[1][0] == 'p' ? ping : bulk)(sock, number(argv[3]), number(argv[4]));
    return 0;
}
