/* http/threaded_server: a thread for each connection, so that a slow client makes nobody wait but itself.
 *
 *     http/threaded_server                   in one terminal
 *     http://127.0.0.1:8080/ in a browser, curl -i http://127.0.0.1:8080/inspect in another terminal
 *
 * Look at serve_clients: each thread accepts for itself, serves that connection to its end and accepts the next. There is no
 * queue, and nobody who hands out the work: the kernel wakes one of those who wait in accept. What happens on a
 * connection stands in serve.c, how threads are made and ended in crew.c, which page is whose in routes.c.
 * Its little sister is http/single_server.c, its page docs/http/threaded_server.md. */
#include <errno.h>
#include <math.h>
#include <netdb.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../common/address.h"
#include "../common/connection.h"
#include "../common/message.h"
#include "../common/narrate.h"
#include "../common/options.h"
#include "../common/stop.h"
#include "crew.h"
#include "serve.h"

enum {
    SPARE_THREADS = 8,      /* beyond --max-connections: they answer 503 */
    SPARE_DESCRIPTORS = 24, /* for them, the log, the listening socket, folders */
    OPEN_FILES = 1000,      /* so many connections, at most, are expected to send from one */
    /* Connections may wait for accept: where SOMAXCONN is 128, a thousand at once lose their first
     * SYN and come a second later. The system cuts it to what it has. */
    BACKLOG = 4096,
};

/* What all threads share. */
struct hall {
    struct service service;
    struct crew crew;
    int listener;
    long most;             /* connections at once: --max-connections */
    atomic_long connected; /* now */
    atomic_ullong served;  /* connections, in all */
};

/* Returns a listening socket and writes its address HERE, or ends the program. */
static int listen_on(const struct settings *settings, char here[ADDRESS_SIZE])
{
    struct addrinfo *addresses = address_lookup(settings, SOCK_STREAM);
    int listener = -1, yes = 1;
    for (struct addrinfo *a = addresses; a != NULL && listener == -1; a = a->ai_next) {
        /* --- socket, bind, listen: each address that the name has, until one is ours --- */
        address_text(here, a->ai_addr, a->ai_addrlen);
        listener = socket(a->ai_family, SOCK_STREAM, 0);
        narrate("socket(%s, SOCK_STREAM) = %d", family_name(a->ai_family), listener);
        if (listener == -1 || /* SO_REUSEADDR: the last run's connections shall not stop us */
            setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == -1 ||
            bind(listener, a->ai_addr, a->ai_addrlen) == -1 || listen(listener, BACKLOG) == -1) {
            explain_bind(here, (int)settings->port, 't');
            if (listener != -1)
                close(listener);
            listener = -1;
        }
    }
    freeaddrinfo(addresses);
    if (listener == -1)
        exit(EXIT_FAILURE);
    own_address_text(here, listener);
    narrate("bind(%d, %s) = 0", listener, here);
    narrate("listen(%d, %d) = 0", listener, BACKLOG);
    return listener;
}

/* --- a thread --------------------------------------------------------------------------------------- */

/* The life of a thread: client after client. */
static void serve_clients(void *shared)
{
    struct hall *hall = shared;
    struct desk desk;
    char there[ADDRESS_SIZE];
    desk_open(&desk, &hall->service);
    while (!atomic_load(&hall->service.ending) && !crew_spares(&hall->crew)) {
        /* --- accept: each thread for itself; whoever gets a client serves it to its end --- */
        struct sockaddr_storage peer;
        socklen_t size = sizeof peer;
        int client = accept(hall->listener, (struct sockaddr *)&peer, &size);
        if (client == -1) {
            accept_failed();
            continue;
        }
        crew_busy(&hall->crew);
        narrate("accept(%d) = %d", hall->listener, client);
        address_text(there, (struct sockaddr *)&peer, size);
        if (atomic_fetch_add(&hall->connected, 1) < hall->most) {
            atomic_fetch_add(&hall->served, 1);
            serve(&desk, client, there);
        } else {
            serve_full(&desk, client, there);
        }
        atomic_fetch_sub(&hall->connected, 1);
        crew_idle(&hall->crew);
    }
    desk_close(&desk);
}

/* --- around them -------------------------------------------------------------------------------------- */

/* How many descriptors are needed for so many connections: theirs, and one for the file that each may be sending. */
static rlim_t descriptors_for(long connections)
{
    long files = connections < OPEN_FILES ? connections : OPEN_FILES;
    return (rlim_t)connections + (rlim_t)files + SPARE_DESCRIPTORS;
}

/* How many connections can be had with so many. */
static long connections_for(rlim_t descriptors)
{
    long room = (long)descriptors - SPARE_DESCRIPTORS;
    long connections = room < 2 * OPEN_FILES ? room / 2 : room - OPEN_FILES;
    return connections > 1 ? connections : 1;
}

/* Whoever is let in shall be served, not told that no descriptor is left: raise our limit if that may be, or serve fewer at
 * once. */
