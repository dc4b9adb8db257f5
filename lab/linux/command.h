/* Running the student's commands on a host. */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

/* Become a program on a host: NETWORK is its, HOSTS a file that gives the hosts their names (or NULL), BOUND: it ends when this
 * program does, however. The process must be in the right user namespace. ARGV as for execvp. Returns only when that fails: the exit
 * status, and it has been said why. */
int command_become(int network, const char *hosts, bool bound, char *const argv[]);

/* Start the shell command TEXT on a host, bound to this program; the hosts have their names already. Returns its process, or
 * -1 with errno. */
pid_t command_start(int network, const char *text);

/* The status that a shell gives for a WAIT_STATUS of waitpid: the exit status, or 128 and the signal. */
int command_status(int wait_status);

/* From now on, those whom our children have left behind are our children. */
void command_adopt(void);

/* Send SIGNAL to all our children. Returns how many there are. */
int command_signal_all(int signal);

#endif
