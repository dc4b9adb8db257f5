/* Unit tests of http/: what is read from the fields of a request for a file, and decided by them. Nothing here looks at the
 * disk. */
#include <string.h>

#include "../http/conditions.h"
#include "../http/media_type.h"
#include "check.h"

static const time_t NOW = 1709210096; /* 2024-02-29 12:34:56 */

/* --- media types ------------------------------------------------------------------------------------- */

static void test_media_types(void)
{
    CHECK(strcmp(media_type("a/index.html"), "text/html; charset=utf-8") == 0);
    CHECK(strcmp(media_type("A.HTML"), "text/html; charset=utf-8") == 0);
    CHECK(strcmp(media_type("hello_server.c"), "text/plain; charset=utf-8") == 0);
    CHECK(strcmp(media_type("picture.JPeG"), "image/jpeg") == 0);
    CHECK(strcmp(media_type("a.tar.gz"), "application/gzip") == 0);
    CHECK(strcmp(media_type("README"), "application/octet-stream") == 0);
    CHECK(strcmp(media_type("html"), "application/octet-stream") == 0);
    CHECK(strcmp(media_type("a.html/b"), "application/octet-stream") == 0);
    CHECK(strcmp(media_type("a."), "application/octet-stream") == 0);
    CHECK(strcmp(media_type("a.html~"), "application/octet-stream") == 0);
    CHECK(strcmp(media_type("a.xhtml"), "application/octet-stream") == 0);
    CHECK(strcmp(media_type(""), "application/octet-stream") == 0);
}

/* --- conditions -------------------------------------------------------------------------------------- */

#define OLDER "Sun, 06 Nov 1994 08:49:36 GMT"
#define SAME "Sun, 06 Nov 1994 08:49:37 GMT"
#define NEWER "Sun, 06 Nov 1994 08:49:38 GMT"

/* Fields, and how a GET with them is answered, for a file of 1000 bytes with the tag "a,b", from the time SAME. */
struct conditions_case {
    const char *fields;
    int status;
    long long first, last; /* of 206 */
};

static struct verdict judge(const char *method, const char *fields, const struct file_facts *facts)
{
    char text[2048];
    struct request request = {0};
    const struct rule *broken = NULL;
    snprintf(text, sizeof text, "%s / HTTP/1.1\r\nHost: a\r\n%s\r\n", method, fields);
    CHECK(request_parse(&request, text, strlen(text), &broken) == REQUEST_WHOLE);
    return conditions_judge(&request, facts, NOW);
}

static const struct file_facts FACTS = {.size = 1000, .modified = 784111777, .etag = "\"a,b\""};

static void expect(const struct conditions_case *cases, size_t count)
{
    for (const struct conditions_case *one = cases; one < cases + count; one++) {
        struct verdict got = judge("GET", one->fields, &FACTS);
        bool right = got.status == one->status &&
                     (got.status != 206 || (got.first == one->first && got.last == one->last));
        if (!right)
            printf("# wanted %d %lld-%lld, got %d %lld-%lld: %s\n", one->status, one->first,
                   one->last, got.status, (long long)got.first, (long long)got.last, one->fields);
        failed = failed || !right;
    }
}

#define GIVES(fields, status)                                                                      \
    {                                                                                              \
        fields, status, 0, 0                                                                       \
    }
#define PART(fields, first, last)                                                                  \
    {                                                                                              \
        fields, 206, first, last                                                                   \
    }
#define EXPECT(...)                                                                                \
    do {                                                                                           \
        static const struct conditions_case cases[] = {__VA_ARGS__};                               \
        expect(cases, sizeof cases / sizeof cases[0]);                                             \
    } while (0)

