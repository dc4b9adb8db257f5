/* lab/link on systems other than Linux, which have nothing like the networks that it is made of: says so. */
#include <stdbool.h>
#include <string.h>

#include "../common/message.h"
#include "../common/options.h"

enum { EXIT_CANNOT_RUN = 77 };

int main(int argc, char *argv[])
{
    const struct option none[] = {{0}};
    bool asked = argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
                               strcmp(argv[1], "--version") == 0);
    if (!asked)
        argc = 1; /* whatever they are: it cannot be done here */
    read_own_options("Two hosts, and a bad line between them: only on Linux.", NULL, NULL, none,
                     argc, argv);
    warn("this system has no networks that a program could make for itself; Linux has");
    hint("For UDP, lab/relay is a bad line anywhere:  lab/relay --listen 9000 --to PORT");
    return EXIT_CANNOT_RUN;
}
