/* Unit tests of http/: the dates of fields, written and read. */
#include <stdint.h>
#include <string.h>

#include "../http/date.h"
#include "../http/response.h"
#include "check.h"

static const time_t NOW = 1709210096; /* 2024-02-29 12:34:56 */

/* What TEXT is read as; -1: it is no date. */
static long long read_date(const char *text)
{
    time_t when = 0;
    return date_parse((struct span){text, strlen(text)}, NOW, &when) ? (long long)when : -1;
}

static void test_three_forms_of_dates(void)
{
    CHECK(read_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784111777);
    CHECK(read_date("Sunday, 06-Nov-94 08:49:37 GMT") == 784111777);
    CHECK(read_date("Sun Nov  6 08:49:37 1994") == 784111777);
    CHECK(read_date("Wed Nov 16 08:49:37 1994") == 784975777);
    CHECK(read_date("Thu, 01 Jan 1970 00:00:00 GMT") == 0);
    CHECK(read_date("Wed, 31 Dec 1969 23:59:58 GMT") == -2);
    CHECK(read_date("Tue, 19 Jan 2038 03:14:07 GMT") == INT32_MAX);
    CHECK(read_date("Sat, 31 Dec 2016 23:59:60 GMT") == 1483228800); /* a leap second */
    if (sizeof(time_t) == 8) {
        CHECK(read_date("Fri, 31 Dec 9999 23:59:59 GMT") == 253402300799);
        CHECK(read_date("Mon, 01 Jan 0001 00:00:00 GMT") == -62135596800);
    }
}

static void test_centuries_of_dates(void)
{
    CHECK(read_date("Friday, 31-Dec-99 23:59:59 GMT") ==
          946684799); /* 1999: 75 years are too many */
    CHECK(read_date("Tuesday, 31-Dec-75 23:59:59 GMT") == 189302399); /* 1975 */
    CHECK(read_date("Saturday, 01-Jan-00 00:00:00 GMT") == 946684800);
    if (sizeof(time_t) == 8)
        CHECK(read_date("Tuesday, 31-Dec-74 23:59:59 GMT") == 3313526399); /* 2074: 50 are not */
}

static void test_dates_as_they_are_written(void)
{
    char text[HTTP_DATE_SIZE];
    CHECK(strcmp(http_date(text, 784111777), "Sun, 06 Nov 1994 08:49:37 GMT") == 0);
    CHECK(strcmp(http_date(text, 0), "Thu, 01 Jan 1970 00:00:00 GMT") == 0);
    CHECK(strcmp(http_date(text, 1709210096), "Thu, 29 Feb 2024 12:34:56 GMT") == 0);
}

/* Each second day from 1970 to 2069, written and read. */
static void test_dates_come_back(void)
{
    char text[HTTP_DATE_SIZE];
    bool all = true;
    for (long long when = 0; when < 36525LL * 86400 && (time_t)when == when; when += 172801)
        all = all && read_date(http_date(text, (time_t)when)) == when;
    CHECK(all);
}

static void test_what_is_no_date(void)
{
    static const char *const others[] = {
        "",
        "0",
        "784111777",
        "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1994 08:49:37 GMT; length=5",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun,06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun,  6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT",
        "Sunday, 06 Nov 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Wed, 29 Feb 2023 00:00:00 GMT",
        "Thu, 29 Feb 1900 00:00:00 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 -8:49:37 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  6 08:49:37 94",
        "Sun Nov  6 08:49:37 1994 GMT",
        "Sun, 06 Nov 1994 08:49:3",
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        check(read_date(others[i]) == -1, others[i]);
    CHECK(read_date("Thu, 29 Feb 2024 00:00:00 GMT") == 1709164800);
    CHECK(read_date("Tue, 29 Feb 2000 00:00:00 GMT") == 951782400);
}

static const struct test tests[] = {
    {"dates in three forms", test_three_forms_of_dates},
    {"centuries of dates", test_centuries_of_dates},
    {"dates as they are written", test_dates_as_they_are_written},
    {"dates that are written are read", test_dates_come_back},
    {"what is no date", test_what_is_no_date},
};

int main(void)
{
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
