/* What the two peers of the tests have in common: reading their command line, waiting for the test. */
#ifndef ACTIONS_H
#define ACTIONS_H

#include <stddef.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Turn the escapes of TEXT into bytes, in place. Returns how many. */
static size_t unescape(char *text)
{
    char *out = text;
    for (char *in = text; *in != '\0'; in++) {
        if (*in != '\\') {
            *out++ = *in;
            continue;
        }
        in++;
        if (*in == 'x') {
            char digits[3] = {in[1], in[2], '\0'};
            *out++ = (char)strtoul(digits, NULL, 16);
            in += 2;
        } else {
            *out++ = (char)(*in == 'n' ? '\n' : *in == 'r' ? '\r' : *in == '0' ? '\0' : *in);
        }
    }
    return (size_t)(out - text);
}

/* Wait until FILE exists. */
static void await(const char *file)
{
    struct timespec moment = {.tv_nsec = 5000000};
    while (access(file, F_OK) == -1)
        nanosleep(&moment, NULL);
}

#endif
