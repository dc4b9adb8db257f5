#include "require.h"

#include <stdio.h>
#include <stdlib.h>

void does_not_hold(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}
