#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../common/message.h"
#include "../values.h"
#include "command.h"
#include "modes.h"
#include "namespace.h"

/* The prompt shall say where you are: Debian's and Ubuntu's bash puts debian_chroot before it, a plain sh takes PS1. */
static void set_prompt(enum host host)
{
    char prompt[8];
    snprintf(prompt, sizeof prompt, "%s$ ", host_names[host]);
    if (setenv("debian_chroot", host_names[host], 1) == -1 || setenv("PS1", prompt, 1) == -1)
        warn("cannot set the prompt: %s", strerror(errno));
}

int join(const char *name, enum host host, char *argv[])
{
    char request[16], hosts[MEETING_TEXT], usual[] = "/bin/sh";
    int descriptors[2];
    char *shell = getenv("SHELL");
    char *shell_argv[] = {usual, NULL};
    snprintf(request, sizeof request, "join %s", host_names[host]);
    if (meeting_ask(name, request, hosts, descriptors, 2) != 2)
        die("the link does not let us in");
    if (enter_users(descriptors[0]) == -1) {
        warn("cannot enter the link: %s", strerror(errno));
        if (errno == EINVAL || errno == EPERM)
            hint("From inside a host no other can be entered; do it in a terminal of its own.");
        return EXIT_FAILURE;
    }
    if (argv[0] == NULL) {
        set_prompt(host);
        if (shell != NULL && shell[0] != '\0')
            shell_argv[0] = shell;
        argv = shell_argv;
    }
    return command_become(descriptors[1], hosts, false, argv);
}

/* Read VALUE as the option --WHAT does, INTO double[HOSTS]. */
static void read_value(const char *what, const char *value, double numbers[HOSTS])
{
    static const struct {
        const char *what;
        void (*read)(const char *noun, const char *text, void *into);
    } readers[] = {
        {"loss", read_host_percent}, {"dup", read_host_percent}, {"reorder", read_host_percent},
        {"delay", read_host_time},   {"jitter", read_host_time}, {"rate", read_host_rate},
    };
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        if (strcmp(readers[i].what, what) == 0) {
            readers[i].read(what, value, numbers);
            return;
        }
    wrong_usage("'%s' cannot be set; loss, dup, reorder, delay, jitter and rate can", what);
}

int set(const char *name, const char *what, const char *value)
{
    char request[MEETING_TEXT], answer[MEETING_TEXT];
    double numbers[HOSTS] = {-1, -1}; /* stays as it is */
    read_value(what, value, numbers);
    snprintf(request, sizeof request, "set %s %.9g %.9g %.60s", what, numbers[HOST_A],
             numbers[HOST_B], value);
    meeting_ask(name, request, answer, NULL, 0);
    if (strcmp(answer, "ok") != 0)
        die("the link does not know how to set that");
    say("From now on: --%s %s\n", what, value);
    return output_finish();
}
