/* Unit tests of http/: how long a connection may make its thread wait, whatever interrupts that or came before. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "../common/timing.h"
#include "../http/stream.h"
#include "check.h"

static atomic_bool ending;
static struct seat seat;

/* A stream whose peer sends nothing, and may stay silent for IDLE_S. Returns the peer's socket. */
static int open_silent(struct stream *stream, double idle_s)
{
    int pair[2] = {-1, -1};
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    CHECK(stream_open(stream, pair[0], 10, idle_s, &ending, &seat) == 0);
    return pair[1];
}

static void ignore(int signal_number)
{
    (void)signal_number; /* it interrupts a call */
}

struct knocker {
    pthread_t thread; /* who is knocked at */
    atomic_bool enough;
};

/* Knock a hundred times a second, for ten seconds at most. */
static void *knock(void *argument)
{
    struct knocker *knocker = argument;
    double end_s = now_s() + 10;
    while (!atomic_load(&knocker->enough) && now_s() < end_s) {
        pthread_kill(knocker->thread, SIGUSR1);
        pause_for(0.01);
    }
    return NULL;
}

static void test_knocks_do_not_prolong_silence(void)
{
    struct sigaction action = {.sa_handler = ignore};
    struct knocker knocker = {.thread = pthread_self()};
    struct stream stream;
    pthread_t thread;
    char byte;
    int peer = open_silent(&stream, 0.2);
    sigemptyset(&action.sa_mask);
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
    CHECK(pthread_create(&thread, NULL, knock, &knocker) == 0);
    double start_s = now_s();
    CHECK(stream_wait(&stream, &byte, 1, 0.2) == 0 && stream.late);
    double waited_s = now_s() - start_s;
    CHECK(waited_s >= 0.2 && waited_s < 5);
    atomic_store(&knocker.enough, true);
    CHECK(pthread_join(thread, NULL) == 0);
    stream_close(&stream, 0);
    CHECK(close(peer) == 0);
}

/* The limit of an earlier wait, when little time was left, would end each recv of the next one at once, again and again. */
static void test_each_wait_has_its_own_limit(void)
{
    struct stream stream;
    struct timeval armed;
    socklen_t size = sizeof armed;
    char byte;
    int peer = open_silent(&stream, 60);
    CHECK(stream_receive(&stream, &byte, 1, now_s() + 0.001) == -1 && errno == EAGAIN);
    CHECK(send(peer, "x", 1, 0) == 1);
    CHECK(stream_receive(&stream, &byte, 1, now_s() + 30) == 1 && byte == 'x');
    CHECK(getsockopt(stream.sock, SOL_SOCKET, SO_RCVTIMEO, &armed, &size) == 0);
    CHECK(armed.tv_sec >= 20 && armed.tv_sec <= 30);
    stream_close(&stream, 0);
    CHECK(close(peer) == 0);
}

static void test_who_is_to_end_waits_for_nobody(void)
{
    struct stream stream;
    char byte;
    int peer = open_silent(&stream, 60);
    atomic_store(&ending, true);
    CHECK(stream_wait(&stream, &byte, 1, 60) == 0 && !stream.late);
    CHECK(send(peer, "x", 1, 0) == 1); /* but what has come is taken */
    CHECK(stream_wait(&stream, &byte, 1, 60) == 1 && byte == 'x');
    atomic_store(&ending, false);
    stream_close(&stream, 0);
    CHECK(close(peer) == 0);
}

int main(void)
{
    static const struct test tests[] = {
        {"knocks do not prolong the silence", test_knocks_do_not_prolong_silence},
        {"each wait has its own limit", test_each_wait_has_its_own_limit},
        {"who is to end waits for nobody", test_who_is_to_end_waits_for_nobody},
    };
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
