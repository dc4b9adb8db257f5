#include <stdio.h>

#include "compare_outcome.h"

static void nothing_was_lost(char text[SENTENCE], const struct figures *udp,
                             const struct figures *tcp)
{
    if (tcp->late == 0)
        snprintf(
            text, SENTENCE,
            "Nothing was lost, and both took as long as the line does, %.1f ms; UDP's messages "
            "came in %zu calls of recv, TCP's in %zu.",
            udp->p50_s * 1e3, udp->calls, tcp->calls);
    else
        snprintf(text, SENTENCE,
                 "UDP lost nothing; of TCP's messages %ld came late, one after %.1f ms: what had "
                 "come waited for what was missing.",
                 tcp->late, tcp->max_s * 1e3);
}

char *comparison_sentence(char text[SENTENCE], const struct comparison *comparison)
{
    const struct figures *udp = &comparison->figures[UDP], *tcp = &comparison->figures[TCP];
    bool tcp_is_whole = tcp->sent == comparison->count && tcp->lost == 0;
    if (!comparison->on_line)
        snprintf(text, SENTENCE,
                 "UDP lost %ld of %ld; TCP could not be put on the line, so nothing can be said of "
                 "what it does about loss.",
                 udp->lost, udp->sent);
    else if (udp->arrived == 0 && tcp->arrived == 0)
        snprintf(text, SENTENCE,
                 "Nothing came. UDP's sender never noticed; TCP's got no %s, and knew.",
                 tcp->sent == 0 ? "connection" : "acknowledgement");
    else if (!tcp_is_whole)
        snprintf(text, SENTENCE,
                 "UDP lost %ld of %ld; TCP had delivered %ld of %ld when it came to an end: it "
                 "waits longer before each new try.",
                 udp->lost, udp->sent, tcp->arrived, comparison->count);
    else if (udp->lost == 0)
        nothing_was_lost(text, udp, tcp);
    else
        snprintf(text, SENTENCE,
                 "UDP lost %ld of %ld, and no other had to wait for them: 99 %% of those that came "
                 "took at most %.1f ms. TCP lost none, but %ld came late, one after %.1f ms: what "
                 "had come waited for what was missing.",
                 udp->lost, udp->sent, udp->p99_s * 1e3, tcp->late, tcp->max_s * 1e3);
    return text;
}
