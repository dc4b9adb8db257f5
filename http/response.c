#include "response.h"

#include <stdio.h>

const char *status_reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        {100, "Continue"},
        {200, "OK"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {303, "See Other"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Range Not Satisfiable"},
        {417, "Expectation Failed"},
        {431, "Request Header Fields Too Large"}, /* RFC 6585 */
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "";
}

char *http_date(char text[HTTP_DATE_SIZE], time_t when)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm utc = {0}; /* strftime would take the names from the locale */
    gmtime_r(&when, &utc);
    snprintf(text, HTTP_DATE_SIZE, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[utc.tm_wday % 7],
             (unsigned)utc.tm_mday % 100, months[utc.tm_mon % 12],
             (unsigned)(utc.tm_year + 1900) % 10000, (unsigned)utc.tm_hour % 100,
             (unsigned)utc.tm_min % 100, (unsigned)utc.tm_sec % 100);
    return text;
}

size_t response_head(char *text, size_t size, const struct response *response)
{
    char date[HTTP_DATE_SIZE], type[128] = "", length[48] = "";
    if (response->type != NULL)
        snprintf(type, sizeof type, "Content-Type: %s\r\n", response->type);
    if (response->length >= 0)
        snprintf(length, sizeof length, "Content-Length: %lld\r\n", response->length);
    int written = snprintf(
        text, size, "HTTP/1.1 %d %s\r\n%s%s%.*sDate: %s\r\nConnection: %s\r\n\r\n",
        response->status, status_reason(response->status), type, length,
        (int)response->fields.length, response->fields.length > 0 ? response->fields.at : "",
        response->date != NULL ? response->date : http_date(date, time(NULL)),
        response->keep_alive ? "keep-alive" : "close");
    return written < 0 ? size : (size_t)written;
}

size_t error_page(char text[ERROR_PAGE_SIZE], const struct rule *rule, const char *style)
{
    const char *reason = status_reason(rule->status);
    bool cited = rule->section != NULL, styled = style != NULL;
    int written = snprintf(
        text, ERROR_PAGE_SIZE,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\">%s%s%s<title>%d %s</title></head>\n"
        "<body><main><h1>%d %s</h1>\n<p>%s%s%s%s.</p></main></body></html>\n",
        styled ? "<link rel=\"stylesheet\" href=\"" : "", styled ? style : "", styled ? "\">" : "",
        rule->status, reason, rule->status, reason, rule->why, cited ? " (" : "",
        cited ? rule->section : "", cited ? ")" : "");
    if (written < 0)
        return 0;
    return written < ERROR_PAGE_SIZE ? (size_t)written : ERROR_PAGE_SIZE - 1;
}
