/* Unit tests of http/: the heads of requests. Each case is given to the parser in two pieces, split at every position, and
 * byte by byte: the result must be the same. */
#include <string.h>

#include "../http/request.h"
#include "check.h"

/* A case: text, how long it is (it may contain NUL), and the status with which it is refused: 0 for a request that
 * is whole, 1 for one of which more must come. */
struct head_case {
    const char *text;
    size_t length;
    int status;
};

#define HEAD(text, status)                                                                         \
    {                                                                                              \
        text, sizeof(text) - 1, status                                                             \
    }

/* A whole request line and Host, then FIELDS. */
#define WITH(fields, status) HEAD("GET / HTTP/1.1\r\nHost: a\r\n" fields "\r\n", status)
#define LINE(line, status) HEAD(line "\r\nHost: a\r\n\r\n", status)

enum { NOT_YET = 1 };

/* Parse LENGTH bytes that come in pieces: FIRST, then in steps of STEP. */
static int status_of(struct request *request, const char *text, size_t length, size_t first,
                     size_t step)
{
    const struct rule *broken = NULL;
    *request = (struct request){0};
    for (size_t have = first < length ? first : length;;
         have = have + step < length ? have + step : length) {
        switch (request_parse(request, text, have, &broken)) {
        case REQUEST_REFUSED:
            return broken->status;
        case REQUEST_WHOLE:
            return 0;
        case REQUEST_NOT_YET:
            if (have == length)
                return NOT_YET;
        }
    }
}

static void expect(const struct head_case *cases, size_t count)
{
    struct request request;
    for (const struct head_case *one = cases; one < cases + count; one++)
        for (size_t split = 0; split <= one->length; split++) {
            int status = status_of(&request, one->text, one->length, split, one->length);
            if (split == one->length)
                status = status_of(&request, one->text, one->length, 1, 1);
            if (status != one->status)
                printf("# wanted %d, got %d, split at %zu: %.60s\n", one->status, status, split,
                       one->text);
            failed = failed || status != one->status;
            if (status != one->status)
                break;
        }
}

#define EXPECT(...)                                                                                \
    do {                                                                                           \
        static const struct head_case cases[] = {__VA_ARGS__};                                     \
        expect(cases, sizeof cases / sizeof cases[0]);                                             \
    } while (0)

static void test_request_lines(void)
{
    EXPECT(LINE("GET / HTTP/1.1", 0), LINE("GET / HTTP/1.0", 0), LINE("GET / HTTP/1.7", 0),
           LINE("get /a/b?c=d&e HTTP/1.1", 0), LINE("X!#$%&'*+-.^_`|~9 / HTTP/1.1", 0),
           LINE("\r\nGET / HTTP/1.1", 0), LINE("\r\n\r\nGET / HTTP/1.1", 0),
           LINE("\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1", 400), LINE("GET  / HTTP/1.1", 400),
           LINE("GET /  HTTP/1.1", 400), LINE("GET / HTTP/1.1 ", 400), LINE(" GET / HTTP/1.1", 400),
           LINE("GET\t/ HTTP/1.1", 400), LINE("GET /\tHTTP/1.1", 400),
           LINE("GET / HTTP/1.1\t", 400), LINE("GET /\vHTTP/1.1", 400),
           LINE("GET\f/ HTTP/1.1", 400), LINE("GET /", 400), LINE("GET / ", 400), LINE("GET", 400),
           LINE(" / HTTP/1.1", 400), LINE("G(T / HTTP/1.1", 400), LINE("G\x80T / HTTP/1.1", 400),
           LINE("GET / http/1.1", 400), LINE("GET / HTTP/1.10", 400), LINE("GET / HTTP/1", 400),
           LINE("GET / HTTP/1.", 400), LINE("GET / HTTP/.1", 400), LINE("GET / HTTP/11.1", 400),
           LINE("GET / HTTP 1.1", 400), LINE("GET / HTTP/1,1", 400), LINE("GET / HTTP/257.1", 400),
           LINE("GET / HTTP/2.0", 505), LINE("GET / HTTP/0.9", 505), LINE("GET / HTTP/9.9", 505),
           LINE("GET / HTTPS/1.1", 400), LINE("GET / \0HTTP/1.1", 400),
           LINE("GET /\r HTTP/1.1", 400), LINE("GET / HTTP/1.1\r", 400),
           HEAD("GET / HTTP/1.1\nHost: a\r\n\r\n", 400), HEAD("\nGET / HTTP/1.1\r\n\r\n", 400),
           HEAD("", NOT_YET), HEAD("GET / HT", NOT_YET), HEAD("GET / HTTP/1.1\r\n", NOT_YET),
           HEAD("GET / HTTP/1.1\r\nHost: a\r\n", NOT_YET),
           HEAD("GET / HTTP/1.1\r\nHost: a\r\n\r", NOT_YET));
}

