/* What lab/link can do once its command line is read. Each returns the exit status. */
#ifndef MODES_H
#define MODES_H

#include "line.h"
#include "meeting.h"
#include "wishes.h"

/* run.c: run a command on each host, b's first; let what is on the way arrive; end b's when a's has ended. The status is that of the
 * command that failed, a's first. */
int run_commands(struct line *line, const struct wishes *wishes);

/* stay.c: stay until Ctrl-C, for those who join from other terminals. PROGRAM: as they shall type it. */
int stay(struct line *line, const struct wishes *wishes, const char *program);

/* join.c: on the other side of stay. Run ARGV, or a shell if it is empty, on HOST of the link that runs as NAME (NULL: the only one). */
int join(const char *name, enum host host, char *argv[]);

/* join.c: change the line that runs: WHAT and VALUE as their option says, without "--". */
int set(const char *name, const char *what, const char *value);

/* doctor.c: try each step, and say what works, what does not, and what helps. */
int doctor(void);

#endif