static void test_entity_tags(void)
{
    EXPECT(GIVES("If-None-Match: \"a,b\"\r\n", 304), GIVES("If-None-Match: W/\"a,b\"\r\n", 304),
           GIVES("If-None-Match: *\r\n", 304), GIVES("If-None-Match: \"x\", \"a,b\"\r\n", 304),
           GIVES("If-None-Match: \"x\",W/\"a,b\",\"y\"\r\n", 304),
           GIVES("If-None-Match: ,, \"a,b\" ,\r\n", 304),
           GIVES("If-None-Match: \"x\"\r\nIf-None-Match: \"a,b\"\r\n", 304),
           GIVES("if-none-match:\"a,b\"\r\n", 304), GIVES("If-None-Match: \"x\"\r\n", 200),
           GIVES("If-None-Match: \"\"\r\n", 200), GIVES("If-None-Match:\r\n", 200),
           GIVES("If-None-Match: \"a\"\r\n", 200), GIVES("If-None-Match: \"A,B\"\r\n", 200),
           GIVES("If-None-Match: w/\"a,b\"\r\n", 200), GIVES("If-None-Match: a,b\r\n", 200),
           GIVES("If-None-Match: \"a,b\r\n", 200), GIVES("If-None-Match: a,b\"\r\n", 200),
           GIVES("If-None-Match: \"a,b\" \"x\"\r\n", 200),
           GIVES("If-None-Match: \"a,b\", x\r\n", 200), GIVES("If-None-Match: \"a,b\", *\r\n", 200),
           GIVES("If-None-Match: *, \"x\"\r\n", 200), GIVES("If-None-Match: W/ \"a,b\"\r\n", 200),
           GIVES("If-None-Match: W/\r\n", 200), GIVES("If-None-Match: W\r\n", 200),
           GIVES("If-None-Match: \"a b\", \"a,b\"\r\n", 200),
           GIVES("If-None-Match: \"\xc3\xbc\", \"a,b\"\r\n", 304));
    EXPECT(GIVES("If-Match: \"a,b\"\r\n", 200), GIVES("If-Match: *\r\n", 200),
           GIVES("If-Match: \"x\", \"a,b\"\r\n", 200),
           GIVES("If-Match: \"x\"\r\nIf-Match: \"a,b\"\r\n", 200),
           GIVES("If-Match: \"x\"\r\n", 412), GIVES("If-Match: W/\"a,b\"\r\n", 412),
           GIVES("If-Match: a,b\r\n", 412), GIVES("If-Match:\r\n", 412),
           GIVES("If-Match: \"a,b\" x\r\n", 412));
}

static void test_conditions_by_date(void)
{
    EXPECT(GIVES("If-Modified-Since: " OLDER "\r\n", 200),
           GIVES("If-Modified-Since: " SAME "\r\n", 304),
           GIVES("If-Modified-Since: " NEWER "\r\n", 304),
           GIVES("If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT\r\n", 304),
           GIVES("If-Modified-Since: Sun Nov  6 08:49:37 1994\r\n", 304),
           GIVES("If-Modified-Since: Sun Nov  6 08:49:36 1994\r\n", 200),
           GIVES("If-Modified-Since: yesterday\r\n", 200), GIVES("If-Modified-Since:\r\n", 200),
           GIVES("If-Modified-Since: " SAME "\r\nIf-Modified-Since: " OLDER "\r\n", 200),
           GIVES("If-Unmodified-Since: " OLDER "\r\n", 412),
           GIVES("If-Unmodified-Since: " SAME "\r\n", 200),
           GIVES("If-Unmodified-Since: " NEWER "\r\n", 200),
           GIVES("If-Unmodified-Since: never\r\n", 200));
    struct file_facts dateless = FACTS;
    dateless.modified = -1;
    CHECK(judge("GET", "If-Modified-Since: " NEWER "\r\n", &dateless).status == 200);
    CHECK(judge("GET", "If-Unmodified-Since: " OLDER "\r\n", &dateless).status == 200);
}

static void test_precedence_of_conditions(void)
{
    EXPECT(GIVES("If-Match: \"a,b\"\r\nIf-Unmodified-Since: " OLDER "\r\n", 200),
           GIVES("If-Match: \"x\"\r\nIf-None-Match: \"a,b\"\r\n", 412),
           GIVES("If-Match: \"a,b\"\r\nIf-None-Match: \"a,b\"\r\n", 304),
           GIVES("If-Match: \"a,b\"\r\nIf-Modified-Since: " SAME "\r\n", 304),
           GIVES("If-Unmodified-Since: " OLDER "\r\nIf-None-Match: \"a,b\"\r\n", 412),
           GIVES("If-Unmodified-Since: " OLDER "\r\nIf-Modified-Since: " SAME "\r\n", 412),
           GIVES("If-None-Match: \"x\"\r\nIf-Modified-Since: " SAME "\r\n", 200),
           GIVES("If-None-Match: \"a,b\"\r\nIf-Modified-Since: " OLDER "\r\n", 304),
           GIVES("If-None-Match: x\r\nIf-Modified-Since: " SAME "\r\n", 200),
           GIVES("If-None-Match: \"a,b\"\r\nRange: bytes=0-1\r\n", 304),
           GIVES("If-Match: \"x\"\r\nRange: bytes=0-1\r\n", 412),
           PART("If-Match: \"a,b\"\r\nRange: bytes=0-1\r\n", 0, 1),
           GIVES("If-Match: \"x\"\r\nRange: bytes=5000-\r\n", 412),
           GIVES("If-Modified-Since: " SAME "\r\nRange: bytes=5000-\r\n", 304));
}

