/* What lies in a folder, as a page. */
#ifndef LISTING_H
#define LISTING_H

#include "exchange.h"

/* The path leads to a folder below site->root and ends with "/". Folders come first; what the server would not send
 * (hidden files, symbolic links, FIFOs, devices) is not there. */
void list_folder(struct exchange *exchange);

#endif
