/* Values that only the lab's options take: percentages, rates, lists of numbers, endpoints. Each function
 * with NOUN is a reader for struct option (options.h): TEXT is what was typed, INTO what it sets; wrong
 * values are said, with the range, and end the program. */
#ifndef VALUES_H
#define VALUES_H

#include <stdbool.h>
#include <stdint.h>

/* The two sides of a line; each impairment can be told for what one of them sends: "client:10%". */
enum side { CLIENT_SIDE, SERVER_SIDE, SIDES };

/* "10%", or "client:10%", or "server:10%": from 0 to 1, INTO double[SIDES]. The other one: "a:10%", "b:10%". */
void read_percent(const char *noun, const char *text, void *into);
void read_host_percent(const char *noun, const char *text, void *into);

/* "500kbit", "1.5mbit": bits a second, INTO a double. The other one: "a:500kbit", too, INTO double[SIDES]. */
void read_rate(const char *noun, const char *text, void *into);
void read_host_rate(const char *noun, const char *text, void *into);

/* "20ms", "b:20ms": seconds, INTO double[SIDES]. */
void read_host_time(const char *noun, const char *text, void *into);

/* "4,7-9": numbers from 1, INTO struct selection[SIDES]; those of the client, unless "server:" stands before. */
enum { RANGES = 64 };
struct selection {
    int ranges;
    struct {
        uint64_t first, last;
    } range[RANGES];
};
void read_selection(const char *noun, const char *text, void *into);

/* Such a list at the start of TEXT, without a side, added to SELECTION. Returns what stands behind it; NULL
 * when there is none, or no room for all its parts. */
const char *parse_list(const char *text, struct selection *selection);

bool selects(const struct selection *selection, uint64_t number);

/* "65432", "127.0.0.1:65432", "[::1]:65432", "localhost:65432", INTO a struct endpoint. Without a host it
 * is 127.0.0.1. */
enum { HOST_LENGTH = 255 };
struct endpoint {
    char host[HOST_LENGTH + 1]; /* empty: none was given */
    long port;
};
void read_endpoint(const char *noun, const char *text, void *into);

#endif
