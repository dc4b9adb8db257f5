/* How wide text is, without knowing its font: in cells, of which a character takes one, or two if it may be a wide one.
 * What svg_text shows as \xNN takes four. */
#ifndef CELLS_H
#define CELLS_H

#include <stddef.h>

/* How many bytes at TEXT, of LENGTH, are a character that can be shown and that XML can hold; or 0. */
size_t character_length(const char *text, size_t length);

/* How many cells TEXT takes. */
size_t cells(const char *text);

/* A text of so many cells, with the ellipsis and the zero, is never longer. */
#define CELLS_SIZE(most) (2 * (most) + 4)

/* Copy FROM to TO, which has CELLS_SIZE(MOST) bytes: as much as MOST cells can hold, and an ellipsis if that is not all. */
void cut_to_cells(char *to, size_t most, const char *from);

#endif
