/* A page of our own: the frame that all have, in it one of the files in http/pages, in it the values.
 *
 * The files are read for each request anew: edit one, reload, and you see it. */
#ifndef PAGE_H
#define PAGE_H

#include "exchange.h"
#include "template.h"

/* Answer with the page in the file NAME, with COUNT values in it (template.h), at most 15. The status stays as the handler has
 * set it, the other fields too. When the page can't be made, the answer is an error. */
void page_answer(struct exchange *exchange, const char *name, const char *title,
                 const struct value *values, size_t count);

/* Add the content of the file NAME (a constant of ours) in http/pages. False when the answer is an error already. */
bool page_read(struct exchange *exchange, const char *name, struct text *into);

/* Is the body a form as form.h reads it? If not, the answer is 415 already. */
bool page_takes_form(struct exchange *exchange);

#endif
