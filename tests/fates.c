/* What lab/relay should say of each datagram of a flow, straight from the fate function, for the tests.
 *
 *     fates SEED FLOW SIDE N LOSS DUP REORDER     SIDE: 0 client, 1 server; the odds from 0 to 1 */
#include <stdio.h>
#include <stdlib.h>

#include "../lab/fate.h"

int main(int argc, char *argv[])
{
    if (argc != 8)
        return 2;
    struct identity identity = {.seed = strtoull(argv[1], NULL, 10),
                                .flow = strtoull(argv[2], NULL, 10),
                                .direction = strtoull(argv[3], NULL, 10)};
    const struct odds odds = {strtod(argv[5], NULL), strtod(argv[6], NULL), strtod(argv[7], NULL)};
    long count = strtol(argv[4], NULL, 10);
    for (long i = 1; i <= count; i++) {
        identity.number = (unsigned long)i;
        struct fate fate = fate_of(&identity, &odds);
        printf("%ld: %s%s\n", i,
               fate.lost         ? "lost"
               : fate.reordered  ? "held back"
               : fate.duplicated ? "duplicated"
                                 : "passed",
               fate.reordered && fate.duplicated ? ", duplicated" : "");
    }
    return 0;
}
