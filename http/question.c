#include "question.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../common/message.h"
#include "../common/options.h"

void read_field_line(const char *noun, const char *text, void *into)
{
    struct question *question = into;
    if (strchr(text, ':') == NULL || strpbrk(text, "\r\n") != NULL)
        wrong_usage("%s '%s' is not a field line, such as 'Accept: text/html'", noun, text);
    if (question->line_count == LINES)
        wrong_usage("%s: more than %d field lines", noun, LINES);
    question->lines[question->line_count++] = text;
}

/* Is it a line of that name? */
static bool is_line(const char *line, const char *name)
{
    return span_is_nocase((struct span){line, strcspn(line, ":")}, name);
}

/* Does the command line itself say what this field shall be? */
static bool has_line(const struct question *question, const char *name)
{
    for (int i = 0; i < question->line_count; i++)
        if (is_line(question->lines[i], name))
            return true;
    return false;
}

/* What was meant for one server is nothing to the one that it sends us to, a password least of all. */
static bool is_personal(const char *line)
{
    return is_line(line, "Authorization") || is_line(line, "Cookie") || is_line(line, "Host");
}

/* What was said of the data is wrong without it: a Content-Length, or chunks, would promise what never comes. */
static bool is_of_content(const char *line)
{
    return strncasecmp(line, "Content-", 8) == 0 || is_line(line, "Transfer-Encoding");
}

/* A request that is sent anew elsewhere leaves such lines out (RFC 9110, section 15.4). */
static void drop_lines(struct question *question, bool (*is_meant)(const char *line))
{
    int kept = 0;
    for (int i = 0; i < question->line_count; i++)
        if (!is_meant(question->lines[i]))
            question->lines[kept++] = question->lines[i];
    question->line_count = kept;
}

static void print_request(FILE *out, const struct question *question)
{
    fprintf(out, "%s %s HTTP/1.1\r\n", question->method, question->url.target);
    if (!has_line(question, "Host"))
        fprintf(out, "Host: %s\r\n", question->url.authority);
    if (!has_line(question, "User-Agent"))
        fprintf(out, "User-Agent: two-terminals/%s\r\n", TWO_TERMINALS_VERSION);
    if (!has_line(question, "Accept"))
        fprintf(out, "Accept: */*\r\n");
    if (question->data != NULL && !has_line(question, "Content-Type"))
        fprintf(out, "Content-Type: application/x-www-form-urlencoded\r\n");
    if (question->data != NULL && !has_line(question, "Content-Length"))
        fprintf(out, "Content-Length: %zu\r\n", strlen(question->data));
    for (int i = 0; i < question->line_count; i++)
        fprintf(out, "%s\r\n", question->lines[i]);
    fprintf(out, "Connection: close\r\n\r\n");
}

size_t question_write(const struct question *question, char *text, size_t size)
{
    long length = -1;
    FILE *out = fmemopen(text, size, "w");
    if (out != NULL) {
        print_request(out, question);
        fflush(out);
        length = ferror(out) ? -1 : ftell(out);
        fclose(out);
    }
    if (length < 0 || (size_t)length >= size)
        die("the request is longer than %zu bytes", size);
    return (size_t)length;
}

/* The URL that LOCATION, any bytes of a server, names. NULL, or in words what is wrong with it. */
static const char *read_location(struct url *next, const struct url *base, struct span location)
{
    char text[URL_LIMIT];
    if (location.length >= sizeof text)
        return "it is too long";
    if (span_has(location, '\0')) /* as a string it would end there, and be another URL */
        return "it has a space or another character that must be written as %XX";
    memcpy(text, location.at, location.length);
    text[location.length] = '\0';
    return url_follow(next, base, text);
}

bool question_follow(struct question *question, const struct reply *reply)
{
    struct span location;
    bool moved = reply->status == 301 || reply->status == 302 || reply->status == 303 ||
                 reply->status == 307 || reply->status == 308;
    if (!moved || !reply_field(reply, "Location", &location))
        return false;
    struct url next;
    const char *wrong = read_location(&next, &question->url, location);
    if (wrong != NULL)
        die("the server says that the page is at another URL, but %s", wrong);
    if (strcmp(next.authority, question->url.authority) != 0)
        drop_lines(question, is_personal);
    question->url = next;
    /* The answer to a form is to be read there (RFC 9110, section 15.4.4); with 301 and 302 all do as with 303, but of
     * another method than POST nobody may make a GET (section 15.4.3). */
    if (reply->status == 303 || (reply->status < 303 && strcmp(question->method, "POST") == 0)) {
        question->method = strcmp(question->method, "HEAD") == 0 ? "HEAD" : "GET";
        question->data = NULL;
        drop_lines(question, is_of_content);
    }
    return true;
}
