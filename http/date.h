/* Reading the dates of fields (RFC 9110, section 5.6.7). They are written by http_date (response.h). */
#ifndef DATE_H
#define DATE_H

#include <stdbool.h>
#include <time.h>

#include "span.h"

/* Read a date in any of the three forms:
 *
 *     Sun, 06 Nov 1994 08:49:37 GMT
 *     Sunday, 06-Nov-94 08:49:37 GMT
 *     Sun Nov  6 08:49:37 1994
 *
 * NOW decides the century of the second one: it is past, or at most 50 years away. False: this is no date. */
bool date_parse(struct span text, time_t now, time_t *when);

#endif
