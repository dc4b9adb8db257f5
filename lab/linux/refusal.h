/* What the system may refuse, why, and the one remedy. */
#ifndef REFUSAL_H
#define REFUSAL_H

enum {
    EXIT_CANNOT_RUN = 77
}; /* the exit status of a program that this system does not let run: as a skipped test's */

enum refused {
    REFUSED_USERS,   /* enter_new_users */
    REFUSED_MAP,     /* map_user */
    REFUSED_NETWORK, /* enter_new_network */
    REFUSED_TUN,     /* device_open_tun */
    REFUSED_VETH,    /* device_open_veth */
    REFUSED_SET_UP,  /* anything in a network that is ours */
};

struct refusal {
    enum refused what;
    const char *step; /* in words */
    int error;        /* errno */
};

/* The remedy, in one line or a few, without a newline at the end. Asks the system (its sysctls) what the cause may be. In
 * static memory. */
const char *refusal_remedy(const struct refusal *refusal);

/* Say what was refused, why, the remedy, and what works without; end the program with EXIT_CANNOT_RUN. */
_Noreturn void refusal_end(const struct refusal *refusal);

#endif
