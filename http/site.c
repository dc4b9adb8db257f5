#include "site.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../common/beside.h"
#include "../common/message.h"
#include "counter.h"
#include "crowd.h"
#include "folder.h"
#include "turnstile.h"

/* The folder http/, seen from the folder of this program; the Makefile knows. */
#ifndef HTTP_FOLDER
#define HTTP_FOLDER "."
#endif

void site_open(struct site *site, const char *program, const char *root)
{
    static const char own_root[] = HTTP_FOLDER "/www";
    char beside[PATH_MAX];
    if (path_beside(program, HTTP_FOLDER "/pages", site->pages, sizeof site->pages) == -1 ||
        path_beside(program, own_root, beside, sizeof beside) == -1)
        die("cannot tell where %s lies: %s", program, strerror(errno));
    if (access(site->pages, X_OK) == -1) {
        warn("cannot find our own pages in %s: %s", site->pages, strerror(errno));
        hint("They lie beside the program; start it where it was built.");
    }
    site->ours = root == NULL;
    if (root == NULL)
        root = beside;
    site->root = folder_open(root);
    if (site->root == NULL)
        die("cannot serve the files in %s: %s", root, strerror(errno));
    site->crowd = crowd_create();
    site->counter = counter_create();
    site->turnstile = turnstile_create();
    if (site->crowd == NULL || site->counter == NULL || site->turnstile == NULL)
        die("no memory to begin with");
}

void site_close(struct site *site)
{
    folder_close(site->root);
    crowd_release(site->crowd);
    counter_release(site->counter);
    turnstile_release(site->turnstile);
}
