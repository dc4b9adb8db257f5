#include "sockets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The states, as the kernel numbers them (net/tcp_states.h there). */
enum { FIN_WAIT2 = 5, TIME_WAIT = 6, CLOSED = 7, LISTENING = 10 };

static void count(struct sockets *sockets, bool is_tcp, unsigned long state)
{
    if (!is_tcp || state == LISTENING)
        sockets->somebody_waits = true;
    else if (state != TIME_WAIT && state != CLOSED && state != FIN_WAIT2)
        sockets->open++; /* of those in FIN_WAIT2, the peer may never close */
}

struct sockets look_at_sockets(void)
{
    static const char *const kinds[] = {"tcp", "tcp6", "udp", "udp6"};
    struct sockets sockets = {0};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char path[64], line[512];
        snprintf(path, sizeof path, "/proc/thread-self/net/%s", kinds[i]);
        FILE *file = fopen(path, "re");
        if (file == NULL)
            continue; /* no IPv6 here */
        char first[8],
            state[8]; /* "  0: 0100007F:FFAA 00000000:0000 0A ...", below a line of titles */
        while (fgets(line, sizeof line, file) != NULL)
            if (sscanf(line, " %7[0-9]: %*s %*s %7s", first, state) == 2)
                count(&sockets, kinds[i][0] == 't', strtoul(state, NULL, 16));
        fclose(file);
    }
    return sockets;
}
