/* Crowds of HTTP clients, for the tests and benchmarks: many, slow, idle, deaf, or of every kind at once.
 *
 *     crowd slow -p PORT -n 200     each sends a byte a second of a head that has no end
 *     crowd idle -p PORT -n 2000    each holds its connection; with --ask, it asks before and after
 *     crowd deaf -p PORT -n 50      each asks for --path, something large, and never reads
 *     crowd mixed -p PORT -n 64     each does something else, again and again (crowd/mixed.c)
 *
 * Meanwhile an ordinary client asks for --path every 20 ms. What comes of it is said in lines of a name and a
 * number. "held", a line by itself, is said when the crowd is there and has been answered, if it is to be; it then
 * stays for --seconds, or until the file --until exists.
 *
 * 0; 1 when an answer was wrong, or the ordinary client not answered; 2 for wrong usage. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "../common/message.h"
#include "../common/options.h"
#include "crowd/memory.h"
#include "crowd/mixed.h"
#include "crowd/ordinary.h"

/* So many idle clients connect at the same time: no server's backlog is shorter. */
enum { AT_ONCE = 256 };

/* A crowd whose clients all do the same. */
struct crowd {
    const struct plan *plan;
    struct loop loop;
    struct ordinary ordinary;
    struct conversation *clients;
    size_t count;
};

static void crowd_start(struct crowd *crowd, const struct plan *plan, const char *ordinary_path)
{
    *crowd = (struct crowd){.plan = plan, .count = (size_t)plan->clients};
    crowd->clients = new_memory(crowd->count, sizeof *crowd->clients);
    for (size_t i = 0; i < crowd->count; i++)
        crowd->clients[i].sock = -1;
    loop_start(&crowd->loop, plan->port, crowd->count + ORDINARY_LIMIT);
    ordinary_start(&crowd->ordinary, &crowd->loop, ordinary_path, plan->every_s, plan->patience_s);
}

/* Stay until the plan is over. */
static void crowd_stay(struct crowd *crowd)
{
    double began = now_s();
    while (!plan_is_over(crowd->plan, began))
        ordinary_run_once(&crowd->ordinary, now_s() + 0.05);
}

/* All go. Returns whether the ordinary client was content. */
static bool crowd_end(struct crowd *crowd)
{
    bool content = ordinary_finish(&crowd->ordinary);
    loop_abandon(&crowd->loop);
    for (size_t i = 0; i < crowd->count; i++)
        conversation_close(&crowd->clients[i]);
    loop_release(&crowd->loop);
    free(crowd->clients);
    return content;
}

static void close_ended(struct conversation *client)
{
    conversation_close(client);
}

static void keep_ended(struct conversation *client)
{
    (void)client; /* its connection is what this crowd is about */
}

/* All begin now; so many a second as can be. */
static void begin_all(struct crowd *crowd, const struct script *script,
                      void (*ended)(struct conversation *))
{
    for (size_t i = 0; i < crowd->count; i++) {
        crowd->clients[i].ended = ended;
        loop_begin(&crowd->loop, &crowd->clients[i], script);
    }
}

static bool slow(const struct plan *plan)
{
    char head[8000] = "GET / HTTP/1.1\r\nHost: crowd\r\nX-Slow: ";
    memset(head + strlen(head), 'a', sizeof head - strlen(head));
    const struct script script = {
        .bytes = head,
        .pieces = {{.end = 1}, {.end = sizeof head, .step = 1, .pause_s = 1}},
        .piece_count = 2,
        .expected = {{.status = 408}},
        .expected_count = 1,
        .ending = THEY_CLOSE,
    };
    struct crowd crowd;
    size_t waiting, answered = 0;
    crowd_start(&crowd, plan, plan->path);
    begin_all(&crowd, &script, close_ended);
    crowd_stay(&crowd);
    waiting = crowd.loop.count - crowd.ordinary.waiting;
    for (size_t i = 0; i < crowd.count; i++)
        answered += crowd.clients[i].answered == 1;
    say("slow %zu\nslow-408 %zu\nslow-waiting %zu\n", crowd.count, answered, waiting);
    say("slow-wrong %zu\n", crowd.count - answered - waiting);
    return crowd_end(&crowd) && crowd.count == answered + waiting;
}

/* All whose connection is open, or all when there is none yet, follow SCRIPT, AT_ONCE at a time, and not all before
 * plan->over_s have passed. */
static void follow(struct crowd *crowd, const struct script *script, bool connect)
{
    double began = now_s(), each_s = crowd->plan->over_s / (double)crowd->count;
    for (size_t next = 0; next < crowd->count || crowd->loop.count > crowd->ordinary.waiting;) {
        while (next < crowd->count && crowd->loop.count < AT_ONCE + crowd->ordinary.waiting &&
               now_s() >= began + (double)next * each_s) {
            struct conversation *client = &crowd->clients[next++];
            client->ended = keep_ended;
            if (connect || (client->fault == RIGHT && client->sock != -1))
                loop_begin(&crowd->loop, client, script);
        }
        ordinary_run_once(&crowd->ordinary, now_s() + (each_s > 0 ? 0.001 : 0.05));
    }
}

