/* lab/compare on systems other than Linux, which have neither the line of lab/link nor its way to ask about a connection. */
#include "../common/message.h"
#include "compare.h"

int tcp_facts_of(int sock, struct tcp_facts *facts)
{
    (void)sock, (void)facts;
    return -1;
}

void end_with_parent(void)
{
}

int carry_on_line(const struct plan *plan, enum protocol protocol, int notes)
{
    (void)plan, (void)protocol, (void)notes;
    warn("this system has no networks that a program could make for itself; Linux has");
    return EXIT_CANNOT_RUN_HERE;
}
