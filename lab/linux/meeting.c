#include "meeting.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../common/message.h"
#include "names.h"

static const char DEFAULT_NAME[] = "link";

enum { DESCRIPTORS = 4, LINKS = 100 };

/* Of a whole file. As F_OFD_SETLK sets it, it belongs to the open file, not to the process: closing another descriptor of that
 * file leaves it alone. And whether it is set can be asked without setting it. */
static const struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

/* --- the folder ---------------------------------------------------------------------------------------- */

/* The folder where links are found; made, if need be. Ends the program when it is not ours alone: somebody else could answer there. */
static void find_folder(char folder[MEETING_PATH])
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    struct stat status;
    int length =
        runtime != NULL && runtime[0] == '/'
            ? snprintf(folder, MEETING_PATH, "%s/two-terminals", runtime)
            : snprintf(folder, MEETING_PATH, "/tmp/two-terminals-%lu", (unsigned long)geteuid());
    if (length < 0 || length > MEETING_PATH - 32)
        die("the path in XDG_RUNTIME_DIR is too long");
    if (mkdir(folder, 0700) == -1 && errno != EEXIST)
        die("cannot make the folder %s: %s", folder, strerror(errno));
    if (lstat(folder, &status) == -1)
        die("cannot look at the folder %s: %s", folder, strerror(errno));
    if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 077) != 0) {
        warn("%s is not a folder of yours alone", folder);
        hint("Remove it, or set XDG_RUNTIME_DIR to a folder of yours.");
        exit(EXIT_FAILURE);
    }
}

static void set_paths(struct meeting *meeting, const char *folder)
{
    /* They fit: find_folder has left 32 bytes, a name has at most 23. */
    snprintf(meeting->sock_path, MEETING_PATH, "%.76s/%.23s.sock", folder, meeting->name);
    snprintf(meeting->lock_path, MEETING_PATH, "%.76s/%.23s.lock", folder, meeting->name);
    snprintf(meeting->hosts_path, MEETING_PATH, "%.76s/%.23s.hosts", folder, meeting->name);
}

static bool is_name(const char *name)
{
    size_t length =
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    return length > 0 && length <= 23 && name[length] == '\0';
}

/* Take the lock. False: another link has it. */
static bool take_lock(struct meeting *meeting)
{
    for (;;) {
        struct stat ours, there;
        int lock = open(meeting->lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (lock == -1 || fstat(lock, &ours) == -1)
            die("cannot open %s: %s", meeting->lock_path, strerror(errno));
        bool taken = fcntl(lock, F_OFD_SETLK, &whole) == 0;
        /* A link that has just ended may have removed the file that we have opened. */
        bool same = stat(meeting->lock_path, &there) == 0 && there.st_ino == ours.st_ino;
        if (taken && same) {
            meeting->lock = lock;
            return true;
        }
        close(lock);
        if (!taken)
            return false;
    }
}

/* --- the link's side ------------------------------------------------------------------------------------ */

static struct sockaddr_un address_of(const struct meeting *meeting)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, meeting->sock_path, sizeof address.sun_path);
    return address;
}

static void put_hosts(const struct meeting *meeting)
{
    int fd = open(meeting->hosts_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd == -1 || write_hosts(fd) == -1 || close(fd) == -1)
        die("cannot write %s: %s", meeting->hosts_path, strerror(errno));
}

int meeting_open(struct meeting *meeting, const char *name)
{
    char folder[MEETING_PATH];
    if (name != NULL && !is_name(name))
        wrong_usage("name '%s' is not 1 to 23 letters, digits, - and _", name);
    find_folder(folder);
    *meeting = (struct meeting){.sock = -1, .lock = -1};
    for (int i = 1; meeting->lock == -1; i++) {
        if (i > LINKS || (i > 1 && name != NULL)) {
            warn("a link of the name %s is running already", name != NULL ? name : DEFAULT_NAME);
            hint("Give this one another name:  --name NAME");
            return -1;
        }
        snprintf(meeting->name, sizeof meeting->name, "%s", name != NULL ? name : DEFAULT_NAME);
        if (i > 1)
            snprintf(meeting->name, sizeof meeting->name, "%s%d", DEFAULT_NAME, i);
        set_paths(meeting, folder);
        take_lock(meeting);
    }
    put_hosts(meeting);
    unlink(meeting->sock_path); /* of one that was killed */
    const struct sockaddr_un address = address_of(meeting);
    meeting->sock = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (meeting->sock == -1 ||
        bind(meeting->sock, (const struct sockaddr *)&address, sizeof address) == -1 ||
        listen(meeting->sock, 8) == -1) {
        warn("cannot be found at %s: %s", meeting->sock_path, strerror(errno));
        meeting_close(meeting);
        return -1;
    }
    return 0;
}

void meeting_close(struct meeting *meeting)
{
    unlink(meeting->sock_path);
    unlink(meeting->hosts_path);
    unlink(meeting->lock_path); /* before the lock is given up: see take_lock */
    if (meeting->sock != -1)
        close(meeting->sock);
    close(meeting->lock);
}

/* Wait a second at most: nobody shall hold up the line. 0, or -1 with errno. */
static int be_patient(int sock)
{
    const struct timeval second = {.tv_sec = 1};
    if (setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second) == -1)
        return -1;
    return setsockopt(sock, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof second);
}

