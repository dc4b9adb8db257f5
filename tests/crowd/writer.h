/* Writing the scripts of a mixed crowd (mixed.h), by dice. */
#ifndef WRITER_H
#define WRITER_H

#include "conversation.h"
#include "material.h"

/* Whoever writes scripts, one after the other; each new one takes the place of the one before. */
struct writer {
    const struct material *material;
    uint64_t dice; /* any number to begin with */
    struct script script;
    int answers;         /* the next piece is not sent before so many answers have come */
    size_t length, room; /* of the script's bytes, which are the writer's: writer_release */
};

void writer_release(struct writer *w);

/* A number from 0 up to, not including, BELOW. */
size_t roll(struct writer *w, size_t below);

/* Forget the last script, and begin with a moment on a connection that is still silent: a server meets many of
 * these, and a machine has only so many ports for those who come and go. */
void begin(struct writer *w);

/* Add to what is sent; formatted as printf does, less than 512 bytes. */
void add(struct writer *w, const char *bytes, size_t length);
void add_text(struct writer *w, const char *text);
void add_format(struct writer *w, const char *format, ...);

/* All that was added since the last piece is the next one, which is returned; if that is nothing, it is a wait. */
struct piece *end_piece(struct writer *w);

/* A wait of at most so long. */
void wait_some(struct writer *w, double longest_s);

/* What is added from here on is not sent before all that was asked so far is answered. */
void await_answers(struct writer *w);

/* This status is the next answer. Returns it, for what else is known of it. */
struct expected *expect(struct writer *w, int status);

#endif
