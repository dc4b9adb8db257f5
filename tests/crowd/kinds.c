#include "kinds.h"

#include "requests.h"

/* One request after the other. */
static void write_ordinary(struct writer *w)
{
    begin(w);
    for (size_t more = roll(w, 4); more > 0; more--) {
        ask_any(w, false);
        end_piece(w);
        await_answers(w);
    }
    ask_last(w, ask_any);
    end_piece(w);
}

/* All requests at once: the answers must come in their order. */
static void write_pipelining(struct writer *w)
{
    begin(w);
    for (size_t more = 1 + roll(w, 7); more > 0; more--)
        ask_any(w, false);
    ask_last(w, ask_any);
    end_piece(w);
}

static void write_range(struct writer *w)
{
    begin(w);
    for (size_t more = roll(w, 3); more > 0; more--) {
        ask_range(w, false);
        end_piece(w);
        await_answers(w);
    }
    ask_last(w, ask_range);
    end_piece(w);
}

static void write_uploading(struct writer *w)
{
    begin(w);
    ask_large_echo(w, false);
    end_piece(w)->step = roll(w, 2) ? 0 : 1 + roll(w, 8192);
    await_answers(w);
    ask_last(w, ask_large_echo);
    end_piece(w)->step = roll(w, 2) ? 0 : 1 + roll(w, 8192);
}

/* Slow in asking, slow in reading, or slow for ever: then the server must lose its patience. */
static void write_slow(struct writer *w)
{
    begin(w);
    if (roll(w, 8) == 0) {
        add_text(w, "GET / HTTP/1.1\r\nHost: cro");
        end_piece(w)->step = 1 + roll(w, 8);
        expect(w, 408);
        w->script.ending = THEY_CLOSE;
    } else if (roll(w, 2)) {
        ask_last(w, ask_any);
        struct piece *piece = end_piece(w);
        piece->step = 1 + roll(w, 16) + w->length / 40; /* within a second at the longest */
        piece->pause_s = 0.001 * (double)(1 + roll(w, 20));
    } else {
        ask_last(w, ask_file);
        end_piece(w);
        w->script.sip = 2048 + roll(w, 8192);
        w->script.sip_s = 0.001 * (double)(1 + roll(w, 10));
    }
}

static void write_idle(struct writer *w)
{
    begin(w);
    if (roll(w, 2)) {
        ask_any(w, false);
        end_piece(w);
        await_answers(w);
    }
    wait_some(w, 3);
    if (roll(w, 2)) {
        ask_last(w, ask_any);
        end_piece(w);
    }
}

/* Send only LENGTH bytes, and await no answer; but an upload that asked first may hear that it is welcome. */
static void cut(struct writer *w, size_t length)
{
    bool asked_first = w->script.expected[0].status == 100;
    bool in_head = w->script.pieces[w->script.piece_count - 1].end > length;
    w->length = length;
    w->script.expected_count = asked_first && !in_head;
    if (asked_first && in_head) {
        w->script.piece_count--;
        w->answers = 0;
    }
}

/* Gone with a reset in the middle of the request, or of the answer; or, with no reset, in the middle of the request,
 * which is then no request at all. */
static void write_aborting(struct writer *w)
{
    begin(w);
    switch (roll(w, 3)) {
    case 0:
        (roll(w, 2) ? ask_any : ask_large_echo)(w, false);
        cut(w, roll(w, w->length));
        w->script.ending = WE_RESET;
        break;
    case 1:
        ask_file(w, false);
        w->script.ending = WE_RESET;
        w->script.enough = roll(w, w->script.expected[0].length + 1);
        break;
    default:
        add_text(w, "GET / HTTP/1.1\r\nHost: crowd\r\n\r\n");
        w->length = 1 + roll(w, w->length - 1);
        w->script.half_close = true;
        w->script.ending = THEY_CLOSE;
        expect(w, 400);
    }
    end_piece(w);
}

/* Requests that two servers could read differently, and others that nobody may take. */
static const struct malformed {
    int status;
    const char *text;
} malformed[] = {
    {400, "GET / HTTP/1.1\r\n\r\n"},
    {400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
    {400, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n"},
    {400, "GET / HTTP/1.1\nHost: a\n\n"},
    {400, "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"},
    {400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\na=b"},
    {400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\na=b"},
    {400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\na=b"},
    {400, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
          "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {400, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n"},
    {400, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=bcd\r\n"},
    {400, "\x16\x03\x01\x02\x01\x01\xfc\x03\x03\r\n\r\n"},
    {413, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n"},
    {501, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"},
    {505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"},
};

/* Each is answered with its status, and then nothing: what follows must not be taken for a request. */
static void write_malformed(struct writer *w)
{
    const struct malformed *chosen = &malformed[roll(w, sizeof malformed / sizeof malformed[0])];
    begin(w);
    if (roll(w, 3) == 0) {
        ask_file(w, false);
        end_piece(w);
        await_answers(w);
    }
    switch (roll(w, 10)) {
    case 0:
        add_text(w, "GET /");
        add(w, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", roll(w, 32));
        for (int i = 0; i < 300; i++)
            add_text(w, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        expect(w, 414);
        break;
    case 1:
        add_text(w, "GET / HTTP/1.1\r\nHost: a\r\n");
        for (int i = 0; i < 200; i++)
            add_format(w, "X-%d: y\r\n", i);
        expect(w, 431);
        break;
    default:
        add_text(w, chosen->text);
        expect(w, chosen->status);
    }
    if (roll(w, 2))
        add_text(w, "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    end_piece(w);
    w->script.ending = THEY_CLOSE;
}

const struct kind kinds[KINDS] = {
    {"ordinary", write_ordinary},   {"slow", write_slow},
    {"aborting", write_aborting},   {"pipelining", write_pipelining},
    {"malformed", write_malformed}, {"uploading", write_uploading},
    {"range", write_range},         {"idle", write_idle},
};
