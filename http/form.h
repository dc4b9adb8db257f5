/* What a form sends: application/x-www-form-urlencoded, "name=value&name=value", as a query or as a body.
 *
 * https://url.spec.whatwg.org/#urlencoded-parsing says how it is read: nothing in it is an error. "+" is a space,
 * %XX a byte, and a "%" without two hexadecimal digits just a "%". */
#ifndef FORM_H
#define FORM_H

#include <stdbool.h>

#include "span.h"
#include "text.h"

/* Cut the next pair off REST; both are still encoded. False when there is none left. */
bool form_next(struct span *rest, struct span *name, struct span *value);

/* Add what ENCODED stands for. It may contain any byte, a NUL too. */
void form_decode(struct text *into, struct span encoded);

/* Does ENCODED stand for this text? */
bool form_is(struct span encoded, const char *text);

/* The first value with that name, still encoded; {NULL, 0} and false when there is none. */
bool form_find(struct span form, const char *name, struct span *value);

/* Read the number with that name into *NUMBER, which stays as it was if the name isn't there. False when it
 * is, but its value is not a number from MINIMUM to MAXIMUM. */
bool form_number(struct span form, const char *name, long minimum, long maximum, long *number);

/* Digits and nothing else, from MINIMUM (at least 0) to MAXIMUM? */
bool read_number(struct span text, long minimum, long maximum, long *number);

#endif
