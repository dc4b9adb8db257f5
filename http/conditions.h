/* Conditional requests and ranges: is the file wanted, all of it or a part (RFC 9110, sections 13 and 14)? */
#ifndef CONDITIONS_H
#define CONDITIONS_H

#include "folder.h"
#include "request.h"

/* What is to be answered. */
struct verdict {
    int status;  /* 200, 206, 304, 412 or 416 */
    off_t first; /* of 206: the first and */
    off_t last;  /* the last byte of the part */
};

/* Judge a GET or HEAD request for a file with these FACTS. NOW is for dates with two digits of the year. What is
 * malformed counts as if it were not there, but for an If-Match, which then matches nothing. */
struct verdict conditions_judge(const struct request *request, const struct file_facts *facts,
                                time_t now);

#endif
