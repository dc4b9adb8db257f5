/* A TCP peer that does exactly as it is told, for the tests: good, odd and rude.
 *
 *     peer connect PORT ACTION...    connects to 127.0.0.1
 *     peer listen ACTION...          says "listening on 127.0.0.1:PORT", takes one client
 *     peer backlog                   listens with a queue that is full already: nobody gets in
 *
 *     send TEXT      sends it; \n, \r, \0, \\ and \xNN mean what they mean in C
 *     flood          sends until nothing moves for half a second, then says "flooded"
 *     receive N      prints the next N bytes
 *     receive-all    prints all bytes until the other side has half-closed
 *     send-once TEXT, receive-once N   one call each; says what it returned
 *     half-close     sends no more: shutdown(SHUT_WR)
 *     reset          ends the connection with a RST
 *     await FILE     waits until FILE exists
 *     say TEXT       prints it
 *
 * After the last action it closes. 0; 1 when a call failed; 2 for wrong usage. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "actions.h"

static void fail(const char *call)
{
    fprintf(stderr, "peer: %s: %s\n", call, strerror(errno));
    exit(1);
}

static struct sockaddr_in loopback(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = inet_addr("127.0.0.1");
    address.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
    return address;
}

static int connect_to(const char *port)
{
    struct sockaddr_in there = loopback(port);
    int sock = socket(AF_INET, SOCK_STREAM, 0);
    if (sock == -1)
        fail("socket");
    while (connect(sock, (struct sockaddr *)&there, sizeof there) == -1 && errno != EISCONN)
        if (errno != EINTR)
            fail("connect");
    return sock;
}

static int listen_with(int backlog)
{
    struct sockaddr_in here = loopback("0");
    socklen_t size = sizeof here;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener == -1 || bind(listener, (struct sockaddr *)&here, sizeof here) == -1 ||
        listen(listener, backlog) == -1 ||
        getsockname(listener, (struct sockaddr *)&here, &size) == -1)
        fail("listen");
    if (backlog == 0) /* fill the queue, and one more for the kernel that counts differently */
        for (int i = 0; i < 2; i++) {
            int sock = socket(AF_INET, SOCK_STREAM, 0);
            struct timeval soon = {.tv_usec = 100000};
            setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon);
            (void)connect(sock, (struct sockaddr *)&here, sizeof here);
        }
    printf("listening on 127.0.0.1:%d\n", ntohs(here.sin_port));
    return listener;
}

static void send_bytes(int sock, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(sock, bytes, length, 0);
        if (sent == -1)
            fail("send");
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* Say what one call of send or recv returned. */
static void say_result(const char *call, ssize_t result)
{
    printf("%s returned %zd%s%s\n", call, result, result == -1 ? ": " : "",
           result == -1 ? strerror(errno) : "");
}

static void receive_once(int sock, size_t size)
{
    char bytes[4096];
    say_result("recv", recv(sock, bytes, size < sizeof bytes ? size : sizeof bytes, 0));
}

static void flood(int sock)
{
    static char bytes[65536];
    struct timeval limit = {.tv_usec = 500000};
    setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    while (send(sock, bytes, sizeof bytes, 0) > 0) {
    }
    printf("flooded\n");
}

static void receive(int sock, size_t wanted)
{
    char bytes[4096];
    while (wanted > 0) {
        ssize_t received = recv(sock, bytes, wanted < sizeof bytes ? wanted : sizeof bytes, 0);
        if (received == -1)
            fail("recv");
        if (received == 0)
            return;
        fwrite(bytes, 1, (size_t)received, stdout);
        fflush(stdout);
        wanted -= (size_t)received;
    }
}

static void reset(int sock)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(sock, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(sock);
    exit(0);
}

/* Do one action with its argument, if it takes one. Returns how many words were used. */
static int act(int sock, const char *action, char *argument)
{
    if (strcmp(action, "flood") == 0)
        return flood(sock), 1;
    if (strcmp(action, "receive-all") == 0)
        return receive(sock, (size_t)-1), 1;
    if (strcmp(action, "half-close") == 0)
        return shutdown(sock, SHUT_WR), 1;
    if (strcmp(action, "reset") == 0)
        reset(sock);
    if (argument == NULL)
        exit(2);
    if (strcmp(action, "send") == 0)
        return send_bytes(sock, argument, unescape(argument)), 2;
    if (strcmp(action, "receive") == 0)
        return receive(sock, strtoul(argument, NULL, 10)), 2;
    if (strcmp(action, "send-once") == 0)
        return say_result("send", send(sock, argument, unescape(argument), 0)), 2;
    if (strcmp(action, "receive-once") == 0)
        return receive_once(sock, strtoul(argument, NULL, 10)), 2;
    if (strcmp(action, "await") == 0)
        return await(argument), 2;
    if (strcmp(action, "say") == 0)
        return printf("%s\n", argument), 2;
    exit(2);
}

int main(int argc, char *argv[])
{
    int next = 2, sock = -1;
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    if (argc >= 3 && strcmp(argv[1], "connect") == 0) {
        sock = connect_to(argv[2]);
        next = 3;
    } else if (argc >= 2 && strcmp(argv[1], "listen") == 0) {
        sock = accept(listen_with(1), NULL, NULL);
    } else if (argc == 2 && strcmp(argv[1], "backlog") == 0) {
        listen_with(0);
        pause();
    }
    if (sock == -1)
        return 2;
    while (next < argc)
        next += act(sock, argv[next], argv[next + 1]);
    close(sock);
    return 0;
}
