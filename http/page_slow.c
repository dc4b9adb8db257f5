/* /slow, /drip, /race: pages that take their time, to see how a server shares its own. */
#include <stdio.h>

#include "../common/timing.h"
#include "form.h"
#include "page.h"
#include "pages.h"
#include "site.h"
#include "turnstile.h"

/* How long it took goes into a field too, which a script can read and a browser's tools show
 * (https://www.w3.org/TR/server-timing/). */
static void answer_times(struct exchange *exchange, long wanted_ms, double waited_s,
                         double served_s)
{
    long waited_ms = (long)(waited_s * 1000 + 0.5), served_ms = (long)(served_s * 1000 + 0.5);
    text_print(&exchange->answer.fields, "Server-Timing: wait;dur=%ld, serve;dur=%ld\r\n",
               waited_ms, served_ms);
    const struct value values[] = {
        value_number("ms", wanted_ms),
        value_number("waited", waited_ms),
        value_number("served", served_ms),
    };
    page_answer(exchange, "slow.html", "A page that takes its time", values,
                sizeof values / sizeof values[0]);
}

/* With alone=1, one such request is served at a time, as by a server with a single thread. */
void show_slow(struct exchange *exchange)
{
    static const struct rule bad_ms = {400, "ms must be a number from 0 to 10000", NULL};
    static const struct rule bad_alone = {400, "alone must be 0 or 1", NULL};
    static const struct rule crowded = {503, "Too many wait already for their turn to be alone",
                                        "RFC 9110, section 15.6.4"};
    struct span query = exchange->request->target.query;
    struct turnstile *turnstile = exchange->site->turnstile;
    const struct rule *broken = NULL;
    long ms = 500, alone = 0;
    double waited_s = 0;
    if (!form_number(query, "ms", 0, 10000, &ms))
        broken = &bad_ms;
    else if (!form_number(query, "alone", 0, 1, &alone))
        broken = &bad_alone;
    else if (alone == 1 && !turnstile_enter(turnstile, &waited_s))
        broken = &crowded;
    if (broken != NULL) {
        if (broken == &crowded)
            text_put(&exchange->answer.fields, "Retry-After: 5\r\n");
        exchange_refuse(exchange, broken);
        return;
    }
    double began = now_s();
    exchange_pause(exchange,
                   (double)ms / 1000); /* if the server is to end, rather soon than late */
    double done = now_s();
    if (alone == 1)
        turnstile_leave(turnstile);
    answer_times(exchange, ms, waited_s, done - began);
}

void show_drip(struct exchange *exchange)
{
    static const struct rule bad_n = {400, "n must be a number from 1 to 100", NULL};
    static const struct rule bad_ms = {400, "ms must be a number from 10 to 5000", NULL};
    struct span query = exchange->request->target.query;
    long count = 10, ms = 500;
    const struct rule *broken = NULL;
    if (!form_number(query, "n", 1, 100, &count))
        broken = &bad_n;
    else if (!form_number(query, "ms", 10, 5000, &ms))
        broken = &bad_ms;
    if (broken != NULL) {
        exchange_refuse(exchange, broken);
        return;
    }
    exchange->answer.type = "text/plain; charset=utf-8";
    text_put(&exchange->answer.fields, "Cache-Control: no-store\r\n");
    double began = now_s();
    int sent = exchange_begin(exchange);
    bool going_on = true;
    for (long i = 1; i <= count && sent == 0; i++) {
        char piece[128];
        int length = snprintf(piece, sizeof piece, "piece %ld of %ld, after %.3f s%s\n", i, count,
                              now_s() - began,
                              going_on ? "" : "; the server ends, and this is the last one");
        sent = exchange_piece(exchange, piece, (size_t)length);
        if (!going_on)
            return;
        if (i < count && sent == 0)
            going_on = exchange_pause(exchange, (double)ms / 1000);
    }
}

void show_race(struct exchange *exchange)
{
    page_answer(exchange, "race.html", "Six requests at once", NULL, 0);
}
