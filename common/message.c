#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "printable.h"

enum { WRONG_USAGE = 2 };

static const char *program_name = "?"; /* set once, before anything is said */
static bool output_failed;

void message_start(const char *program)
{
    program_name = program;
    /* The wrong way round on purpose: to read a closed stdin, to write a closed stdout, still fails. */
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) == -1)
            exit(EXIT_FAILURE);
    setvbuf(stdout, NULL, _IOFBF, BUFSIZ); /* finish_line writes */
    setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
}

/* After each write to stdout: has one failed? */
static int check_output(void)
{
    if (!output_failed && ferror(stdout)) {
        output_failed = true;
        warn("cannot write to standard output: %s", strerror(errno));
    }
    return output_failed ? -1 : 0;
}

/* What was said ended in LAST: if that ends a line, write it. */
static int finish_line(const char *last)
{
    size_t length = strlen(last);
    if (length > 0 && last[length - 1] == '\n')
        fflush(stdout);
    return check_output();
}

int say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    return finish_line(format);
}

int say_bytes(const char *before, const char *bytes, size_t length, const char *after)
{
    fputs(before, stdout);
    print_safely(stdout, bytes, length);
    fputs(after, stdout);
    return finish_line(after);
}

int say_lines(const char *before, const char *bytes, size_t length, const char *after)
{
    fputs(before, stdout);
    while (length > 0) {
        const char *end = memchr(bytes, '\n', length);
        size_t whole = end != NULL ? (size_t)(end - bytes) : length;
        size_t shown = whole > 0 && bytes[whole - 1] == '\r' ? whole - 1 : whole;
        if (shown > 0) {
            print_safely(stdout, bytes, shown);
            putc('\n', stdout);
        }
        whole += end != NULL;
        bytes += whole;
        length -= whole;
    }
    fputs(after, stdout);
    return finish_line(after);
}

int output_finish(void)
{
    fflush(stdout);
    return check_output() == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void complain(const char *before, const char *after, const char *format, va_list arguments)
{
    int saved = errno;
    flockfile(stderr); /* one line, whatever other threads have to say */
    fprintf(stderr, "%s%s", before, after);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    funlockfile(stderr);
    errno = saved;
}

void warn(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(program_name, ": ", format, arguments);
    va_end(arguments);
}

void hint(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain("  ", "", format, arguments);
    va_end(arguments);
}

void die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(program_name, ": ", format, arguments);
    va_end(arguments);
    exit(EXIT_FAILURE);
}

void wrong_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    complain(program_name, ": ", format, arguments);
    va_end(arguments);
    exit(WRONG_USAGE);
}

void explain_bind(const char *here, int port, char ss)
{
    warn("cannot bind to %s: %s", here, strerror(errno));
    if (errno == EADDRINUSE)
        hint("Another program has this port: find it with  ss -%clnp 'sport = :%d'  "
             "or take any with  -p 0",
             ss, port);
    else if (errno == EACCES)
        hint("Ports below 1024 belong to root; choose a higher one with -p.");
    else if (errno == EADDRNOTAVAIL)
        hint("No interface of this machine has that address; 127.0.0.1 is always there.");
}

void explain_connect(const char *there, const char *server)
{
    warn("cannot connect to %s: %s", there, strerror(errno));
    if (server == NULL)
        hint("The host has another address; trying that.");
    else if (errno == ECONNREFUSED)
        hint("Nothing listens there. Start the server first:  %s", server);
    else if (errno == ETIMEDOUT)
        hint("Nobody answered: is the host up, and does a firewall let you through?");
    else if (errno == ENETUNREACH || errno == EHOSTUNREACH)
        hint("This machine knows no way to that address.");
}
