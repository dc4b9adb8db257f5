#include "requests.h"

#include <stdio.h>

/* What follows the target; CLOSE: this is the last request. */
static void add_fields(struct writer *w, bool close)
{
    static const char *const more[] = {"", "Accept: */*\r\n", "X-Empty:\r\n",
                                       "User-Agent: crowd\r\nAccept-Language: en\r\n"};
    bool old = close && roll(w, 4) == 0;
    add_text(w, old ? " HTTP/1.0\r\nHost: crowd\r\n" : " HTTP/1.1\r\nHost: crowd\r\n");
    add_text(w, more[roll(w, 4)]);
    if (close && !old)
        add_text(w, roll(w, 2) ? "Connection: close\r\n" : "connection: x, Close\r\n");
}

static const struct file *any_file(struct writer *w)
{
    return &w->material->files[roll(w, w->material->file_count)];
}

void ask_file(struct writer *w, bool close)
{
    const struct file *file = any_file(w);
    bool head_only = roll(w, 5) == 0;
    add_format(w, "%s /%s", head_only ? "HEAD" : "GET", file->name);
    add_fields(w, close);
    add_text(w, "\r\n");
    struct expected *expected = expect(w, 200);
    expected->head_only = head_only;
    expected->body = file->bytes;
    expected->length = file->length;
    expected->field = "Content-Length";
    snprintf(expected->value, sizeof expected->value, "%zu", file->length);
}

/* The pages that are made anew each time: that they are well framed must do. */
static void ask_page(struct writer *w, bool close)
{
    static const char *const pages[] = {"/", "/inspect", "/cookies", "/form", "/slow?ms=20"};
    add_format(w, "GET %s", pages[roll(w, sizeof pages / sizeof pages[0])]);
    add_fields(w, close);
    add_text(w, "\r\n");
    expect(w, 200);
}

static void ask_missing(struct writer *w, bool close)
{
    add_format(w, "GET /none/%zu", roll(w, 1000));
    add_fields(w, close);
    add_text(w, "\r\n");
    expect(w, 404);
}

void ask_range(struct writer *w, bool close)
{
    const struct file *file = any_file(w);
    while (file->length == 0)
        file = any_file(w);
    size_t length = file->length, first = roll(w, length), last = first + roll(w, length - first);
    add_format(w, "GET /%s", file->name);
    add_fields(w, close);
    switch (roll(w, 4)) {
    case 0:
        add_format(w, "Range: bytes=%zu-%zu\r\n\r\n", first, last);
        break;
    case 1:
        last = length - 1;
        add_format(w, "Range: bytes=%zu-\r\n\r\n", first);
        break;
    case 2:
        last = length - 1;
        add_format(w, "Range: bytes=-%zu\r\n\r\n", length - first);
        break;
    default:
        add_format(w, "Range: bytes=%zu-\r\n\r\n", length + roll(w, 1000));
        struct expected *refused = expect(w, 416);
        refused->field = "Content-Range";
        snprintf(refused->value, sizeof refused->value, "bytes */%zu", length);
        return;
    }
    struct expected *part = expect(w, 206);
    part->body = file->bytes + first;
    part->length = last - first + 1;
    part->field = "Content-Range";
    snprintf(part->value, sizeof part->value, "bytes %zu-%zu/%zu", first, last, length);
}

/* A body in chunks of any size, with all that the grammar allows around them. */
static void add_chunks(struct writer *w, const char *bytes, size_t length, size_t largest)
{
    static const char *const formats[] = {"%zx\r\n", "%zX\r\n", "000%zx\r\n", "%zx;a=b\r\n",
                                          "%zx ; a=\"b c\"\r\n"};
    while (length > 0) {
        size_t size = 1 + roll(w, largest);
        size = size < length ? size : length;
        add_format(w, formats[roll(w, 5)], size);
        add(w, bytes, size);
        add_text(w, "\r\n");
        bytes += size;
        length -= size;
    }
    add_text(w, roll(w, 3) ? "0\r\n\r\n" : "0\r\nX-Trailer: any\r\nContent-Length: 7\r\n\r\n");
}

/* To /echo, up to LARGEST bytes, which must come back. */
static void ask_echo(struct writer *w, bool close, size_t largest)
{
    size_t length = roll(w, 2) ? roll(w, largest + 1) : roll(w, 100), first = NOISE_SIZE - length;
    const char *bytes = w->material->noise + roll(w, first + 1);
    bool chunked = roll(w, 2);
    add_text(w, roll(w, 2) ? "POST /echo HTTP/1.1\r\nHost: crowd\r\n"
                           : "PUT /echo HTTP/1.1\r\nHost: crowd\r\n");
    if (close)
        add_text(w, "Connection: close\r\n");
    if (chunked)
        add_text(w, "Transfer-Encoding: Chunked\r\n");
    else
        add_format(w, "Content-Length: %zu\r\n", length);
    if (length > 0 && w->script.expected_count == 0 && roll(w, 3) == 0) { /* ask first */
        add_text(w, "Expect: 100-continue\r\n\r\n");
        end_piece(w);
        expect(w, 100);
        await_answers(w);
    } else {
        add_text(w, "\r\n");
    }
    if (chunked)
        add_chunks(w, bytes, length, 1 + roll(w, 8192));
    else
        add(w, bytes, length);
    struct expected *expected = expect(w, 200);
    expected->body = bytes;
    expected->length = length;
}

void ask_large_echo(struct writer *w, bool close)
{
    ask_echo(w, close, NOISE_SIZE);
}

void ask_any(struct writer *w, bool close)
{
    switch (roll(w, 8)) {
    case 0:
        ask_missing(w, close);
        break;
    case 1:
        ask_range(w, close);
        break;
    case 2:
        ask_page(w, close);
        break;
    case 3:
        ask_echo(w, close, 2000);
        break;
    default:
        ask_file(w, close);
    }
}

void ask_last(struct writer *w, void (*ask)(struct writer *w, bool close))
{
    bool close = roll(w, 2);
    ask(w, close);
    w->script.half_close = !close && roll(w, 3) == 0;
    w->script.ending = close || w->script.half_close ? THEY_CLOSE : WE_CLOSE;
}
