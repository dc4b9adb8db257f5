/* The handler of all paths that are no page of our own: files below --root. */
#ifndef FILES_H
#define FILES_H

#include "exchange.h"

/* For GET and HEAD. A folder is answered with its index.html, else, with --list, with what lies in it (listing.h). */
void serve_file(struct exchange *exchange);

/* Answer / with what --root has there: its index.html, else, with --list, what lies in it. False without either, or
 * without --root: then nothing has been answered. */
bool serve_front_page(struct exchange *exchange);

#endif
