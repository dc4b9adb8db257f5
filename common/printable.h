/* Printing bytes that a peer sent.
 *
 * A peer chooses its bytes, and a terminal obeys some of them: ESC ] 0 ; x BEL renames the window.
 * So text is shown as text and whatever could be a command is shown as its number. */
#ifndef PRINTABLE_H
#define PRINTABLE_H

#include <stddef.h>
#include <stdio.h>

/* Write LENGTH bytes to OUT: valid UTF-8 (RFC 3629) as it is, each byte of a control character
 * (U+0000 to U+001F, U+007F to U+009F) and each invalid byte as \xNN. ferror(OUT) tells of errors. */
void print_safely(FILE *out, const char *bytes, size_t length);

/* How many of the LENGTH bytes, 1 to 4, make up a first character that can be shown as it is; 0 when it is not so. */
size_t printable_length(const char *bytes, size_t length);

#endif
