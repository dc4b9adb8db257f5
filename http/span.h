/* Parts of bytes that came from a peer, and what the grammar of HTTP says of their characters. */
#ifndef SPAN_H
#define SPAN_H

#include <stdbool.h>
#include <stddef.h>

/* Some bytes of a buffer of somebody else's, not ended by a NUL. */
struct span {
    const char *at;
    size_t length;
};

/* Is it this text, exactly; or in any case of letters (ASCII)? */
bool span_is(struct span span, const char *text);
bool span_is_nocase(struct span span, const char *text);

/* Does it contain this byte? */
bool span_has(struct span span, char c);

/* Without the spaces and tabs around it (RFC 9110, section 5.6.3). */
struct span span_trimmed(struct span span);

/* Cut SPAN at the first C. Returns what stands before it, and leaves what stands behind it; all, and nothing,
 * when there is none. */
struct span span_cut(struct span *span, char c);

/* Does a field's value, a list with commas, have this member, in any case of letters? (RFC 9110, 5.6.1) */
bool list_contains(struct span list, const char *member);

/* ASCII only, whatever the locale. */
bool is_digit(char c);
bool is_hex(char c);
bool is_alnum(char c);

/* 0 to 15, of a hexadecimal digit. */
int hex_value(char c);

/* A token (RFC 9110, section 5.6.2), such as a method or the name of a field: not empty. */
bool is_token(struct span span);

/* Is "%" at I followed by two hexadecimal digits (RFC 3986, section 2.1)? */
bool is_escape(struct span span, size_t i);

#endif
