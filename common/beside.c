#include "beside.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Find PROGRAM as the shell did that started it. */
static void find_program(const char *program, char found[PATH_MAX])
{
    const char *path = getenv("PATH");
    snprintf(found, PATH_MAX, "%s", program);
    while (strchr(program, '/') == NULL && path != NULL && *path != '\0') {
        size_t length = strcspn(path, ":");
        snprintf(found, PATH_MAX, "%.*s/%s", (int)length, length > 0 ? path : ".", program);
        if (access(found, X_OK) == 0)
            return;
        path += length + (path[length] == ':');
    }
}

int path_beside(const char *program, const char *relative, char *path, size_t size)
{
    char found[PATH_MAX], here[PATH_MAX] = "";
    find_program(program, found);
    char *slash = strrchr(found, '/');
    if (slash != NULL)
        slash[1] = '\0';
    if (found[0] != '/' && getcwd(here, sizeof here) == NULL)
        return -1;
    int length = snprintf(path, size, "%s%s%s%s", here, here[0] != '\0' ? "/" : "",
                          slash != NULL ? found : "", relative);
    if (length >= 0 && (size_t)length < size)
        return 0;
    errno = ENAMETOOLONG;
    return -1;
}
