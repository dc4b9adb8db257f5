/* <stdio.h> */
#ifndef POSIX_STDIO_H
#define POSIX_STDIO_H

#include "system.h"

#define NULL ((void *)0)
#define BUFSIZ 1024
#define EOF (-1)
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2

/* Nothing may be known of what is inside. */
typedef struct system_file FILE;
typedef SYSTEM_OFF_T off_t;
typedef SYSTEM_SIZE_T size_t;
typedef SYSTEM_SSIZE_T ssize_t;
typedef SYSTEM_VA_LIST va_list;

extern FILE *system_stdin, *system_stdout, *system_stderr;
#define stdin system_stdin
#define stdout system_stdout
#define stderr system_stderr

int fclose(FILE *);
FILE *fdopen(int, const char *);
int feof(FILE *);
int ferror(FILE *);
int fflush(FILE *);
void flockfile(FILE *);
FILE *fmemopen(void *restrict, size_t, const char *restrict);
FILE *fopen(const char *restrict, const char *restrict);
int fprintf(FILE *restrict, const char *restrict, ...);
int fputc(int, FILE *);
int fputs(const char *restrict, FILE *restrict);
size_t fread(void *restrict, size_t, size_t, FILE *restrict);
long ftell(FILE *);
void funlockfile(FILE *);
size_t fwrite(const void *restrict, size_t, size_t, FILE *restrict);
ssize_t getline(char **restrict, size_t *restrict, FILE *restrict);
FILE *open_memstream(char **, size_t *);
void perror(const char *);
int printf(const char *restrict, ...);
int putc(int, FILE *);
int putc_unlocked(int, FILE *);
int putchar(int);
int puts(const char *);
int remove(const char *);
int rename(const char *, const char *);
int setvbuf(FILE *restrict, char *restrict, int, size_t);
int snprintf(char *restrict, size_t, const char *restrict, ...);
int sprintf(char *restrict, const char *restrict, ...);
int vfprintf(FILE *restrict, const char *restrict, va_list);
int vprintf(const char *restrict, va_list);
int vsnprintf(char *restrict, size_t, const char *restrict, va_list);

#endif