static void test_targets(void)
{
    EXPECT(LINE("GET /%41%7a%2F HTTP/1.1", 0), LINE("GET /|^{}\"<>\\ HTTP/1.1", 0),
           LINE("GET /?a?b/ HTTP/1.1", 0), LINE("GET http://example.com HTTP/1.1", 0),
           LINE("GET HTTP://example.com:80/a?b HTTP/1.1", 0),
           LINE("GET http://[::1]:8080/ HTTP/1.1", 0), LINE("GET http://a?q HTTP/1.1", 0),
           LINE("OPTIONS * HTTP/1.1", 0), LINE("CONNECT a:443 HTTP/1.1", 0),
           LINE("GET * HTTP/1.1", 400), LINE("GET ** HTTP/1.1", 400),
           LINE("OPTIONS ** HTTP/1.1", 400), LINE("GET a HTTP/1.1", 400),
           LINE("GET ?a HTTP/1.1", 400), LINE("GET a:80 HTTP/1.1", 400),
           LINE("GET http:// HTTP/1.1", 400), LINE("GET http:///a HTTP/1.1", 400),
           LINE("GET http://:80/ HTTP/1.1", 400), LINE("GET http://u@a/ HTTP/1.1", 400),
           LINE("GET http://a:b/ HTTP/1.1", 400), LINE("GET ftp://a/ HTTP/1.1", 400),
           LINE("GET http:/a HTTP/1.1", 400), LINE("GET /% HTTP/1.1", 400),
           LINE("GET /%4 HTTP/1.1", 400), LINE("GET /%zz HTTP/1.1", 400),
           LINE("GET /a%2 HTTP/1.1", 400), LINE("GET /#a HTTP/1.1", 400),
           LINE("GET /\x01 HTTP/1.1", 400), LINE("GET /\x7f HTTP/1.1", 400),
           LINE("GET /\x80 HTTP/1.1", 400), LINE("GET /\xc3\xbc HTTP/1.1", 400),
           LINE("GET /\0 HTTP/1.1", 400), LINE("CONNECT / HTTP/1.1", 400),
           LINE("CONNECT a/b HTTP/1.1", 400));
}

static void test_fields(void)
{
    EXPECT(WITH("", 0), WITH("A:\r\n", 0), WITH("A: \t \r\n", 0), WITH("A:\tb c\t\r\n", 0),
           WITH("A: \x80\xff\r\n", 0), WITH("a!#$%&'*+-.^_`|~9: b\r\n", 0), WITH("A: b:c\r\n", 0),
           WITH("A : b\r\n", 400), WITH("A\t: b\r\n", 400), WITH(": b\r\n", 400),
           WITH("A\r\n", 400), WITH("A b: c\r\n", 400), WITH("A: b\r\n c\r\n", 400),
           WITH("A: b\r\n\tc\r\n", 400), WITH(" \r\n", 400), WITH("A: b\nB: c\r\n", 400),
           WITH("A: b\n\r\n", 400), WITH("A: b\rc\r\n", 400), WITH("A: b\r\r\n", 400),
           WITH("A: \0b\r\n", 400), WITH("A: \x01\r\n", 400), WITH("A: \x7f\r\n", 400),
           WITH("A: \x1b[1m\r\n", 400), WITH("\xc3\xbc: b\r\n", 400), WITH("A\0: b\r\n", 400),
           WITH("(A): b\r\n", 400), WITH("\"A\": b\r\n", 400),
           HEAD("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: a\r\n\n", 400));
}

