/* <locale.h> */
#ifndef POSIX_LOCALE_H
#define POSIX_LOCALE_H

#define LC_ALL 0
#define LC_CTYPE 1

char *setlocale(int, const char *);

#endif
