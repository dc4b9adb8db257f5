/* This folder has what POSIX.1-2008 (and C11 with it) promises of each header, as far as we use it, and no more: what
 * is missing here is Linux's, or is in another header, or is to be added, as its page has it:
 *
 *     https://pubs.opengroup.org/onlinepubs/9699919799/functions/NAME.html
 *
 * A number's value does not matter, for nothing is built. Of the XSI extension there is what all systems have that we
 * know: <sys/resource.h>, <sys/time.h>, <sys/uio.h>.
 *
 * This file has which types a system takes where POSIX leaves the choice: what builds without a warning here may have
 * ten there. There are three such choices, the first two as the systems' own <sys/_types.h> have them:
 *
 *     __APPLE__      macOS, 64 bits
 *     __OpenBSD__    OpenBSD, 32 bits: time_t, off_t and ino_t are wider than long and than pointers
 *     neither        64 bits, and uncomfortable where POSIX permits: pthread_t is a struct
 */
#ifndef SYSTEM_H
#define SYSTEM_H

#define SYSTEM_SIZE_T __SIZE_TYPE__
#define SYSTEM_SSIZE_T long
#define SYSTEM_PID_T int
#define SYSTEM_UID_T unsigned int
#define SYSTEM_SOCKLEN_T unsigned int
#define SYSTEM_VA_LIST __builtin_va_list

#if defined(__APPLE__)
#define SYSTEM_TIME_T long
#define SYSTEM_SUSECONDS_T int
#define SYSTEM_OFF_T long long
#define SYSTEM_INO_T unsigned long long
#define SYSTEM_DEV_T int
#define SYSTEM_MODE_T unsigned short
#define SYSTEM_NLINK_T unsigned short
#define SYSTEM_NFDS_T unsigned int
#define SYSTEM_RLIM_T unsigned long long
#define SYSTEM_SA_FAMILY_T unsigned char
#define SYSTEM_SIGSET_T unsigned int
#define SYSTEM_PTHREAD_T struct system_thread *
#define SYSTEM_CLOCKID_T enum system_clock
#elif defined(__OpenBSD__)
#define SYSTEM_TIME_T long long
#define SYSTEM_SUSECONDS_T int
#define SYSTEM_OFF_T long long
#define SYSTEM_INO_T unsigned long long
#define SYSTEM_DEV_T int
#define SYSTEM_MODE_T unsigned int
#define SYSTEM_NLINK_T unsigned int
#define SYSTEM_NFDS_T unsigned int
#define SYSTEM_RLIM_T unsigned long long
#define SYSTEM_SA_FAMILY_T unsigned char
#define SYSTEM_SIGSET_T unsigned int
#define SYSTEM_PTHREAD_T struct system_thread *
#define SYSTEM_CLOCKID_T int
#else
#define SYSTEM_TIME_T long
#define SYSTEM_SUSECONDS_T long
#define SYSTEM_OFF_T long
#define SYSTEM_INO_T unsigned long
#define SYSTEM_DEV_T unsigned long
#define SYSTEM_MODE_T unsigned int
#define SYSTEM_NLINK_T unsigned long
#define SYSTEM_NFDS_T unsigned long
#define SYSTEM_RLIM_T unsigned long
#define SYSTEM_SA_FAMILY_T unsigned short
#define SYSTEM_SIGSET_T struct system_set
#define SYSTEM_PTHREAD_T struct system_thread
#define SYSTEM_CLOCKID_T int
#endif

enum system_clock { SYSTEM_REALTIME, SYSTEM_MONOTONIC };

struct system_set {
    unsigned long bits[16];
};

struct system_thread {
    void *inside;
};

/* macOS hides what came late to it, unless _DARWIN_C_SOURCE is defined, although POSIX has it. */
#if !defined(__APPLE__) || defined(_DARWIN_C_SOURCE)
#define SYSTEM_SHOWS_ALL
#endif

/* The BSDs and macOS begin each address with its length: who fills one in by order fills in another member. */
#if defined(__APPLE__) || defined(__OpenBSD__)
#define SYSTEM_LENGTH(member) unsigned char member;
#else
#define SYSTEM_LENGTH(member)
#endif

#endif
