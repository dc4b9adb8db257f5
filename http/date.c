#include "date.h"

#include <string.h>

/* MONTH counts from 0. */
struct date {
    int year, month, day, hour, minute, second;
};

/* Take a number of WIDTH digits off the front of TEXT; if PADDED, a space may be the first. -1: it is none. */
static int take_number(struct span *text, size_t width, bool padded)
{
    int number = 0;
    if (text->length < width)
        return -1;
    for (size_t i = 0; i < width; i++) {
        char c = text->at[i];
        if (is_digit(c))
            number = number * 10 + (c - '0');
        else if (!(padded && i == 0 && c == ' '))
            return -1;
    }
    text->at += width;
    text->length -= width;
    return number;
}

/* Take one of COUNT names off the front, or the first WIDTH characters of it, if that is not 0. Which one; -1: none. */
static int take_name(struct span *text, const char *const names[], int count, size_t width)
{
    for (int i = 0; i < count; i++) {
        size_t length = width > 0 ? width : strlen(names[i]);
        if (text->length >= length && memcmp(text->at, names[i], length) == 0) {
            text->at += length;
            text->length -= length;
            return i;
        }
    }
    return -1;
}

/* Read TEXT as FORM has it: a and A a day's name, short and long; b a month; d e Y y h m s numbers; the rest is itself. */
static bool read_form(struct span text, const char *form, struct date *date)
{
    static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (; *form != '\0'; form++) {
        int taken = 0;
        switch (*form) {
        case 'a':
            taken = take_name(&text, days, 7, 3);
            break;
        case 'A':
            taken = take_name(&text, days, 7, 0);
            break;
        case 'b':
            taken = date->month = take_name(&text, months, 12, 3);
            break;
        case 'd':
        case 'e':
            taken = date->day = take_number(&text, 2, *form == 'e');
            break;
        case 'Y':
        case 'y':
            taken = date->year = take_number(&text, *form == 'Y' ? 4 : 2, false);
            break;
        case 'h':
            taken = date->hour = take_number(&text, 2, false);
            break;
        case 'm':
            taken = date->minute = take_number(&text, 2, false);
            break;
        case 's':
            taken = date->second = take_number(&text, 2, false);
            break;
        default:
            taken = text.length > 0 && text.at[0] == *form ? 0 : -1;
            text.at += taken == 0;
            text.length -= taken == 0;
        }
        if (taken == -1)
            return false;
    }
    return text.length == 0;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Seconds since 1970 began; timegm, which does it, is not POSIX. False: there is no such day or hour. */
static bool seconds_since_1970(const struct date *date, long long *seconds)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int year = date->year, month = date->month, last = year - 1;
    /* The last minute of a June or December may have 61 seconds. */
    if (year < 1 || date->day < 1 || date->day > lengths[month] + (month == 1 && is_leap(year)) ||
        date->hour > 23 || date->minute > 59 || date->second > 60)
        return false;
    long long days = 365LL * last + last / 4 - last / 100 + last / 400 + before[month] +
                     (month > 1 && is_leap(year)) + date->day - 1;
    const long long days_to_1970 = 719162;
    *seconds =
        (days - days_to_1970) * 86400 + date->hour * 3600LL + date->minute * 60LL + date->second;
    return true;
}

bool date_parse(struct span text, time_t now, time_t *when)
{
    struct date date = {0};
    struct tm today = {0};
    if (read_form(text, "A, d-b-y h:m:s GMT", &date)) {
        /* "a timestamp that appears to be more than 50 years in the future" is past */
        gmtime_r(&now, &today);
        int this_year = today.tm_year + 1900;
        date.year += this_year - this_year % 100;
        if (date.year > this_year + 50)
            date.year -= 100;
    } else if (!read_form(text, "a, d b Y h:m:s GMT", &date) &&
               !read_form(text, "a b e h:m:s Y", &date)) {
        return false;
    }
    long long seconds;
    if (!seconds_since_1970(&date, &seconds))
        return false;
    *when = (time_t)seconds;
    return *when == seconds; /* time_t may have 32 bits */
}
