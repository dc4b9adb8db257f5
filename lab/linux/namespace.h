/* Namespaces: a part of the system that only some processes see (namespaces(7)). Whoever makes a user namespace is
 * its root, and so may make networks there; outside he is who he was. That is why none of this needs root. */
#ifndef NAMESPACE_H
#define NAMESPACE_H

/* The steps, each of which the system may refuse: see refusal.h. Each returns 0, or -1 with errno; of those that return a
 * descriptor, it is the caller's, and closed on exec. */

/* Enter a new user namespace, in which this process has all rights over what is made there. The process must have one thread. If the
 * environment variable LINK_TEST_NO_RIGHTS is set, give them up at once: for the tests, and for who wants to see what a system
 * does that lets everybody make user namespaces, but without rights in them (AppArmor on Ubuntu). */
int enter_new_users(void);

/* Say there who we are: whoever we were outside. So a shell shows the usual name, and tcpdump finds who it wants to be. UID and
 * GID are those from before enter_new_users. */
int map_user(unsigned uid, unsigned gid);

/* Make a network, with nothing in it but a loopback interface that is down, and enter it. Returns its descriptor. */
int enter_new_network(void);

/* The descriptor of the user namespace that this process is in. */
int own_users(void);

/* Enter namespaces that another process has made: first its users, who have the rights, then its network. */
int enter_users(int users);
int enter_network(int network);

/* What a program that is started here may do, although it is not root: set up interfaces, see all packets (tcpdump), send raw ones
 * (ping), listen at ports below 1024. Call it just before exec. */
int keep_rights_for_programs(void);

/* Show HOSTS, a file, as /etc/hosts to this process and those that it starts. */
int show_hosts(const char *hosts);

#endif
