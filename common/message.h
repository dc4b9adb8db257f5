/* What a program says: the dialogue on stdout, what went wrong on stderr.
 *
 * An error names its cause in words and, in a second line, the next step:
 *
 *     tcp/echo_client: cannot connect to 127.0.0.1:65432: Connection refused
 *       Nothing listens there. Start the server first:  tcp/echo_server
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stddef.h>

/* Lets the compiler check a function's arguments as it checks printf's. */
#ifdef __GNUC__
#define LIKE_PRINTF __attribute__((format(printf, 1, 2)))
#else
#define LIKE_PRINTF
#endif

/* Once, first of all (the option parser does it): PROGRAM, argv[0] as it was typed, opens every
 * message. Also sees to it that descriptors 0, 1 and 2 are taken: or else the first socket might
 * become "stdout". */
void message_start(const char *program);

/* Print to stdout, as printf does, from one thread; what ends in a newline appears at once, in a pipe or a file too.
 * 0; or -1 when it could not be written, now or before: of the first time stderr tells. Servers may go on:
 * output_finish remembers. */
int say(const char *format, ...) LIKE_PRINTF;

/* Print to stdout LENGTH bytes that came from a peer, safely (printable.h), between two texts of our
 * own. Returns as say does. */
int say_bytes(const char *before, const char *bytes, size_t length, const char *after);

/* The same with the lines of a peer, which end in LF or CR LF, each on a line of its own; empty ones are left out. They
 * appear together, in one write. */
int say_lines(const char *before, const char *bytes, size_t length, const char *after);

/* At the end of main: EXIT_SUCCESS when all that was said has been written, else EXIT_FAILURE. */
int output_finish(void);

/* "PROGRAM: text" on stderr, and the program goes on. errno is left as it was. */
void warn(const char *format, ...) LIKE_PRINTF;

/* "  text" on stderr, after warn: what to do next. errno is left as it was. */
void hint(const char *format, ...) LIKE_PRINTF;

/* warn, then exit with EXIT_FAILURE: for clients, and for servers that do not serve yet. */
_Noreturn void die(const char *format, ...) LIKE_PRINTF;

/* The same with status 2: the command line was wrong. */
_Noreturn void wrong_usage(const char *format, ...) LIKE_PRINTF;

/* Say that bind (or listen) failed on the address HERE with this PORT, errno telling why, and what
 * helps. SS is the letter with which ss lists such sockets: 't' for TCP, 'u' for UDP. */
void explain_bind(const char *here, int port, char ss);

/* Say that connect failed to the address THERE, errno telling why, and what helps: SERVER is the
 * command that starts what should listen there; NULL when the client goes on to the host's next address. */
void explain_connect(const char *there, const char *server);

#endif
