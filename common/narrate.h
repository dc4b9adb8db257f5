/* -v: each socket call and each message, told on stderr as it happens:
 *
 *     * socket(AF_INET, SOCK_STREAM) = 3
 *     > 6 bytes  Hello!
 *     < 6 bytes  Hello!
 */
#ifndef NARRATE_H
#define NARRATE_H

#include <stddef.h>

#include "message.h"

/* From now on, narrate: -v sets it. Before, the functions below do nothing. */
void narrate_start(void);

/* "* text", formatted as printf does. errno is left as it was. */
void narrate(const char *format, ...) LIKE_PRINTF;

/* DIRECTION, '>' sent or '<' received, how many bytes, and the first of them. Returns LENGTH, so that it
 * can be told where the bytes are counted. errno is left as it was. */
size_t narrate_bytes(char direction, const char *bytes, size_t length);

/* "AF_INET", "AF_INET6"; other families as "AF_?". */
const char *family_name(int family);

#endif