static void test_host(void)
{
    EXPECT(HEAD("GET / HTTP/1.1\r\n\r\n", 400), HEAD("GET / HTTP/1.0\r\n\r\n", 0),
           WITH("Host: a\r\n", 400), WITH("HOST: b\r\n", 400),
           HEAD("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400),
           HEAD("GET http://b/ HTTP/1.1\r\n\r\n", 400),
           HEAD("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 0),
           HEAD("GET / HTTP/1.1\r\nHost:\r\n\r\n", 0),
           HEAD("GET / HTTP/1.1\r\nhost: a.b-c_d~e:8080\r\n\r\n", 0),
           HEAD("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n", 0),
           HEAD("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 0),
           HEAD("GET / HTTP/1.1\r\nHost: a%20b\r\n\r\n", 0),
           HEAD("GET / HTTP/1.1\r\nHost: a:\r\n\r\n", 0),
           HEAD("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: []\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: [::1]a\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: :80\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: a%2\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 0),
           HEAD("GET / HTTP/1.1\r\nHost: a\"b\r\n\r\n", 400),
           HEAD("GET / HTTP/1.1\r\nHost: \x80\r\n\r\n", 400));
}

static void test_content_length(void)
{
    EXPECT(WITH("Content-Length: 0\r\n", 0), WITH("content-length:5\r\n", 0),
           WITH("Content-Length: 0010\r\n", 0), WITH("Content-Length: 9223372036854775807\r\n", 0),
           WITH("Content-Length: 9223372036854775808\r\n", 400),
           WITH("Content-Length: 18446744073709551617\r\n", 400),
           WITH("Content-Length: 1111111111111111111111111111111111111111\r\n", 400),
           WITH("Content-Length: +5\r\n", 400), WITH("Content-Length: -1\r\n", 400),
           WITH("Content-Length: 0x5\r\n", 400), WITH("Content-Length: 5, 5\r\n", 400),
           WITH("Content-Length: 5 5\r\n", 400), WITH("Content-Length: 5.0\r\n", 400),
           WITH("Content-Length: 5_0\r\n", 400), WITH("Content-Length:\r\n", 400),
           WITH("Content-Length: \"5\"\r\n", 400), WITH("Content-Length: 5\x00\r\n", 400),
           WITH("Content-Length: 5;a\r\n", 400), WITH("Content-Length: 5e1\r\n", 400),
           WITH("Content-Length: \xd9\xa5\r\n", 400),
           WITH("Content-Length: 5\r\nContent-Length: 5\r\n", 400),
           WITH("Content-Length: 5\r\nContent-Length: 6\r\n", 400),
           WITH("Content-Length: 5\r\ncontent-length: 5\r\n", 400));
}

static void test_transfer_encoding(void)
{
    EXPECT(
        WITH("Transfer-Encoding: chunked\r\n", 0), WITH("transfer-encoding: \tCHUNKed \r\n", 0),
        WITH("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 400),
        WITH("Transfer-Encoding: chunked, chunked\r\n", 400),
        WITH("Transfer-Encoding: chunked, gzip\r\n", 400),
        WITH("Transfer-Encoding: gzip, chunked\r\n", 400), WITH("Transfer-Encoding:\r\n", 400),
        WITH("Transfer-Encoding: chunked,\r\n", 400), WITH("Transfer-Encoding: gzip\r\n", 501),
        WITH("Transfer-Encoding: identity\r\n", 501), WITH("Transfer-Encoding: xchunked\r\n", 501),
        WITH("Transfer-Encoding: \"chunked\"\r\n", 501),
        WITH("Transfer-Encoding: chunked;a\r\n", 501), WITH("Transfer-Encoding: chun ked\r\n", 501),
        WITH("Transfer-Encoding: \x0b"
             "chunked\r\n",
             400),
        WITH("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400),
        WITH("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", 400),
        WITH("Transfer-Encoding : chunked\r\n", 400),
        HEAD("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400));
}

static void test_expect(void)
{
    EXPECT(WITH("Expect: 100-continue\r\n", 0), WITH("Expect: 100-Continue\r\n", 0),
           WITH("Expect: 200-ok\r\n", 417), WITH("Expect:\r\n", 417),
           WITH("Expect: 100-continue, 100-continue\r\n", 417));
}

/* The bytes of a head with a request line of LINE bytes and FIELDS bytes of fields, their ends included. */
static size_t make_head(char *text, size_t line, size_t fields)
{
    size_t length = 0;
    memcpy(text, "GET /", 5);
    memset(text + 5, 'a', line - 5);
    memcpy(text + line - 11, " HTTP/1.1\r\n", 11);
    length = line;
    memcpy(text + length, "Host: a\r\n", 9);
    if (fields > 9) {
        memcpy(text + length + 9, "X:", 2);
        memset(text + length + 11, 'b', fields - 13);
        memcpy(text + length + fields - 2, "\r\n", 2);
    }
    length += fields;
    memcpy(text + length, "\r\n", 2);
    return length + 2;
}

static void test_limits(void)
{
    static const struct {
        size_t line, fields;
        int status;
    } cases[] = {{100, 3000, 0},  {8192, 9, 0},      {8193, 9, 414},
                 {16000, 9, 414}, {100, 8192, 0},    {100, 8193, 431},
                 {8192, 8192, 0}, {8192, 8193, 431}, {100, 9000, 431}};
    static char text[40000];
    struct request request;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t length = make_head(text, cases[i].line, cases[i].fields);
        static const size_t steps[] = {1, 2, 3, 1000, 40000};
        for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
            int status = status_of(&request, text, length, steps[k], steps[k]);
            if (status != cases[i].status)
                printf("# line %zu, fields %zu, steps of %zu: %d\n", cases[i].line, cases[i].fields,
                       steps[k], status);
            failed = failed || status != cases[i].status;
        }
        /* Nobody has to keep more than HEAD_LIMIT bytes to find out. */
        int status = status_of(&request, text, length < HEAD_LIMIT ? length : HEAD_LIMIT, 1, 1);
        CHECK(status != NOT_YET);
    }
    for (int fields = 99; fields <= 101; fields++) { /* and Host */
        size_t length = (size_t)snprintf(text, sizeof text, "GET / HTTP/1.1\r\nHost: a\r\n");
        for (int i = 1; i < fields; i++)
            length += (size_t)snprintf(text + length, sizeof text - length, "A%d: b\r\n", i);
        length += (size_t)snprintf(text + length, sizeof text - length, "\r\n");
        CHECK(status_of(&request, text, length, length, 1) == (fields <= 100 ? 0 : 431));
    }
}

static bool is(struct span span, const char *text)
{
    if (!span_is(span, text))
        printf("# wanted %s, got %.*s\n", text, (int)span.length, span.at);
    return span_is(span, text);
}

static void test_what_a_request_says(void)
{
    static const char text[] =
        "POST http://example.com:80/a%20b?c=d?e HTTP/1.1\r\nHost: other\r\n"
        "X:  one two \r\nExpect: 100-continue\r\nContent-Length: 12\r\n\r\nHello, World!";
    struct request request;
    CHECK(status_of(&request, text, sizeof text - 1, 1, 1) == 0);
    CHECK(is(request.method, "POST") && is(request.target.path, "/a%20b") &&
          is(request.target.query, "c=d?e") && is(request.target.host, "example.com:80"));
    CHECK(request.minor == 1 && request.keep_alive && request.expects_continue &&
          request.target.has_query);
    CHECK(request.framing == BODY_LENGTH && request.content_length == 12);
    CHECK(request.field_count == 4 && is(request_field(&request, "x")->value, "one two"));
    CHECK(is(request_field(&request, "HOST")->value, "other") &&
          request_field(&request, "Y") == NULL);
    CHECK(strncmp(text + request.head_length, "Hello", 5) == 0);

    static const struct {
        const char *text;
        bool keep_alive;
    } cases[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
        {"GET / HTTP/1.0\r\n\r\n", false},
        {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: CLOSE\r\n\r\n", false},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: a , close,b\r\n\r\n", false},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n", true},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nConnection: keep-alive\r\n\r\n", false},
        {"GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK(status_of(&request, cases[i].text, strlen(cases[i].text), 1, 1) == 0);
        CHECK(request.keep_alive == cases[i].keep_alive);
        CHECK(!request.expects_continue && request.framing == BODY_NONE);
    }
    CHECK(status_of(&request, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 31, 31, 1) == 0);
    CHECK(is(request.target.path, "*") && is(request.target.host, "a") &&
          !request.target.has_query);
    CHECK(status_of(&request, "GET http://b?q HTTP/1.1\r\nHost: a\r\n\r\n", 36, 36, 1) == 0);
    CHECK(is(request.target.path, "/") && is(request.target.query, "q") &&
          is(request.target.host, "b"));
}

static const struct test tests[] = {
    {"request lines", test_request_lines},
    {"targets", test_targets},
    {"fields", test_fields},
    {"Host", test_host},
    {"Content-Length", test_content_length},
    {"Transfer-Encoding", test_transfer_encoding},
    {"Expect", test_expect},
    {"limits of the head", test_limits},
    {"what a request says", test_what_a_request_says},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
