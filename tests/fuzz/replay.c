/* A fuzz target without a fuzzer: gives it files, such as the corpus or what a fuzzer has found. Says the name of
 * each before it is read, so that the last one is to blame.
 *
 *     build/tests/fuzz/request_fuzz FILE... */
#include <stdio.h>
#include <stdlib.h>

#include "require.h"

enum { LONGEST = 1 << 20 };

static int replay(const char *name)
{
    static uint8_t input[LONGEST];
    FILE *file = fopen(name, "rb");
    if (file == NULL) {
        perror(name);
        return EXIT_FAILURE;
    }
    size_t size = fread(input, 1, sizeof input, file);
    int failed = ferror(file) || size == sizeof input;
    fclose(file);
    if (failed) {
        fprintf(stderr, "%s: cannot be read, or is longer than %d bytes\n", name, LONGEST - 1);
        return EXIT_FAILURE;
    }
    printf("%s\n", name);
    fflush(stdout);
    return LLVMFuzzerTestOneInput(input, size);
}

int main(int argc, char *argv[])
{
    int status = argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
    for (int i = 1; i < argc; i++)
        if (replay(argv[i]) != 0)
            status = EXIT_FAILURE;
    return status;
}
