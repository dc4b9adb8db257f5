/* The command line: one table of options a program, the same reading and the same --help for all.
 *
 * -p 80, -p80, --port 80, --port=80; letters may be joined (-4v); options may follow HOST; "--" ends
 * them. Wrong usage is said on stderr and ends the program with status 2; --help and --version are
 * answered on stdout and end it with 0. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

#define TWO_TERMINALS_VERSION "0.1.0"

/* One row of a table. Exactly one of flag, text, number, seconds and into says where the value goes; what
 * is there before is the default, which --help shows (of a number, unless it is 0). A row of zeros ends the table. */
struct option {
    char letter;       /* 'p' for -p; 0: none */
    const char *name;  /* "port" for --port; NULL: none */
    const char *value; /* what --help calls the value, "PORT"; NULL for a flag */
    const char *help;  /* one line */

    bool *flag;
    const char **text;
    long *number;
    long min, max;   /* of the number, both included */
    double *seconds; /* a TIME, 0 to 86400: 2, 0.5, 2s, 20ms; a bare number is seconds */
    void *into; /* another kind of value: READ gets what was typed, and NOUN to say what is wrong */
    void (*read)(const char *noun, const char *text, void *into);
};

/* What every program at one end of a conversation is told; the program fills in its defaults. */
struct settings {
    const char *host; /* never NULL once read: 127.0.0.1, or ::1 with -6, unless HOST says more */
    long port;
    int family;               /* AF_UNSPEC; with -4 AF_INET, with -6 AF_INET6 */
    double timeout_s;         /* 0: none */
    const char *timeout_help; /* what --help says of -t; NULL: what is usual in that role */
};

enum role { SERVER, CLIENT };

/* Read the command line of a server or a client: the options that all have (-4 -6 -p -t -v), the
 * program's OWN table (or NULL), and at most one operand, HOST. ABOUT is --help's first sentence.
 * Starts messages and, with -v, narration. */
void read_options(struct settings *settings, enum role role, const char *about,
                  const struct option *own, int argc, char *argv[]);

/* Read a command line that has only the program's OWN options and, unless its name OPERAND is NULL, one operand.
 * Returns that, or NULL when it is not there. */
const char *read_own_options(const char *about, const char *operand, const char *operand_help,
                             const struct option *own, int argc, char *argv[]);

/* Read a command line whose first OPERAND begins another one, that of a program or of a request. Returns the index
 * in argv of that operand; argc when there is none. */
int read_options_before_command(const char *about, const char *operand, const char *operand_help,
                                const struct option *own, int argc, char *argv[]);

/* Read a TIME, from 0 to 86400 seconds: "2", "0.5", "2s", "20ms". Another one is said, as NOUN, and ends the program. */
double read_time(const char *noun, const char *text);

#endif
