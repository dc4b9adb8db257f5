/* Where those in other terminals find a link: a socket in a folder that is only ours. A link is alive as long as it holds the lock on its lock
 * file, which the kernel takes from it however it ends; so what a kill -9 leaves there is in nobody's way. */
#ifndef MEETING_H
#define MEETING_H

#include <stdbool.h>
#include <stddef.h>

enum { MEETING_PATH = 108 /* as long as that of a socket may be */, MEETING_TEXT = 256 };

struct meeting {
    int sock, lock;
    char name[32];
    char sock_path[MEETING_PATH], lock_path[MEETING_PATH], hosts_path[MEETING_PATH];
};

/* Begin to be found as NAME; NULL: as "link", or if there is one already, "link2", and so on. 0; or -1, and it has been said why. */
int meeting_open(struct meeting *meeting, const char *name);

/* Be found no more: nothing is left in the folder. */
void meeting_close(struct meeting *meeting);

/* Somebody knocks: what does he want? TEXT is his request. Returns a descriptor for the answer; -1: nobody, or nobody who may. */
int meeting_accept(const struct meeting *meeting, char text[MEETING_TEXT]);

/* Answer with TEXT, and copies of COUNT descriptors, at most 4; then close CLIENT. That it could not be answered is said. */
void meeting_answer(int client, const char *text, const int *descriptors, size_t count);

/* From the other side: ask the link NAME, or the only one, for REQUEST. ANSWER is its text, DESCRIPTORS has room for COUNT, at most 4.
 * Ends the program with a message when there is no such link, or more than one. Returns how many descriptors have come; they are
 * the caller's. */
size_t meeting_ask(const char *name, const char *request, char answer[MEETING_TEXT],
                   int *descriptors, size_t count);

#endif
