#include "stop.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t stopping, insisted, ticking;

/* A signal that comes between a look at the flag and the recv after it interrupts nothing, and that
 * recv would wait for ever. So knock again each second until the program has ended. */
static void on_signal(int signal_number)
{
    if (signal_number != SIGALRM && stopping)
        insisted = 1;
    if (signal_number != SIGALRM)
        stopping = 1;
    if (stopping || ticking)
        alarm(1);
}

void stop_on_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal}; /* no SA_RESTART: EINTR shall come */
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
}

void tick_each_second(bool on)
{
    ticking = on;
    alarm(on || stopping ? 1 : 0);
}

bool stop_requested(void)
{
    return stopping != 0;
}

bool stop_insisted(void)
{
    return insisted != 0;
}
