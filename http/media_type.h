/* What kind of content is a file? */
#ifndef MEDIA_TYPE_H
#define MEDIA_TYPE_H

/* The media type (RFC 9110, section 8.3.1) that goes with the end of PATH, "page.html", in any case of letters. Text
 * is taken for UTF-8. What is unknown is "application/octet-stream", which browsers save and do not show. */
const char *media_type(const char *path);

#endif
