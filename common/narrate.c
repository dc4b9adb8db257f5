#include "narrate.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>

#include "printable.h"

enum { GLIMPSE = 60 };

static bool narrating; /* set once, at the start */

void narrate_start(void)
{
    narrating = true;
}

void narrate(const char *format, ...)
{
    if (!narrating)
        return;
    int saved = errno;
    va_list arguments;
    va_start(arguments, format);
    flockfile(stderr);
    fputs("* ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    funlockfile(stderr);
    va_end(arguments);
    errno = saved;
}

size_t narrate_bytes(char direction, const char *bytes, size_t length)
{
    if (!narrating)
        return length;
    int saved = errno;
    flockfile(stderr);
    fprintf(stderr, "%c %zu byte%s  ", direction, length, length == 1 ? "" : "s");
    print_safely(stderr, bytes, length < GLIMPSE ? length : GLIMPSE);
    fputs(length > GLIMPSE ? "...\n" : "\n", stderr);
    funlockfile(stderr);
    errno = saved;
    return length;
}

const char *family_name(int family)
{
    return family == AF_INET ? "AF_INET" : family == AF_INET6 ? "AF_INET6" : "AF_?";
}
