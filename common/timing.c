#include "timing.h"

#include <stdlib.h>
#include <time.h>

#include "message.h"

double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void pause_for(double seconds)
{
    struct timespec time = {.tv_sec = (time_t)seconds};
    time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
    nanosleep(&time, NULL);
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void say_round_trips(double *ms, size_t count)
{
    if (count == 0)
        return;
    qsort(ms, count, sizeof *ms, compare);
    say("Round trips min/median/p99/max: %.3f/%.3f/%.3f/%.3f ms.\n", ms[0],
        (ms[(count - 1) / 2] + ms[count / 2]) / 2, ms[(count * 99 + 99) / 100 - 1], ms[count - 1]);
}
