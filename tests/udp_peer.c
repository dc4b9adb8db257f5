/* A UDP peer that does exactly as it is told, for the tests: good, odd and rude.
 *
 *     udp_peer connect PORT ACTION...    talks to 127.0.0.1:PORT
 *     udp_peer bind ACTION...            says "bound to 127.0.0.1:PORT", talks to whoever wrote last
 *
 *     send TEXT      one datagram; \n, \r, \0, \\ and \xNN mean what they mean in C
 *     send-size N    one datagram of N bytes
 *     burst N        the datagrams "1", "2", ... N, as fast as it can
 *     receive        waits for a datagram and prints it, or why none came
 *     swallow        waits for a datagram and does not print it
 *     keep           keeps the datagram that came last, for:
 *     send-kept      sends what was kept
 *     reply          sends back what came last
 *     forge TEXT     sends TEXT, but from another socket
 *     await FILE     waits until FILE exists
 *     say TEXT       prints it
 *
 * 0; 1 when a call failed that should not; 2 for wrong usage. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "actions.h"

/* A datagram. */
struct datagram {
    char bytes[65536];
    size_t length;
};

static struct datagram last, kept;
static struct sockaddr_in peer = {.sin_family = AF_INET};

static void fail(const char *call)
{
    fprintf(stderr, "udp_peer: %s: %s\n", call, strerror(errno));
    exit(1);
}

static int new_socket(void)
{
    int sock = socket(AF_INET, SOCK_DGRAM, 0);
    if (sock == -1)
        fail("socket");
    return sock;
}

static int bind_any(void)
{
    struct sockaddr_in here = {.sin_family = AF_INET};
    socklen_t size = sizeof here;
    int sock = new_socket();
    here.sin_addr.s_addr = inet_addr("127.0.0.1");
    if (bind(sock, (struct sockaddr *)&here, sizeof here) == -1 ||
        getsockname(sock, (struct sockaddr *)&here, &size) == -1)
        fail("bind");
    printf("bound to 127.0.0.1:%d\n", ntohs(here.sin_port));
    return sock;
}

static void send_bytes(int sock, const char *bytes, size_t length)
{
    if (sendto(sock, bytes, length, 0, (struct sockaddr *)&peer, sizeof peer) == -1)
        fail("sendto");
}

static void receive(int sock)
{
    socklen_t size = sizeof peer;
    ssize_t length =
        recvfrom(sock, last.bytes, sizeof last.bytes, 0, (struct sockaddr *)&peer, &size);
    if (length == -1) {
        printf("recvfrom: %s\n", strerror(errno));
        exit(1);
    }
    last.length = (size_t)length;
}

static void print_last(void)
{
    printf("%zu bytes: ", last.length);
    fwrite(last.bytes, 1, last.length, stdout);
    putchar('\n');
    fflush(stdout);
}

static void send_size(int sock, size_t size)
{
    static char bytes[65536];
    memset(bytes, 'x', sizeof bytes);
    send_bytes(sock, bytes, size);
}

static void burst(int sock, long count)
{
    for (long i = 1; i <= count; i++) {
        char text[24];
        send_bytes(sock, text, (size_t)snprintf(text, sizeof text, "%ld", i));
    }
}

/* Do one action with its argument, if it takes one. Returns how many words were used. */
static int act(int sock, const char *action, char *argument)
{
    if (strcmp(action, "receive") == 0)
        return receive(sock), print_last(), 1;
    if (strcmp(action, "swallow") == 0)
        return receive(sock), 1;
    if (strcmp(action, "keep") == 0)
        return kept = last, 1;
    if (strcmp(action, "send-kept") == 0)
        return send_bytes(sock, kept.bytes, kept.length), 1;
    if (strcmp(action, "reply") == 0)
        return send_bytes(sock, last.bytes, last.length), 1;
    if (argument == NULL)
        exit(2);
    if (strcmp(action, "send") == 0)
        return send_bytes(sock, argument, unescape(argument)), 2;
    if (strcmp(action, "send-size") == 0)
        return send_size(sock, strtoul(argument, NULL, 10)), 2;
    if (strcmp(action, "burst") == 0)
        return burst(sock, strtol(argument, NULL, 10)), 2;
    if (strcmp(action, "forge") == 0)
        return send_bytes(new_socket(), argument, unescape(argument)), 2;
    if (strcmp(action, "await") == 0)
        return await(argument), 2;
    if (strcmp(action, "say") == 0)
        return printf("%s\n", argument), 2;
    exit(2);
}

int main(int argc, char *argv[])
{
    int next, sock;
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    peer.sin_addr.s_addr = inet_addr("127.0.0.1");
    if (argc >= 3 && strcmp(argv[1], "connect") == 0) {
        sock = new_socket();
        peer.sin_port = htons((uint16_t)strtoul(argv[2], NULL, 10));
        next = 3;
    } else if (argc >= 2 && strcmp(argv[1], "bind") == 0) {
        sock = bind_any();
        next = 2;
    } else {
        return 2;
    }
    while (next < argc)
        next += act(sock, argv[next], argv[next + 1]);
    close(sock);
    return 0;
}