static void test_ranges(void)
{
    EXPECT(PART("Range: bytes=0-0\r\n", 0, 0), PART("Range: bytes=0-499\r\n", 0, 499),
           PART("Range: bytes=500-\r\n", 500, 999), PART("Range: bytes=0-\r\n", 0, 999),
           PART("Range: bytes=999-999\r\n", 999, 999), PART("Range: bytes=-1\r\n", 999, 999),
           PART("Range: bytes=-1000\r\n", 0, 999), PART("Range: bytes=-5000\r\n", 0, 999),
           PART("Range: bytes=500-5000\r\n", 500, 999), PART("Range: BYTES=0-1\r\n", 0, 1),
           PART("Range: bytes=,0-1,\r\n", 0, 1), PART("Range: bytes=0-1 ,\r\n", 0, 1),
           PART("Range: bytes=007-008\r\n", 7, 8),
           PART("Range: bytes=0-9223372036854775807\r\n", 0, 999),
           PART("Range: bytes=0-18446744073709551617\r\n", 0, 999),
           PART("Range: bytes=-99999999999999999999999999\r\n", 0, 999),
           GIVES("Range: bytes=1000-\r\n", 416), GIVES("Range: bytes=1000-1000\r\n", 416),
           GIVES("Range: bytes=-0\r\n", 416), GIVES("Range: bytes=9223372036854775807-\r\n", 416),
           GIVES("Range: bytes=18446744073709551616-\r\n", 416),
           GIVES("Range: bytes=99999999999999999999-99999999999999999999\r\n", 416));
    EXPECT(GIVES("Range: bytes=1-0\r\n", 200), GIVES("Range: bytes=5000-1\r\n", 200),
           GIVES("Range: bytes=\r\n", 200), GIVES("Range: bytes\r\n", 200),
           GIVES("Range:\r\n", 200), GIVES("Range: bytes=-\r\n", 200),
           GIVES("Range: bytes=5\r\n", 200), GIVES("Range: bytes=a-b\r\n", 200),
           GIVES("Range: bytes=0-1-2\r\n", 200), GIVES("Range: bytes=--1\r\n", 200),
           GIVES("Range: bytes=+0-1\r\n", 200), GIVES("Range: bytes=0x0-1\r\n", 200),
           GIVES("Range: bytes=0 - 1\r\n", 200), GIVES("Range: bytes =0-1\r\n", 200),
           GIVES("Range: bytes:0-1\r\n", 200), GIVES("Range: items=0-1\r\n", 200),
           GIVES("Range: bytes=0-1,5-6\r\n", 200), GIVES("Range: bytes=0-1,x\r\n", 200),
           GIVES("Range: bytes=0-1\r\nRange: bytes=2-3\r\n", 200));
    CHECK(judge("HEAD", "Range: bytes=0-1\r\n", &FACTS).status == 200);
    CHECK(judge("HEAD", "Range: bytes=5000-\r\n", &FACTS).status == 200);
    CHECK(judge("HEAD", "If-None-Match: *\r\n", &FACTS).status == 304);
}

static void test_ranges_of_nothing(void)
{
    const struct file_facts empty = {.size = 0, .modified = 784111777, .etag = "\"a,b\""};
    CHECK(judge("GET", "", &empty).status == 200);
    CHECK(judge("GET", "Range: bytes=0-\r\n", &empty).status == 416);
    CHECK(judge("GET", "Range: bytes=0-0\r\n", &empty).status == 416);
    CHECK(judge("GET", "Range: bytes=-0\r\n", &empty).status == 416);
    CHECK(judge("GET", "Range: bytes=-1\r\n", &empty).status == 200);
}

#define RANGE "Range: bytes=0-1\r\n"

static void test_if_range(void)
{
    EXPECT(PART("If-Range: \"a,b\"\r\n" RANGE, 0, 1), PART("If-Range: " SAME "\r\n" RANGE, 0, 1),
           GIVES("If-Range: \"x\"\r\n" RANGE, 200), GIVES("If-Range: W/\"a,b\"\r\n" RANGE, 200),
           GIVES("If-Range: \"a,b\", \"x\"\r\n" RANGE, 200), GIVES("If-Range: *\r\n" RANGE, 200),
           GIVES("If-Range: " NEWER "\r\n" RANGE, 200), GIVES("If-Range: " OLDER "\r\n" RANGE, 200),
           GIVES("If-Range: soon\r\n" RANGE, 200), GIVES("If-Range:\r\n" RANGE, 200),
           GIVES("If-Range: \"a,b\"\r\nIf-Range: \"a,b\"\r\n" RANGE, 200),
           GIVES("If-Range: \"x\"\r\nRange: bytes=5000-\r\n", 200),
           GIVES("If-Range: \"a,b\"\r\nRange: bytes=5000-\r\n", 416),
           GIVES("If-Range: \"x\"\r\n", 200));
}

static const struct test tests[] = {
    {"media types", test_media_types},
    {"entity tags", test_entity_tags},
    {"conditions by date", test_conditions_by_date},
    {"precedence of conditions", test_precedence_of_conditions},
    {"ranges", test_ranges},
    {"ranges of nothing", test_ranges_of_nothing},
    {"If-Range", test_if_range},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
