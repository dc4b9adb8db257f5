/* What every fuzz target has: the function that a fuzzer calls, and how it says that it has found something. */
#ifndef REQUIRE_H
#define REQUIRE_H

#include <stddef.h>
#include <stdint.h>

/* What a fuzzer calls, and tests/fuzz/replay.c. Returns 0; a broken promise ends the program with SIGABRT. */
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

/* Say what does not hold, and abort: that is what fuzzers take for a finding. */
#define REQUIRE(condition) ((condition) ? (void)0 : does_not_hold(#condition, __FILE__, __LINE__))
_Noreturn void does_not_hold(const char *condition, const char *file, int line);

#endif
