/* The person at the keyboard: a prompt, and the lines that are typed behind it.
 *
 * The program waits, by poll, for the keyboard and for its peer at once, and so knows when to read.
 * What it says while somebody may be typing goes to a line of its own. */
#ifndef KEYBOARD_H
#define KEYBOARD_H

#include <stdbool.h>

#include "line_reader.h"

/* One for standard input; all zeros at first. */
struct keyboard {
    struct line_reader typed;
    bool prompted; /* the prompt stands at the end of what was said */
    bool unseen;   /* what is typed does not show behind it */
    bool failed;   /* it could not be read, which has been said */
};

/* Say "You (NAME): ", and see whether what is typed will show there. */
void keyboard_prompt(struct keyboard *keyboard, const char *name);

/* Before something else is said: end the line of the prompt, if it stands. errno is left as it was. */
void keyboard_end_prompt(struct keyboard *keyboard);

/* Read once from standard input; waits unless poll has said that it would not. If that fails, it is said,
 * and the input has ended. */
void keyboard_read(struct keyboard *keyboard);

/* Take the next line that was typed, as line_reader_take does. A whole one ends the prompt's line; it is shown
 * there unless the terminal has done so. */
enum line_result keyboard_take(struct keyboard *keyboard, struct line *line);

#endif
