/* Where a file lies: the path of a request's target, decoded. */
#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>

#include "span.h"

enum { PLACE_LIMIT = 1024 }; /* bytes of a decoded path, with the NUL: PATH_MAX where it is least */

/* A path below a folder: "a/b.html", without the slashes around it; "" is the folder itself. */
struct place {
    size_t length;
    bool slash; /* one stood at the end */
    char path[PLACE_LIMIT];
};

/* Decode PATH, "/a/b%2Ehtml", once (RFC 3986, section 2.4). False: no file of ours has such a path: a part of it is empty, or
 * begins with a dot, or has a slash or a NUL that was written as %2F or %00. */
bool place_decode(struct place *place, struct span path);

#endif
