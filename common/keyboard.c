#include "keyboard.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "message.h"

void keyboard_prompt(struct keyboard *keyboard, const char *name)
{
    say("You (%s): ", name);
    fflush(stdout); /* it ends without a newline; if this fails, the next say tells */
    keyboard->prompted = true;
    /* --- poll without waiting: a terminal shows what is typed; but neither a pipe, nor what was
     * typed before its turn --- */
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    keyboard->unseen = !isatty(STDIN_FILENO) || poll(&input, 1, 0) == 1;
}

void keyboard_end_prompt(struct keyboard *keyboard)
{
    int saved = errno;
    if (keyboard->prompted)
        say("\n");
    keyboard->prompted = false;
    errno = saved;
}

void keyboard_read(struct keyboard *keyboard)
{
    char *space;
    size_t room = line_reader_room(&keyboard->typed, &space);
    ssize_t length = read(STDIN_FILENO, space, room);
    if (length == -1 && errno == EINTR)
        return;
    if (length == -1) {
        keyboard->failed = true;
        warn("cannot read standard input: %s", strerror(errno));
    }
    line_reader_add(&keyboard->typed, length == -1 ? 0 : (size_t)length);
}

enum line_result keyboard_take(struct keyboard *keyboard, struct line *line)
{
    enum line_result result = line_reader_take(&keyboard->typed, line);
    if (result != LINE_WHOLE)
        return result;
    if (keyboard->unseen)
        say_bytes("", line->text, line->length, "\n");
    keyboard->prompted = false;
    return result;
}