/* Say what came of it; FAULT is RIGHT for all that were connected and, if they asked, answered with 200. */
static size_t say_faults(const struct crowd *crowd, const char *when, bool asked)
{
    static const char *const names[FAULTS] = {
        [NOT_CONNECTED] = "not-connected",
        [CLOSED] = "closed",
        [RESET] = "reset",
        [SILENT] = "silent",
    };
    size_t counts[FAULTS] = {0}, full = 0, right = 0, wrong = 0;
    for (size_t i = 0; i < crowd->count; i++) {
        counts[crowd->clients[i].fault]++;
        full += crowd->clients[i].fault == OTHER_STATUS && crowd->clients[i].status == 503;
    }
    right = counts[RIGHT];
    say("%s-%s %zu\n%s-503 %zu\n", when, asked ? "answered" : "connected", right, when, full);
    for (int fault = NOT_CONNECTED; fault < FAULTS; fault++) {
        if (names[fault] != NULL)
            say("%s-%s %zu\n", when, names[fault], counts[fault]);
        else
            wrong += counts[fault];
    }
    say("%s-wrong %zu\n", when, wrong - full);
    return wrong - full;
}

static bool idle(const struct plan *plan)
{
    struct crowd crowd;
    crowd_start(&crowd, plan, plan->path);
    char request[1024];
    const struct script nothing = {.ending = STAY_OPEN, .patience_s = plan->patience_s};
    struct script question = nothing;
    script_get(&question, request, sizeof request, plan->path, "");

    double began = now_s();
    follow(&crowd, plan->ask ? &question : &nothing, true);
    say("idle %zu\nestablish-seconds %.3f\n", crowd.count, now_s() - began);
    size_t wrong = say_faults(&crowd, "before", plan->ask);
    say("held\n");
    crowd_stay(&crowd);
    if (plan->ask) {
        follow(&crowd, &question, false);
        wrong += say_faults(&crowd, "after", plan->ask);
    }
    return crowd_end(&crowd) && wrong == 0;
}

static bool deaf(const struct plan *plan)
{
    char request[1024];
    struct script script = {.deaf = true};
    script_get(&script, request, sizeof request, plan->path, "");
    script.expected_count = 0;
    struct crowd crowd;
    crowd_start(&crowd, plan, "/");
    begin_all(&crowd, &script, close_ended);
    crowd_stay(&crowd);
    size_t waiting = crowd.loop.count - crowd.ordinary.waiting;
    say("deaf %zu\ndeaf-waiting %zu\ndeaf-dropped %zu\n", crowd.count, waiting,
        crowd.count - waiting);
    return crowd_end(&crowd);
}

int main(int argc, char *argv[])
{
    struct plan plan = {.port = 8080,
                        .clients = 64,
                        .seconds = 10,
                        .path = "/",
                        .every_s = 0.02,
                        .patience_s = 20,
                        .seed = 1};
    const struct option options[] = {
        {'p', "port", "PORT", "the server's port, at 127.0.0.1", .number = &plan.port, .min = 1,
         .max = 65535},
        {'n', NULL, "N", "so many clients", .number = &plan.clients, .min = 1, .max = 100000},
        {0, "seconds", "TIME", "how long they stay", .seconds = &plan.seconds},
        {0, "until", "FILE", "they stay only until it exists", .text = &plan.until},
        {0, "path", "PATH", "what is asked for", .text = &plan.path},
        {0, "ask", NULL, "idle clients ask before they idle, and after", .flag = &plan.ask},
        {0, "over", "TIME", "idle clients come within so long; 0: as fast as can be",
         .seconds = &plan.over_s},
        {0, "every", "TIME", "the ordinary client asks so often; 0: never",
         .seconds = &plan.every_s},
        {0, "patience", "TIME", "how long a client waits for an answer",
         .seconds = &plan.patience_s},
        {0, "root", "DIR", "mixed: the files that the server has", .text = &plan.root},
        {0, "only", "KIND", "mixed: only clients of this kind", .text = &plan.only},
        {0, "seed", "N", "mixed: another seed, another crowd", .number = &plan.seed, .min = 1,
         .max = 1000000},
        {0},
    };
    static const struct {
        const char *name;
        bool (*raise)(const struct plan *plan);
    } crowds[] = {{"slow", slow}, {"idle", idle}, {"deaf", deaf}, {"mixed", mixed}};
    const char *name = read_own_options("Raise a crowd of HTTP clients.", "CROWD",
                                        "slow, idle, deaf or mixed", options, argc, argv);
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; name != NULL && i < sizeof crowds / sizeof crowds[0]; i++)
        if (strcmp(crowds[i].name, name) == 0)
            return crowds[i].raise(&plan) ? output_finish() : EXIT_FAILURE;
    wrong_usage("which crowd? slow, idle, deaf or mixed");
}
