#include "mixed.h"

#include <math.h>
#include <string.h>

#include "../../common/message.h"
#include "kinds.h"
#include "loop.h"
#include "memory.h"

/* One place in the crowd: when a client has ended, another of the same kind takes it. */
struct place {
    struct conversation conversation; /* its context is this place */
    struct writer writer;
    const struct kind *kind;
    struct mixture *mixture;
};

struct mixture {
    const struct plan *plan;
    struct material material;
    struct loop loop;
    struct place *places;
    double began_s;
    unsigned long long ended[KINDS], wrong[KINDS], answers;
};

static void next_client(struct place *place)
{
    place->kind->write(&place->writer);
    place->writer.script.patience_s = place->mixture->plan->patience_s;
    loop_begin(&place->mixture->loop, &place->conversation, &place->writer.script);
}

/* Something was wrong: what, and with which request. */
static void say_wrong(const struct place *place)
{
    const struct script *script = &place->writer.script;
    warn("%s: answer %d: %s", place->kind->name, place->conversation.answered + 1,
         place->conversation.details);
    /* Pipelined requests stand one behind the other; that of the answer is not looked for. */
    say_bytes("  asked: ", script->bytes, place->writer.length < 300 ? place->writer.length : 300,
              "\n");
}

static void ended(struct conversation *conversation)
{
    enum { ENOUGH = 20 }; /* of the same complaints */
    struct place *place = conversation->context;
    struct mixture *mixture = place->mixture;
    ptrdiff_t kind = place->kind - kinds;
    mixture->ended[kind]++;
    mixture->answers += (unsigned long long)conversation->answered;
    if (conversation->fault != RIGHT && mixture->wrong[kind]++ < ENOUGH)
        say_wrong(place);
    conversation_close(conversation);
    if (!plan_is_over(mixture->plan, mixture->began_s))
        next_client(place);
}

/* Give each place its kind: all kinds in turn, or the only one that is wanted. */
static void take_places(struct mixture *mixture)
{
    const struct plan *plan = mixture->plan;
    size_t count = (size_t)plan->clients, only = KINDS;
    for (size_t i = 0; plan->only != NULL && i < KINDS; i++)
        if (strcmp(kinds[i].name, plan->only) == 0)
            only = i;
    if (plan->only != NULL && only == KINDS)
        wrong_usage("there is no kind '%s'", plan->only);
    mixture->places = new_memory(count, sizeof *mixture->places);
    for (size_t i = 0; i < count; i++) {
        struct place *place = &mixture->places[i];
        place->mixture = mixture;
        place->kind = &kinds[only < KINDS ? only : i % KINDS];
        place->writer.material = &mixture->material;
        place->writer.dice = (uint64_t)plan->seed << 32 | i;
        place->conversation.sock = -1;
        place->conversation.ended = ended;
        place->conversation.context = place;
    }
}

static bool say_tallies(const struct mixture *mixture)
{
    unsigned long long wrong = 0;
    for (int kind = 0; kind < KINDS; kind++) {
        say("%s %llu\n%s-wrong %llu\n", kinds[kind].name, mixture->ended[kind], kinds[kind].name,
            mixture->wrong[kind]);
        wrong += mixture->wrong[kind];
    }
    say("answers %llu\nwrong %llu\n", mixture->answers, wrong);
    return wrong == 0;
}

bool mixed(const struct plan *plan)
{
    static struct mixture mixture; /* too large for some stacks */
    size_t count = (size_t)plan->clients;
    if (plan->root == NULL)
        wrong_usage("a mixed crowd needs --root, the folder that the server shows");
    mixture.plan = plan;
    mixture.began_s = now_s();
    material_gather(&mixture.material, plan->root);
    take_places(&mixture);
    loop_start(&mixture.loop, plan->port, count);
    for (size_t i = 0; i < count; i++)
        next_client(&mixture.places[i]);
    while (mixture.loop.count > 0)
        loop_run_once(&mixture.loop, INFINITY);
    for (size_t i = 0; i < count; i++)
        writer_release(&mixture.places[i].writer);
    free(mixture.places);
    loop_release(&mixture.loop);
    material_release(&mixture.material);
    return say_tallies(&mixture);
}
