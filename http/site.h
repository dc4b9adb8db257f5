/* What the threaded server serves, and the state that its pages share. One for the whole server. */
#ifndef SITE_H
#define SITE_H

#include <limits.h>
#include <stdbool.h>

struct counter;
struct crowd;
struct folder;
struct turnstile;

struct site {
    char pages[PATH_MAX]; /* of the folder http/pages, where our own pages and their style lie */
    struct folder *root; /* --root, below which files are served; NULL: there are none (folder.h) */
    bool ours; /* no --root: the files are our own small site, and / tells what this server is */
    bool list; /* --list: show what lies in a folder without index.html */
    struct counter *counter;     /* /count (counter.h) */
    struct turnstile *turnstile; /* /slow?alone=1: one at a time (turnstile.h) */
    struct crowd *crowd;         /* who is connected (crowd.h) */
};

/* Open all of it, but for list: our own pages are found beside PROGRAM, argv[0]; ROOT is the folder below which files are served;
 * NULL: a small site of ours. Ends the program, with the reason, when that cannot be. */
void site_open(struct site *site, const char *program, const char *root);
void site_close(struct site *site);

#endif
