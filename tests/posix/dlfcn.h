/* <dlfcn.h> */
#ifndef POSIX_DLFCN_H
#define POSIX_DLFCN_H

/* Not POSIX, but of all that we know; for lab/choppy_preload.c, which asks for more than POSIX. */
#ifdef _GNU_SOURCE
#define RTLD_NEXT ((void *)-1)
#endif

void *dlsym(void *restrict, const char *restrict);

#endif
