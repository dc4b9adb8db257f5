/* lab/choppy: runs a program over a line that cuts everything to pieces.
 *
 *     lab/choppy tcp/echo_client -m 'Hello, World!' -v
 *     lab/choppy --recv 1 --send 1 --eintr PROGRAM [ARG ...]
 *
 * TCP promises a stream of bytes, not that recv returns as much as was sent. On one machine it nearly
 * always does, so a program that forgets the loop seems to work. Under choppy, recv returns one byte and
 * send takes three, always.
 *
 * How: this program only sets an environment variable that makes the dynamic linker load
 * lab/choppy_preload.c into PROGRAM before libc: its recv and send come first. So PROGRAM must be
 * dynamically linked, and not setuid. Its page is docs/lab/choppy.md. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../common/beside.h"
#include "../common/message.h"
#include "../common/options.h"

/* Where the library lies, seen from the folder of this program; the Makefile knows. */
#ifndef CHOPPY_LIBRARY
#define CHOPPY_LIBRARY "../build/lab/choppy.so"
#endif

#ifdef __APPLE__
static const char PRELOAD[] = "DYLD_INSERT_LIBRARIES";
#else
static const char PRELOAD[] = "LD_PRELOAD";
#endif

/* As a shell does when it cannot run a command. */
enum { CANNOT_RUN = 126, NOT_FOUND = 127 };

enum { LIBRARY_SIZE = PATH_MAX + PATH_MAX + sizeof CHOPPY_LIBRARY };

static void set(const char *name, const char *value)
{
    if (setenv(name, value, 1) == -1)
        die("cannot set %s: %s", name, strerror(errno));
}

static void set_number(const char *name, long number)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%ld", number);
    set(name, digits);
}

/* Put LIBRARY before what the person preloads anyway. */
static void preload(const char *library)
{
    const char *others = getenv(PRELOAD);
    char all[LIBRARY_SIZE + PATH_MAX];
    if (strpbrk(library, " :") != NULL) /* they separate one library from the next */
        die("cannot preload '%s': %s takes no path with a space or a colon", library, PRELOAD);
    int length = snprintf(all, sizeof all, "%s%s%s", library, others != NULL ? ":" : "",
                          others != NULL ? others : "");
    if (length < 0 || (size_t)length >= sizeof all)
        die("%s is too long", PRELOAD);
    set(PRELOAD, all);
}

int main(int argc, char *argv[])
{
    long recv_limit = 1, send_limit = 3;
    bool eintr = false;
    const struct option own[] = {
        {0, "recv", "BYTES", "what recv and read return at most", .number = &recv_limit, .min = 1,
         .max = INT_MAX},
        {0, "send", "BYTES", "what send and write take at most", .number = &send_limit, .min = 1,
         .max = INT_MAX},
        {0, "eintr", NULL, "interrupt each call once, before it works", .flag = &eintr},
        {0},
    };
    int command = read_options_before_command(
        "Run a program whose sockets receive and send in small pieces.", "PROGRAM [ARG]...",
        "what to run, and its options", own, argc, argv);
    if (command == argc)
        wrong_usage("no program to run");

    char library[LIBRARY_SIZE];
    if (path_beside(argv[0], CHOPPY_LIBRARY, library, sizeof library) == -1)
        die("cannot tell where %s lies: %s", argv[0], strerror(errno));
    if (access(library, R_OK) == -1)
        die("cannot find %s: %s; run make first", library, strerror(errno));
    /* --- environment: it outlives exec, so the library reads the limits there --- */
    preload(library);
    set_number("CHOPPY_RECV", recv_limit);
    set_number("CHOPPY_SEND", send_limit);
    set("CHOPPY_EINTR", eintr ? "1" : "0");
    /* --- exec: this process becomes PROGRAM; it goes on here only if that failed --- */
    execvp(argv[command], argv + command);
    int error = errno;
    warn("cannot run '%s': %s", argv[command], strerror(error));
    return error == ENOENT ? NOT_FOUND : CANNOT_RUN;
}
