/* <assert.h> */
#ifndef POSIX_ASSERT_H
#define POSIX_ASSERT_H

_Noreturn void system_assertion_failed(const char *);

#define assert(condition) ((condition) ? (void)0 : system_assertion_failed(#condition))

#endif
