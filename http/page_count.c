/* /count: one counter with a lock and one without, and what many threads make of them (counter.h). */
#include "counter.h"
#include "form.h"
#include "page.h"
#include "pages.h"
#include "site.h"

enum { TIMES_LIMIT = 100000 };

/* Do what the form says: add, or begin again. False when the answer is an error already. */
static bool change(struct exchange *exchange)
{
    static const struct rule bad_times = {400, "times must be a number from 1 to 100000", NULL};
    static const struct rule bad_action = {400, "action must be \"add\" or \"reset\"", NULL};
    const struct rule *broken = NULL;
    struct span action;
    long times = 1000;
    if (!page_takes_form(exchange))
        return false;
    bool given = form_find(exchange->body, "action", &action);
    if (given && form_is(action, "reset"))
        counter_reset(exchange->site->counter);
    else if (given && !form_is(action, "add"))
        broken = &bad_action;
    else if (!form_number(exchange->body, "times", 1, TIMES_LIMIT, &times))
        broken = &bad_times;
    else
        counter_add(exchange->site->counter, times);
    if (broken != NULL)
        exchange_refuse(exchange, broken);
    return broken == NULL;
}

/* A form brings the browser back to the page, so that a reload doesn't send it again; with ?format=text, for curl
 * and for the script, the numbers come at once. */
void show_count(struct exchange *exchange)
{
    struct span format;
    bool text =
        form_find(exchange->request->target.query, "format", &format) && form_is(format, "text");
    bool post = span_is(exchange->request->method, "POST");
    if (post && !change(exchange))
        return;
    if (post && !text) {
        exchange_see_other(exchange, "/count");
        return;
    }
    struct counts counts = counter_read(exchange->site->counter);
    long lost = counts.locked > counts.unlocked ? counts.locked - counts.unlocked : 0;
    if (text) {
        exchange->answer.type = "text/plain; charset=utf-8";
        text_put(&exchange->answer.fields, "Cache-Control: no-store\r\n");
        text_print(&exchange->answer.text, "locked %ld\nunlocked %ld\nlost %ld\n", counts.locked,
                   counts.unlocked, lost);
        return;
    }
    const struct value values[] = {value_number("locked", counts.locked),
                                   value_number("unlocked", counts.unlocked),
                                   value_number("lost", lost)};
    page_answer(exchange, "count.html", "A counter and a lock", values, 3);
}
