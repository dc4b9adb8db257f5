/* The handler of all paths that are no page of our own: files below --root. */
#ifndef FILES_H
#define FILES_H

#include "exchange.h"

/* For GET and HEAD. A folder is answered with its index.html, else, with --list, with what lies in it (listing.h). */
void serve_file(struct exchange *exchange);

/* Answer / with the index.html of --root. False if there is none, or no --root: then nothing has been answered. */
bool serve_front_page(struct exchange *exchange);

#endif
