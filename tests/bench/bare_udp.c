/* The yardstick for tests/bench/udp: the barest UDP echo pair that C and the kernel allow. No options, no
 * messages, no limits on waiting, and it gives up at the first error; what is lost, it waits for in vain.
 *
 *     bare_udp server              prints its port, echoes
 *     bare_udp PORT N SIZE WINDOW  N datagrams there and back, WINDOW of them under way at once */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

static char buffer[65536];

static void check(int ok)
{
    if (!ok) {
        perror("bare_udp");
        exit(1);
    }
}

static int new_socket(int port, int (*attach)(int, const struct sockaddr *, socklen_t))
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = inet_addr("127.0.0.1");
    int sock = socket(AF_INET, SOCK_DGRAM, 0);
    check(sock != -1 && attach(sock, (struct sockaddr *)&address, sizeof address) == 0);
    return sock;
}

static void serve(void)
{
    struct sockaddr_in here, peer;
    socklen_t size = sizeof here;
    int sock = new_socket(0, bind);
    check(getsockname(sock, (struct sockaddr *)&here, &size) == 0);
    printf("%d\n", ntohs(here.sin_port));
    fflush(stdout);
    for (;;) {
        size = sizeof peer;
        ssize_t received =
            recvfrom(sock, buffer, sizeof buffer, 0, (struct sockaddr *)&peer, &size);
        check(received >= 0);
        check(sendto(sock, buffer, (size_t)received, 0, (struct sockaddr *)&peer, size) ==
              received);
    }
}

static void ping(int sock, long n, size_t size, long window)
{
    long sent = 0;
    for (long received = 0; received < n; received++) {
        while (sent < n && sent - received < window) {
            check(send(sock, buffer, size, 0) >= 0);
            sent++;
        }
        check(recv(sock, buffer, sizeof buffer, 0) >= 0);
    }
}

int main(int argc, char *argv[])
{
    if (argc == 2)
        serve();
    if (argc != 5)
        return 2;
    int sock = new_socket((int)strtol(argv[1], NULL, 10), connect);
    ping(sock, strtol(argv[2], NULL, 10), strtoul(argv[3], NULL, 10), strtol(argv[4], NULL, 10));
    return 0;
}
