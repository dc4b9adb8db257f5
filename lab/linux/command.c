#include "command.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../common/message.h"
#include "namespace.h"

enum { CANNOT_RUN = 126, NOT_FOUND = 127 }; /* as a shell says */

int command_become(int network, const char *hosts, bool bound, char *const argv[])
{
    if (enter_network(network) == -1) {
        warn("cannot enter the network: %s", strerror(errno));
        return CANNOT_RUN;
    }
    if (hosts != NULL && show_hosts(hosts) == -1)
        warn("the names a and b are not known here: %s", strerror(errno));
    if (keep_rights_for_programs() == -1)
        warn("tcpdump, ping and ip may lack the rights they need here: %s", strerror(errno));
    if (bound)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp(argv[0], argv);
    int error = errno;
    warn("cannot run '%s': %s", argv[0], strerror(error));
    return error == ENOENT ? NOT_FOUND : CANNOT_RUN;
}

pid_t command_start(int network, const char *text)
{
    char *copy = strdup(text);
    if (copy == NULL)
        return -1;
    /* Or the child would have it to write, too. Not fflush(NULL): a capture that cannot be written shall say so itself. */
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGTERM, SIG_DFL); /* else, till exec, it would only be noted */
        signal(SIGINT, SIG_DFL);
        signal(SIGPIPE, SIG_DFL); /* what is ignored stays so after exec */
        char shell[] = "sh", option[] = "-c";
        char *argv[] = {shell, option, copy, NULL};
        _exit(command_become(network, NULL, true, argv));
    }
    int error = errno;
    free(copy);
    errno = error;
    return pid;
}

int command_status(int wait_status)
{
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

void command_adopt(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1UL);
}

int command_signal_all(int signal)
{
    char path[64], word[24];
    int children = 0;
    snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    while (fscanf(file, "%23s", word) == 1) {
        kill((pid_t)strtol(word, NULL, 10), signal);
        children++;
    }
    fclose(file);
    return children;
}
