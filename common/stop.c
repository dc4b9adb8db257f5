#include "stop.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t stopping;

/* A signal that comes between a look at the flag and the recv after it interrupts nothing, and that
 * recv would wait for ever. So knock again each second until the program has ended. */
static void request_stop(int signal_number)
{
    (void)signal_number;
    stopping = 1;
    alarm(1);
}

void stop_on_signals(void)
{
    struct sigaction action = {.sa_handler = request_stop}; /* no SA_RESTART: EINTR shall come */
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
}

bool stop_requested(void)
{
    return stopping != 0;
}
