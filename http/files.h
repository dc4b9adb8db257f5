/* The handler of all paths that are no page of our own: files below --root. */
#ifndef FILES_H
#define FILES_H

#include "exchange.h"

/* For GET and HEAD. A folder is answered with its index.html, else, with --list, with what lies in it (listing.h). */
void serve_file(struct exchange *exchange);

#endif
