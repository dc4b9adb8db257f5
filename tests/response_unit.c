/* Unit tests of http/: responses, as a server writes them and as a client reads them. */
#include <string.h>

#include "../http/reply.h"
#include "../http/response.h"
#include "check.h"

/* However long a rule is, its page fits where it is written, and what it says of its length is so. */
static void test_error_pages(void)
{
    char page[ERROR_PAGE_SIZE], why[2 * ERROR_PAGE_SIZE];
    struct rule rule = {400, "This is why", "RFC 9110, section 15"};
    CHECK(error_page(page, &rule, NULL) == strlen(page));
    CHECK(strstr(page, "<h1>400 Bad Request</h1>") != NULL);
    CHECK(strstr(page, "<p>This is why (RFC 9110, section 15).</p>") != NULL);
    CHECK(strstr(page, "stylesheet") == NULL);
    CHECK(error_page(page, &rule, "/style.css") == strlen(page));
    CHECK(strstr(page, "href=\"/style.css\"") != NULL);
    memset(why, 'a', sizeof why - 1);
    why[sizeof why - 1] = '\0';
    rule.why = why;
    CHECK(error_page(page, &rule, NULL) == ERROR_PAGE_SIZE - 1);
    CHECK(strlen(page) == ERROR_PAGE_SIZE - 1);
}

/* A response with these FIELDS: is it let through? */
static bool reply_is_whole(const char *fields)
{
    struct reply reply;
    const char *wrong;
    char text[300];
    int length = snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\n%s\r\n", fields);
    return reply_parse(&reply, text, (size_t)length, false, &wrong) == REPLY_WHOLE;
}

/* RFC 9112, section 6.3: of two lengths, nobody can know which one counts. */
static void test_replies(void)
{
    CHECK(reply_is_whole("Content-Length: 5\r\n"));
    CHECK(reply_is_whole("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"));
    CHECK(!reply_is_whole("Content-Length: 5\r\ncontent-length: 6\r\n"));
    CHECK(!reply_is_whole("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n"));
}

static const struct test tests[] = {
    {"error pages", test_error_pages},
    {"responses with two lengths", test_replies},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
