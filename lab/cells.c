#include "cells.h"

#include <stdbool.h>
#include <string.h>

#include "../common/printable.h"

/* U+FFFE and U+FFFF are characters to UTF-8, but none to XML (1.0, section 2.2). */
size_t character_length(const char *text, size_t length)
{
    size_t size = printable_length(text, length);
    bool excluded =
        size == 3 && (memcmp(text, "\xef\xbf\xbe", 3) == 0 || memcmp(text, "\xef\xbf\xbf", 3) == 0);
    return excluded ? 0 : size;
}

/* The cells of the first character of TEXT; *SIZE becomes its bytes. */
static size_t first_cells(const char *text, size_t *size)
{
    *size = character_length(text, strlen(text));
    if (*size > 0)
        return *size == 1 ? 1 : 2;
    *size = 1;
    return strlen("\\xNN");
}

size_t cells(const char *text)
{
    size_t sum = 0;
    for (size_t size; *text != '\0'; text += size)
        sum += first_cells(text, &size);
    return sum;
}

void cut_to_cells(char *to, size_t most, const char *from)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    bool all = cells(from) <= most;
    size_t room = all ? most : most - 1, length = 0, size, wide;
    while (from[length] != '\0' && (wide = first_cells(from + length, &size)) <= room) {
        length += size;
        room -= wide;
    }
    memcpy(to, from, length);
    memcpy(to + length, all ? "" : ellipsis, all ? 1 : sizeof ellipsis);
}
