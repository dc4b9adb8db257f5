/* A crowd of every kind at once: what a server meets in a year, in some minutes. */
#ifndef MIXED_H
#define MIXED_H

#include "plan.h"

/* Raise it, say what came of it by kinds, and say on stderr what was wrong. Returns whether nothing was. */
bool mixed(const struct plan *plan);

#endif
