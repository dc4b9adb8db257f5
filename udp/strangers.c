/* What udp/chat_server says to those who are not in the chat.
 *
 * Look at what it does not say: two programs that answered every datagram would never end, and a forged
 * sender's address would make others hear of it. So each is told once, and only so many.
 * The page is docs/udp/chat.md. */
#include "strangers.h"

#include <string.h>

#include "../common/narrate.h"

static const char BUSY[] = "Busy: this chat is with somebody else.\n";

bool strangers_tell(struct strangers *strangers, int sock, const char *there,
                    const struct sockaddr *address, socklen_t size)
{
    for (int i = 0; i < strangers->count; i++)
        if (strcmp(strangers->told[i], there) == 0)
            return false;
    if (strangers->count == STRANGERS) /* so many that it is no accident */
        return false;
    memcpy(strangers->told[strangers->count++], there, strlen(there) + 1);
    /* --- send to a stranger: if this one gets lost, it hears nothing, and must expect that --- */
    if (sendto(sock, BUSY, strlen(BUSY), 0, address, size) != -1)
        narrate_bytes('>', BUSY, strlen(BUSY));
    return true;
}
