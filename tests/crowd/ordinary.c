#include "ordinary.h"

#include <math.h>

#include "../../common/message.h"
#include "../../common/timing.h"
#include "memory.h"

void ordinary_start(struct ordinary *o, struct loop *loop, const char *path, double every_s,
                    double patience_s)
{
    *o = (struct ordinary){.loop = loop, .every_s = every_s, .next_s = now_s()};
    o->script.patience_s = patience_s;
    script_get(&o->script, o->request, sizeof o->request, path, "Connection: close\r\n");
}

/* Note how long an answer took. */
static void note(struct ordinary *o, double ms)
{
    if (o->answered == o->room) {
        o->room = o->room > 0 ? 2 * o->room : 1024;
        o->times_ms = more_memory(o->times_ms, o->room * sizeof *o->times_ms);
    }
    o->times_ms[o->answered++] = ms;
}

static void ended(struct conversation *c)
{
    struct ordinary *o = c->context;
    o->waiting--;
    if (c->fault == RIGHT)
        note(o, (now_s() - c->began_s) * 1000);
    else
        warn("ordinary client %zu: %s", o->asked, c->details);
    conversation_close(c);
    free(c);
}

static void ask(struct ordinary *o)
{
    struct conversation *c = new_memory(1, sizeof *c);
    c->sock = -1;
    c->ended = ended;
    c->context = o;
    o->asked++;
    o->waiting++;
    loop_begin(o->loop, c, &o->script);
}

void ordinary_run_once(struct ordinary *o, double until_s)
{
    double now = now_s();
    if (o->every_s == 0) {
        loop_run_once(o->loop, until_s);
        return;
    }
    if (now >= o->next_s) {
        if (o->waiting < ORDINARY_LIMIT)
            ask(o);
        o->next_s = later(o->next_s + o->every_s, now); /* what we have missed ourselves is past */
    }
    loop_run_once(o->loop, earlier(until_s, o->next_s));
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

bool ordinary_finish(struct ordinary *o)
{
    bool all;
    while (o->waiting > 0)
        loop_run_once(o->loop, INFINITY);
    all = o->answered == o->asked;
    if (o->every_s > 0) {
        say("ordinary-asked %zu\nordinary-answered %zu\n", o->asked, o->answered);
        if (o->answered > 0) {
            qsort(o->times_ms, o->answered, sizeof *o->times_ms, by_size);
            say("ordinary-median-ms %.2f\n", o->times_ms[o->answered / 2]);
            say("ordinary-worst-ms %.2f\n", o->times_ms[o->answered - 1]);
        }
    }
    free(o->times_ms);
    return all;
}
