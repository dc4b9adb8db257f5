#include "heads.h"

#include <assert.h>
#include <string.h>

size_t head_roll(struct head *head, size_t below)
{
    head->dice ^= head->dice << 13; /* xorshift64 */
    head->dice ^= head->dice >> 7;
    head->dice ^= head->dice << 17;
    return (size_t)(head->dice % below);
}

static void add(struct head *head, const char *text)
{
    size_t length = strlen(text);
    assert(length < sizeof head->text - head->length);
    memcpy(head->text + head->length, text, length);
    head->length += length;
}

static const char *any(struct head *head, const char *const *from, size_t count)
{
    return from[head_roll(head, count)];
}

#define ANY(head, ...)                                                                             \
    any(head, (const char *const[]){__VA_ARGS__},                                                  \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* The usual one mostly, an odd one now and then. */
static const char *mostly(struct head *head, const char *usual, const char *odd)
{
    return head_roll(head, 12) > 0 ? usual : odd;
}

/* Add a field line that is right by itself, or perhaps not quite. */
static void add_field(struct head *head)
{
    if (head_roll(head, 4) > 0) {
        add(head,
            ANY(head, "Accept: */*", "X:", "X: a b", "Content-Length: 5", "content-length:0010",
                "Transfer-Encoding: chunked", "transfer-encoding:\tCHUNKed ", "Connection: close",
                "Connection: keep-alive, x", "CONNECTION: x ,Close", "Expect: 100-Continue",
                "Cookie: a=b; c=d", "X: \x80\xff", "Content-Length: 9223372036854775807"));
    } else {
        add(head,
            ANY(head, "Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "X"));
        add(head, mostly(head, ": ", ANY(head, " :", "", ":")));
        add(head, ANY(head, "a", "a:80", "[::1]:8080", "a:65536", "a:065535", "5", "00", "5, 5",
                      "9223372036854775808", "chunked", "gzip, chunked", "chunked,", "gzip",
                      "close", "100-continue", "", "x y", "a%20", "a%2", "-1", "0x5"));
    }
    add(head, mostly(head, "\r\n",
                     ANY(head, " \r\n", "\t\r\n", ",\r\n", "\r\r\n", "\x80\r\n", "\n", "\r\n ")));
}

static void add_request_line(struct head *head)
{
    add(head, mostly(head, "", ANY(head, "\r\n", "\r\n\r\n\r\n\r\n", "\r\n\r\n\r\n\r\n\r\n")));
    add(head, ANY(head, "GET", "GET", "HEAD", "POST", "OPTIONS", "CONNECT", "x-y"));
    add(head, mostly(head, " ", ANY(head, "  ", "\t")));
    add(head, mostly(head, ANY(head, "/", "/a?b", "/%41", "http://a/", "HTTP://[::1]:80?q"),
                     ANY(head, "*", "http://", "a:443", "/%4", "/%00", "/?%00", "/a#b", "//")));
    add(head, mostly(head, " HTTP/", "  HTTP/"));
    add(head, mostly(head, ANY(head, "1.1", "1.1", "1.0", "1.2"),
                     ANY(head, "2.0", "1.10", "01.1", "0.9")));
    add(head, "\r\n");
}

/* Change, insert or delete a byte. */
static void spoil(struct head *head)
{
    static const char odd[] = "\0\t\n\v\r !\"#%,/:;=?@[]{}\x7f\x80\xff"
                              "aA0";
    size_t at = head_roll(head, head->length + 1), behind = head->length - at;
    char c = odd[head_roll(head, sizeof odd - 1)];
    switch (head_roll(head, 3)) {
    case 0:
        if (behind > 0)
            head->text[at] = c;
        break;
    case 1:
        assert(head->length < sizeof head->text);
        memmove(head->text + at + 1, head->text + at, behind);
        head->text[at] = c;
        head->length++;
        break;
    default:
        if (behind == 0)
            break;
        memmove(head->text + at, head->text + at + 1, behind - 1);
        head->length--;
    }
}

void head_make(struct head *head)
{
    head->length = 0;
    add_request_line(head);
    add(head, mostly(head, "Host: a.example:8080\r\n", ""));
    for (size_t fields = head_roll(head, 5); fields > 0; fields--)
        add_field(head);
    add(head, mostly(head, "\r\n", ANY(head, "\n", "", "\r\nnext")));
    for (size_t odd = head_roll(head, 6) / 3; odd > 0; odd--)
        spoil(head);
}
