/* What the command line of tests/crowd asks for. */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <unistd.h>

#include "../../common/timing.h"

struct plan {
    long port, clients;
    double seconds;    /* so long the crowd stays, */
    const char *until; /* or until this file exists; NULL: no such file */
    const char *path;  /* what is asked for */
    bool ask;          /* idle clients ask before they idle, and after */
    double over_s;     /* idle clients come within so long, evenly; 0: at once */
    double every_s;    /* the ordinary client asks so often; 0: never */
    double patience_s; /* how long a client waits for anything */
    const char *root;  /* the files that the server has */
    const char *only;  /* of a mixed crowd, only this kind; NULL: all */
    long seed;
};

/* Is the time of a crowd over that began at BEGAN_S? */
static inline bool plan_is_over(const struct plan *plan, double began_s)
{
    return now_s() >= began_s + plan->seconds ||
           (plan->until != NULL && access(plan->until, F_OK) == 0);
}

#endif
