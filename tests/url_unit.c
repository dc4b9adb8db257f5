/* Unit tests of http/: URLs, and where a redirect leads. What is no URL, http.bats asks of http/client itself. */
#include <string.h>

#include "../http/url.h"
#include "check.h"

static bool leads_to(const struct url *url, const char *authority, const char *target)
{
    bool same = strcmp(url->authority, authority) == 0 && strcmp(url->target, target) == 0;
    if (!same)
        printf("# wanted %s%s, got %s%s\n", authority, target, url->authority, url->target);
    return same;
}

static bool parses(const char *text, const char *authority, const char *target)
{
    struct url url;
    return url_parse(&url, text) == NULL && leads_to(&url, authority, target);
}

static void test_urls(void)
{
    struct url url;
    CHECK(parses("http://a", "a", "/"));
    CHECK(parses("a", "a", "/"));
    CHECK(parses("HTTP://a:8080/b/c?d=http://e#f", "a:8080", "/b/c?d=http://e"));
    CHECK(parses("a/b://c", "a", "/b://c"));
    CHECK(parses("http://a?b", "a", "/?b"));
    CHECK(parses("http://a#b", "a", "/"));
    CHECK(parses("http://[::1]:80/", "[::1]:80", "/"));
    CHECK(url_parse(&url, "http://[::1]:81/") == NULL && strcmp(url.host, "::1") == 0);
    CHECK(url.port == 81);
    CHECK(url_parse(&url, "http://a:65535") == NULL && url.port == 65535);
    CHECK(url_parse(&url, "http://a:65536") != NULL && url_parse(&url, "http://a:000080") != NULL);
    CHECK(url_parse(&url, "http://[::1]80/") != NULL && url_parse(&url, "") != NULL);
}

/* From http://a:1/b/c?d, as RFC 3986, section 5.4, has its examples. */
static bool follows(const char *location, const char *authority, const char *target)
{
    struct url base, url;
    return url_parse(&base, "http://a:1/b/c?d") == NULL &&
           url_follow(&url, &base, location) == NULL && leads_to(&url, authority, target);
}

static void test_redirects(void)
{
    CHECK(follows("http://e/f", "e", "/f") && follows("//e/f", "e", "/f"));
    CHECK(follows("/f", "a:1", "/f") && follows("/", "a:1", "/") && follows("/f#g", "a:1", "/f"));
    CHECK(follows("f", "a:1", "/b/f") && follows("f/g?h", "a:1", "/b/f/g?h"));
    CHECK(follows("f?g=http://h/", "a:1", "/b/f?g=http://h/"));
    CHECK(follows("?f", "a:1", "/b/c?f"));
    CHECK(follows("", "a:1", "/b/c?d") && follows("#f", "a:1", "/b/c?d"));
}

static void test_redirects_that_are_too_long(void)
{
    static char location[3 * URL_LIMIT];
    struct url base, url;
    CHECK(url_parse(&base, "http://a/b/c") == NULL);
    memset(location, 'f', URL_LIMIT - 5);
    CHECK(url_follow(&url, &base, location) == NULL && strlen(url.target) == URL_LIMIT - 2);
    memset(location, 'f', URL_LIMIT - 4);
    CHECK(url_follow(&url, &base, location) != NULL);
    memset(location, 'f', sizeof location - 1);
    CHECK(url_follow(&url, &base, location) != NULL);
    location[0] = '/';
    CHECK(url_follow(&url, &base, location) != NULL && url_parse(&url, location + 1) != NULL);
}

int main(void)
{
    static const struct test tests[] = {
        {"URLs", test_urls},
        {"redirects", test_redirects},
        {"redirects that are too long", test_redirects_that_are_too_long},
    };
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
