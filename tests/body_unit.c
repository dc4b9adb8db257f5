/* Unit tests of http/: where a body ends, of whatever framing. Each is taken in two pieces, split at every position, and byte
 * by byte: the result must be the same. */
#include <string.h>

#include "../http/body.h"
#include "check.h"

enum { NOT_YET = 1 }; /* beside a status: more must come */

/* Read a body out of TEXT in pieces. Returns 0 and what it was; else the status, or NOT_YET. *REST is how many
 * bytes follow it. */
static int read_body(enum framing framing, uint64_t content_length, const char *text, size_t length,
                     size_t first, size_t step, char *content, size_t *rest)
{
    struct body body;
    const struct rule *broken = body_start(&body, framing, content_length, 100);
    size_t done = 0, have = first < length ? first : length;
    content[0] = '\0';
    if (broken != NULL)
        return broken->status;
    for (;;) {
        size_t used;
        struct span data;
        switch (body_take(&body, text + done, have - done, &used, &data, &broken)) {
        case BODY_DATA:
            CHECK(broken == NULL);
            done += used;
            strncat(content, data.at, data.length);
            break;
        case BODY_NOT_YET:
            done += used;
            if (have == length)
                return NOT_YET;
            have = have + step < length ? have + step : length;
            break;
        case BODY_END:
            *rest = length - done - used;
            return 0;
        case BODY_REFUSED:
            return broken->status;
        }
    }
}

static void expect_body(const char *text, size_t length, int status, const char *wanted)
{
    for (size_t split = 0; split <= length; split++) {
        char content[300];
        size_t rest = 0;
        int got = split < length
                      ? read_body(BODY_CHUNKED, 99, text, length, split, length, content, &rest)
                      : read_body(BODY_CHUNKED, 99, text, length, 1, 1, content, &rest);
        if (got != status || (status == 0 && (strcmp(content, wanted) != 0 || rest != 4))) {
            printf("# wanted %d %s, got %d %s and %zu more, split at %zu: %s\n", status, wanted,
                   got, content, rest, split, text);
            failed = true;
            return;
        }
    }
}

#define CHUNKS(text, status, wanted) expect_body(text, sizeof(text) - 1, status, wanted)

static void test_chunks(void)
{
    CHUNKS("0\r\n\r\nnext", 0, "");
    CHUNKS("5\r\nHello\r\n0\r\n\r\nnext", 0, "Hello");
    CHUNKS("5\r\nHello\r\n8\r\n, World!\r\n000\r\n\r\nnext", 0, "Hello, World!");
    CHUNKS("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\nnext", 0, "01234567890123456789");
    CHUNKS("1;a=b\r\nx\r\n1 ; c=\"d e\"\r\ny\r\n0;z\r\n\r\nnext", 0, "xy");
    CHUNKS("00000000000000000000000001\r\nx\r\n0\r\n\r\nnext", 0, "x");
    CHUNKS("1\r\n\r\r\n0\r\n\r\nnext", 0, "\r");
    CHUNKS("0\r\nA: b\r\nContent-Length: 5\r\n\r\nnext", 0, "");
    CHUNKS("5\r\nHell", NOT_YET, "");
    CHUNKS("0\r\n\r", NOT_YET, "");
    CHUNKS("", NOT_YET, "");
    CHUNKS("\r\nnext", 400, "");
    CHUNKS("x\r\n", 400, "");
    CHUNKS("+5\r\nHello\r\n0\r\n\r\n", 400, "");
    CHUNKS("-5\r\nHello\r\n0\r\n\r\n", 400, "");
    CHUNKS("0x5\r\nHello\r\n0\r\n\r\n", 400, "");
    CHUNKS(" 5\r\nHello\r\n0\r\n\r\n", 400, "");
    CHUNKS("5 \r\nHello\r\n0\r\n\r\n", 400, "");
    CHUNKS("5\nHello\r\n0\r\n\r\n", 400, "");
    CHUNKS("5\rHello\r\n0\r\n\r\n", 400, "");
    CHUNKS("5\r\nHello0\r\n\r\n", 400, "");
    CHUNKS("5\r\nHello\n0\r\n\r\n", 400, "");
    CHUNKS("5\r\nHello\r0\r\n\r\n", 400, "");
    CHUNKS("5\r\nHello!\r\n0\r\n\r\n", 400, "");
    CHUNKS("5;a\nb\r\nHello\r\n0\r\n\r\n", 400, "");
    CHUNKS("5;\x01\r\nHello\r\n0\r\n\r\n", 400, "");
    CHUNKS("8000000000000000\r\n", 400, "");
    CHUNKS("10000000000000005\r\nHello\r\n0\r\n\r\n", 400, "");
    CHUNKS("0\r\nA b: c\r\n\r\n", 400, "");
    CHUNKS("0\r\nA\r\n\r\n", 400, "");
    CHUNKS("0\r\n A: b\r\n\r\n", 400, "");
    CHUNKS("0\r\nA: b\nB: c\r\n\r\n", 400, "");
    CHUNKS("0\r\nA: \x01\r\n\r\n", 400, "");
    CHUNKS("0\r\n\n", 400, "");
    CHUNKS("65\r\n", 413, "");
    CHUNKS("7fffffffffffffff\r\n", 413, "");
    CHUNKS("32\r\n01234567890123456789012345678901234567890123456789\r\n33\r\n", 413, "");
}

static void test_chunk_limits(void)
{
    static char text[20000];
    char content[300];
    size_t rest = 0;
    memcpy(text, "1;", 2);
    memset(text + 2, 'a', 1020);
    snprintf(text + 1022, 100, "\r\nx\r\n0\r\n\r\n");
    CHECK(read_body(BODY_CHUNKED, 0, text, strlen(text), 1, 1, content, &rest) == 0);
    memset(text + 2, 'a', 1021);
    snprintf(text + 1023, 100, "\r\nx\r\n0\r\n\r\n");
    CHECK(read_body(BODY_CHUNKED, 0, text, strlen(text), 1, 1, content, &rest) == 400);
    memcpy(text, "0\r\nA:", 5);
    memset(text + 5, 'a', 10000);
    text[10005] = '\0';
    CHECK(read_body(BODY_CHUNKED, 0, text, strlen(text), 1, 1, content, &rest) == 431);
}

static void test_bodies_with_a_length(void)
{
    char content[300];
    size_t rest = 0;
    for (size_t split = 0; split <= 17; split++) {
        CHECK(read_body(BODY_LENGTH, 13, "Hello, World!next", 17, split, 1, content, &rest) == 0);
        CHECK(strcmp(content, "Hello, World!") == 0 && rest <= 4);
    }
    CHECK(read_body(BODY_LENGTH, 13, "Hello", 5, 1, 1, content, &rest) == NOT_YET);
    CHECK(read_body(BODY_LENGTH, 0, "next", 4, 4, 1, content, &rest) == 0 && rest == 4);
    CHECK(read_body(BODY_NONE, 0, "next", 4, 4, 1, content, &rest) == 0 && rest == 4);
    CHECK(read_body(BODY_LENGTH, 101, "", 0, 0, 1, content, &rest) == 413);
}

static const struct test tests[] = {
    {"chunks", test_chunks},
    {"limits of chunks", test_chunk_limits},
    {"bodies with a length", test_bodies_with_a_length},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