static void fit_descriptors(long *most)
{
    struct rlimit limit;
    rlim_t wanted = descriptors_for(*most);
    if (getrlimit(RLIMIT_NOFILE, &limit) == -1 || limit.rlim_cur >= wanted)
        return;
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit) == -1)
        limit.rlim_cur = before;
    if (limit.rlim_cur >= wanted)
        return;
    long asked = *most;
    *most = connections_for(limit.rlim_cur);
    warn("the limit on descriptors leaves room for %ld connections at once, not for %ld", *most,
         asked);
    hint("Raise it before the start:  ulimit -n %lu", (unsigned long)wanted);
}

/* Accept no more, finish what runs, say what was done. Returns the exit status. */
static int finish(struct hall *hall)
{
    struct service *service = &hall->service;
    struct crew *crew = &hall->crew;
    atomic_store(&service->ending, true);
    crew_dismiss(crew);
    close(hall->listener); /* nobody is in accept now, or goes there again */
    long unfinished = crew_end(crew);
    unsigned long long requests = atomic_load(&service->requests);
    unsigned long long served = atomic_load(&hall->served);
    say("Served %llu request%s on %llu connection%s.\n", requests, requests == 1 ? "" : "s", served,
        served == 1 ? "" : "s");
    if (unfinished > 0) { /* threads still run, and use all that is there */
        warn("ended at once, with %ld client%s unfinished", unfinished, unfinished == 1 ? "" : "s");
        log_flush(service->log);
        output_finish();
        _exit(EXIT_FAILURE);
    }
    site_close(service->site);
    bool failed = log_close(service->log) == -1;
    return output_finish() == EXIT_SUCCESS && !failed ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* What only the beginning has to know. */
struct wishes {
    struct settings settings;
    const char *root, *log; /* NULL: our own site; none */
    double idle_s;
    bool list;
};

/* Read the command line into WISHES, whose defaults are there, and HALL. */
static void read_wishes(struct wishes *wishes, struct hall *hall, int argc, char *argv[])
{
    const struct option own[] = {
        {0, "root", "DIR", "serve the files below DIR, not our own small site",
         .text = &wishes->root},
        {0, "list", NULL, "show what lies in a folder without index.html", .flag = &wishes->list},
        {0, "idle", "TIME", "longest silence between requests, 0 = no limit",
         .seconds = &wishes->idle_s},
        {0, "max-connections", "N", "serve so many at once; others are answered 503",
         .number = &hall->most, .min = 1, .max = 100000},
        {0, "max-requests", "N", "close a connection after so many",
         .number = &hall->service.requests_limit, .min = 1, .max = 1000000000},
        {0, "log", "FILE", "log requests; - is stdout (default: on a terminal)",
         .text = &wishes->log},
        {0},
    };
    read_options(&wishes->settings, SERVER,
                 "Serve web pages and files, a thread for each connection.", own, argc, argv);
    /* The name of a host has no slash: a folder was meant, build/book or ./files. */
    struct settings *settings = &wishes->settings;
    if (wishes->root == NULL && strchr(settings->host, '/') != NULL) {
        wishes->root = settings->host;
        settings->host = settings->family == AF_INET6 ? "::1" : "127.0.0.1";
    }
}

/* Seconds as the service wants them. */
static double limit_of(double seconds)
{
    return seconds > 0 ? seconds : INFINITY;
}

int main(int argc, char *argv[])
{
    struct hall hall = {.most = 256, .service = {.requests_limit = 1000}};
    struct wishes wishes = {
        .settings = {.port = 8080,
                     .timeout_s = 10,
                     .timeout_help = "limit for the head, then for progress, 0 = none"},
        .log = isatty(STDOUT_FILENO) ? "-" : NULL,
        .idle_s = 60,
    };
    read_wishes(&wishes, &hall, argc, argv);
    signal(SIGPIPE, SIG_IGN); /* a send to a client that has gone shall fail, not kill us */

    char here[ADDRESS_SIZE];
    struct site site = {.list = wishes.list};
    struct service *service = &hall.service;
    service->site = &site;
    service->limit_s = limit_of(wishes.settings.timeout_s);
    service->idle_s = limit_of(wishes.idle_s);
    fit_descriptors(&hall.most);
    site_open(&site, argv[0], wishes.root);
    service->log = wishes.log != NULL ? log_open(wishes.log) : NULL;

    hall.listener = listen_on(&wishes.settings, here);
    stop_on_signals();
    hall.crew = (struct crew){.service = service,
                              .live = serve_clients,
                              .shared = &hall,
                              .most = hall.most + SPARE_THREADS};
    crew_start(&hall.crew);
    if (say("Threaded HTTP server running on http://%s\n", here) == -1)
        exit(EXIT_FAILURE); /* to return would take HALL away from threads that run */
    crew_lead(&hall.crew);
    return finish(&hall);
}
