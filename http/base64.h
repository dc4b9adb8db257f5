/* Base64 (RFC 4648, section 4): four characters for three bytes. It hides nothing. */
#ifndef BASE64_H
#define BASE64_H

#include <stdbool.h>

#include "span.h"
#include "text.h"

/* Add the bytes that ENCODED stands for. False when it is not well formed, and then some may have been added: it must
 * have its "=" (section 3.2), no other character (3.3), and no bits left over that are not zero (3.5), so that there
 * is one way only to write something. */
bool base64_decode(struct text *into, struct span encoded);

#endif
