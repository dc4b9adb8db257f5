#include "timing.h"

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

/* What would stand at index N if MS, so many values, were sorted (Hoare's selection). To sort them all
 * would take longer than to take the times did. */
static double nth(double *ms, long count, long n)
{
    long low = 0, high = count - 1;
    while (low < high) {
        double pivot = ms[low + (high - low) / 2];
        long left = low, right = high;
        while (left <= right) {
            while (ms[left] < pivot)
                left++;
            while (ms[right] > pivot)
                right--;
            if (left <= right) {
                double other = ms[left];
                ms[left++] = ms[right];
                ms[right--] = other;
            }
        }
        if (n <= right)
            high = right;
        else if (n >= left)
            low = left;
        else
            break;
    }
    return ms[n];
}

void say_round_trips(double *ms, long count)
{
    if (count == 0)
        return;
    double min = ms[0], max = ms[0];
    for (long i = 1; i < count; i++) {
        min = ms[i] < min ? ms[i] : min;
        max = ms[i] > max ? ms[i] : max;
    }
    double median = (nth(ms, count, (count - 1) / 2) + nth(ms, count, count / 2)) / 2;
    double p99 = nth(ms, count, (count * 99 + 99) / 100 - 1);
    say("Round trips min/median/p99/max: %.3f/%.3f/%.3f/%.3f ms.\n", min, median, p99, max);
}
