/* What the threaded server serves, and the state that its pages share. One for the whole server. */
#ifndef SITE_H
#define SITE_H

#include <stdbool.h>

struct counter;
struct crowd;
struct folder;
struct turnstile;

struct site {
    const char *pages; /* path of the folder http/pages, where our own pages and their style lie */
    struct folder *root; /* --root, below which files are served; NULL: there are none (folder.h) */
    bool list;           /* --list: show what lies in a folder without index.html */
    struct counter *counter;     /* /count (counter.h) */
    struct turnstile *turnstile; /* /slow?alone=1: one at a time (slow.h) */
    struct crowd *crowd;         /* who is connected (crowd.h) */
};

#endif