int meeting_accept(const struct meeting *meeting, char text[MEETING_TEXT])
{
    struct ucred who;
    socklen_t size = sizeof who;
    int client = accept4(meeting->sock, NULL, NULL, SOCK_CLOEXEC);
    if (client == -1)
        return -1;
    ssize_t received = -1;
    if (be_patient(client) == 0 && getsockopt(client, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
        who.uid == geteuid())
        received = recv(client, text, MEETING_TEXT - 1, 0);
    if (received <= 0) {
        close(client);
        return -1;
    }
    text[received] = '\0';
    return client;
}

void meeting_answer(int client, const char *text, const int *descriptors, size_t count)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
    } control = {.bytes = {0}};
    char copy[MEETING_TEXT];
    int length = snprintf(copy, sizeof copy, "%s", text);
    struct iovec part = {.iov_base = copy, .iov_len = length < 0 ? 0 : strlen(copy)};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (count > 0 && count <= DESCRIPTORS) {
        message.msg_control = control.bytes;
        message.msg_controllen = (socklen_t)CMSG_SPACE(count * sizeof(int));
        control.header = (struct cmsghdr){.cmsg_level = SOL_SOCKET,
                                          .cmsg_type = SCM_RIGHTS,
                                          .cmsg_len = (socklen_t)CMSG_LEN(count * sizeof(int))};
        memcpy(CMSG_DATA(&control.header), descriptors, count * sizeof(int));
    }
    if (sendmsg(client, &message, MSG_NOSIGNAL) == -1)
        warn("cannot answer who asked: %s", strerror(errno));
    close(client);
}

/* --- the other side ------------------------------------------------------------------------------------- */

/* Does a link hold the lock? To take it, if only for a moment, would make others who ask believe that one does. */
static bool is_alive(struct meeting *meeting)
{
    struct flock held = whole;
    int lock = open(meeting->lock_path, O_RDWR | O_CLOEXEC);
    if (lock == -1)
        return false;
    bool alive = fcntl(lock, F_OFD_GETLK, &held) == 0 && held.l_type != F_UNLCK;
    close(lock);
    return alive;
}

/* Find the only link that is alive. */
static void find_only(struct meeting *meeting, const char *folder)
{
    char names[256] = "", found[32] = "";
    int count = 0;
    DIR *entries = opendir(folder);
    if (entries == NULL)
        die("cannot look into %s: %s", folder, strerror(errno));
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        size_t length = strlen(entry->d_name);
        if (length < 6 || length > 23 + 5 || strcmp(entry->d_name + length - 5, ".lock") != 0)
            continue;
        snprintf(meeting->name, sizeof meeting->name, "%.*s", (int)length - 5, entry->d_name);
        set_paths(meeting, folder);
        if (!is_alive(meeting))
            continue;
        count++;
        snprintf(found, sizeof found, "%s", meeting->name);
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "  --name %s", meeting->name);
    }
    closedir(entries);
    if (count == 0) {
        warn("no link is running");
        hint("Start one first, in another terminal:  lab/link");
        exit(EXIT_FAILURE);
    }
    if (count > 1) {
        warn("more than one link is running");
        hint("Say which one:%s", names);
        exit(EXIT_FAILURE);
    }
    snprintf(meeting->name, sizeof meeting->name, "%s", found);
    set_paths(meeting, folder);
}

/* Receive the answer, and what comes with it. The kernel hands over no more descriptors than there is room for. */
static size_t take_answer(int sock, char answer[MEETING_TEXT], int *descriptors, size_t count)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
    } control;
    struct iovec part = {.iov_base = answer, .iov_len = MEETING_TEXT - 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes};
    if (count > 0)
        message.msg_controllen = (socklen_t)CMSG_SPACE(count * sizeof(int));
    ssize_t received = recvmsg(sock, &message, MSG_CMSG_CLOEXEC);
    if (received <= 0)
        die("the link does not answer: %s", received == 0 ? "it has ended" : strerror(errno));
    answer[received] = '\0';
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
        return 0;
    size_t came = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(descriptors, CMSG_DATA(header), (came < count ? came : count) * sizeof(int));
    return came < count ? came : count;
}

size_t meeting_ask(const char *name, const char *request, char answer[MEETING_TEXT],
                   int *descriptors, size_t count)
{
    struct meeting meeting = {0};
    char folder[MEETING_PATH];
    find_folder(folder);
    if (name == NULL) {
        find_only(&meeting, folder);
    } else {
        if (!is_name(name))
            wrong_usage("name '%s' is not 1 to 23 letters, digits, - and _", name);
        snprintf(meeting.name, sizeof meeting.name, "%s", name);
        set_paths(&meeting, folder);
    }
    const struct sockaddr_un address = address_of(&meeting);
    int sock = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (sock == -1 || be_patient(sock) == -1)
        die("cannot make a socket: %s", strerror(errno));
    if (connect(sock, (const struct sockaddr *)&address, sizeof address) == -1) {
        warn("no link of the name %s is running", meeting.name);
        hint("Start it first, in another terminal:  lab/link --name %s", meeting.name);
        exit(EXIT_FAILURE);
    }
    if (send(sock, request, strlen(request), MSG_NOSIGNAL) == -1)
        die("cannot ask the link: %s", strerror(errno));
    size_t came = take_answer(sock, answer, descriptors, count);
    close(sock);
    return came;
}
