/* Unit tests of http/: files below a folder, and nothing outside it; files in memory. They make their files in an empty
 * folder, the argument. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../http/folder.h"
#include "../http/shelf.h"
#include "check.h"

static struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
}

/* --- the folder -------------------------------------------------------------------------------------- */

static struct folder *www; /* of the test that runs */

/* Write TEXT into the file at PATH, which is made anew or made shorter, not replaced. */
static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL);
    if (file != NULL) {
        CHECK(fputs(text, file) >= 0);
        CHECK(fclose(file) == 0);
    }
}

/* Find PATH, LENGTH bytes of it. On FOUND_FILE its content is in TEXT, at most SIZE - 1 bytes. */
static enum found find_bytes(const char *path, size_t length, char *text, size_t size,
                             struct found_file *file)
{
    struct span span = {path, length};
    enum found found = folder_find(www, span, file);
    if (found != FOUND_FILE)
        return found;
    CHECK((file->stored != NULL) != (file->file != -1));
    size_t whole = file->facts.size < (off_t)size ? (size_t)file->facts.size : size - 1;
    if (file->stored != NULL)
        memcpy(text, stored_bytes(file->stored), whole);
    else
        CHECK(pread(file->file, text, whole, 0) == (ssize_t)whole);
    text[whole] = '\0';
    return found;
}

static void let_go(struct found_file *file)
{
    stored_release(file->stored);
    if (file->file != -1)
        close(file->file);
}

static enum found find(const char *path)
{
    char text[256];
    struct found_file file;
    enum found found = find_bytes(path, strlen(path), text, sizeof text, &file);
    if (found == FOUND_FILE)
        let_go(&file);
    return found;
}

/* Does PATH lead to a file with this text? */
static bool reads(const char *path, const char *wanted)
{
    char text[256];
    struct found_file file;
    if (find_bytes(path, strlen(path), text, sizeof text, &file) != FOUND_FILE)
        return false;
    let_go(&file);
    return strcmp(text, wanted) == 0;
}

/* Is it in memory, and the same version as a moment ago? */
static bool is_kept(const char *path)
{
    char text[256];
    struct found_file first, second;
    if (find_bytes(path, strlen(path), text, sizeof text, &first) != FOUND_FILE)
        return false;
    bool kept = find_bytes(path, strlen(path), text, sizeof text, &second) == FOUND_FILE;
    if (kept)
        let_go(&second);
    let_go(&first);
    return kept && first.stored != NULL && first.stored == second.stored;
}

/* Wait until it has rested for so long that it is kept; that is a matter of seconds. */
static void wait_until_kept(const char *path)
{
    const struct timespec moment = {.tv_nsec = 20000000};
    time_t end = time(NULL) + 15;
    while (!is_kept(path) && time(NULL) < end)
        nanosleep(&moment, NULL);
    CHECK(is_kept(path));
}

static void test_what_is_found(void)
{
    CHECK(reads("/a.txt", "a") && reads("/sub/b.txt", "b") && reads("/sub/deeper/c.txt", "c"));
    CHECK(reads("/%61.txt", "a") && reads("/s%75b/b%2Etxt", "b") && reads("/a%2etxt", "a"));
    CHECK(reads("/with%20space", "space") && reads("/100%25", "percent"));
    CHECK(reads("/back%5Cslash", "backslash") && reads("/back\\slash", "backslash"));
    CHECK(reads("/%C3%BC", "umlaut") && reads("/no-dot", "n") && reads("/a..b", "dots"));
    CHECK(reads("/empty", ""));
    CHECK(find("/") == FOUND_FOLDER && find("/sub") == FOUND_FOLDER &&
          find("/sub/") == FOUND_FOLDER);
    CHECK(find("/s%75b/deeper/") == FOUND_FOLDER);
}

static void test_what_is_not_found(void)
{
    static const char *const nothing[] = {
        "",
        "a.txt",
        "/nothing",
        "/sub/nothing",
        "/nothing/a.txt",
        "/a.txt/",
        "/a.txt/b",
        "/A.TXT/",
        "//",
        "//a.txt",
        "/sub//b.txt",
        "/sub/b.txt//",
        "/.",
        "/..",
        "/./a.txt",
        "/../www/a.txt",
        "/..%2fwww/a.txt",
        "/%2e%2e/www/a.txt",
        "/%2e%2e%2fwww%2fa.txt",
        "/.%2e/www/a.txt",
        "/%2e./www-secret/secret",
        "/../www-secret/secret",
        "/..\\www-secret\\secret",
        "/sub/../a.txt",
        "/sub/%2e%2e/a.txt",
        "/sub/..",
        "/sub%2fb.txt",
        "/sub%2Fb.txt",
        "/%2fa.txt",
        "/%2e%2e%5cwww-secret%5csecret",
        "/-secret/secret",
        "/..;/www-secret/secret",
        "/%252e%252e/www-secret/secret",
        "/..%c0%afwww-secret/secret",
        "/.../a.txt",
        "/.hidden",
        "/%2ehidden",
        "/sub/.hidden",
        "/.folder/inside",
        "/a.txt%00",
        "/%00",
        "/a.txt%00.html",
        "/sub%00/b.txt",
        "/%zz",
        "/%4",
        "/a.txt%",
        "/a.txt?",
        "/~root",
    };
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
        check(find(nothing[i]) == FOUND_NOTHING, nothing[i]);
    struct found_file file;
    char text[256];
    CHECK(find_bytes("/a.txt\0", 7, text, sizeof text, &file) == FOUND_NOTHING);
    CHECK(find_bytes("/a.txt\0x", 8, text, sizeof text, &file) == FOUND_NOTHING);
}

/* Names that are too long for the system, and paths that are. */
static void test_long_paths(void)
{
    static char path[9000];
    for (size_t length = 200; length < sizeof path; length *= 3) {
        memset(path, 'a', sizeof path);
        path[0] = '/';
        path[length] = '\0';
        CHECK(find(path) == FOUND_NOTHING);
        for (size_t i = 0; i < length; i += 2)
            path[i] = '/';
        CHECK(find(path) == FOUND_NOTHING);
    }
    memset(path, 'a', sizeof path);
    memcpy(path, "/sub", 4);
    path[4] = '/';
    for (size_t length = 4090; length < 4100; length++) {
        path[length] = '\0';
        CHECK(find(path) == FOUND_NOTHING);
        path[length] = 'a';
    }
}

static void test_links(void)
{
    CHECK(symlink("a.txt", "www/link") == 0 && symlink("/etc/passwd", "www/outside") == 0);
    CHECK(symlink("sub", "www/folder-link") == 0 && symlink("..", "www/up") == 0);
    CHECK(symlink("nowhere", "www/dangling") == 0 && symlink("circle", "www/circle") == 0);
    CHECK(symlink("../../www-secret", "www/sub/secret-link") == 0);
    CHECK(find("/link") == FOUND_LINK && find("/outside") == FOUND_LINK);
    CHECK(find("/link/") == FOUND_LINK && find("/folder-link") == FOUND_LINK);
    CHECK(find("/folder-link/") == FOUND_LINK && find("/folder-link/b.txt") == FOUND_LINK);
    CHECK(find("/up/www-secret/secret") == FOUND_LINK && find("/up/") == FOUND_LINK);
    CHECK(find("/dangling") == FOUND_LINK && find("/circle") == FOUND_LINK);
    CHECK(find("/circle/a") == FOUND_LINK && find("/sub/secret-link/secret") == FOUND_LINK);
    int opened = -1;
    CHECK(folder_enter(www, span_of("/folder-link/"), &opened) == FOUND_LINK && opened == -1);
    CHECK(folder_enter(www, span_of("/a.txt/"), &opened) == FOUND_NOTHING && opened == -1);
    CHECK(folder_enter(www, span_of("/sub/"), &opened) == FOUND_FOLDER && close(opened) == 0);
    CHECK(folder_enter(www, span_of("/"), &opened) == FOUND_FOLDER && close(opened) == 0);
}

/* None of them may be waited for. */
static void test_special_files(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "www/socket"};
    int sock = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(mkfifo("www/fifo", 0644) == 0);
    CHECK(bind(sock, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(find("/fifo") == FOUND_SPECIAL && find("/socket") == FOUND_SPECIAL);
    CHECK(find("/fifo/") == FOUND_SPECIAL && find("/fifo/a") == FOUND_NOTHING);
    close(sock);
    struct folder *devices = folder_open("/dev"), *before = www;
    www = devices;
    CHECK(find("/null") == FOUND_SPECIAL && find("/zero") == FOUND_SPECIAL);
    www = before;
    folder_close(devices);
}

static void test_files_without_rights(void)
{
    if (geteuid() == 0)
        return; /* root may read all */
    put("www/closed", "x");
    CHECK(chmod("www/closed", 0) == 0 && mkdir("www/closed-folder", 0) == 0);
    CHECK(find("/closed") == FOUND_CLOSED && find("/closed-folder/a") == FOUND_CLOSED);
    CHECK(rmdir("www/closed-folder") == 0);
}

static void test_a_root_that_is_none(void)
{
    CHECK(folder_open("www/nothing") == NULL && errno == ENOENT);
    CHECK(folder_open("www/a.txt") == NULL && errno == ENOTDIR);
    struct folder *linked = folder_open("www-link");
    CHECK(linked != NULL);
    if (linked != NULL)
        folder_close(linked);
}

/* --- what is known of a file -------------------------------------------------------------------------- */

static struct file_facts facts_of(const char *path)
{
    char text[256];
    struct found_file file = {.facts = {.size = -1}};
    if (find_bytes(path, strlen(path), text, sizeof text, &file) == FOUND_FILE)
        let_go(&file);
    return file.facts;
}

static void set_time(const char *path, time_t seconds)
{
    const struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};
    CHECK(utimensat(AT_FDCWD, path, times, 0) == 0);
}

static void test_facts(void)
{
    put("www/old.html", "<p>old");
    set_time("www/old.html", 784111777);
    struct file_facts facts = facts_of("/old.html");
    CHECK(facts.size == 6 && facts.modified == 784111777);
    CHECK(strcmp(facts.type, "text/html; charset=utf-8") == 0);
    CHECK(facts.etag[0] == '"' && facts.etag[strlen(facts.etag) - 1] == '"');
    char wanted[VALIDATORS_SIZE];
    snprintf(wanted, sizeof wanted, "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nETag: %s\r\n",
             facts.etag);
    CHECK(strcmp(facts.validators, wanted) == 0);
    set_time("www/old.html", time(NULL) + 1000);
    facts = facts_of("/old.html");
    snprintf(wanted, sizeof wanted, "ETag: %s\r\n", facts.etag);
    CHECK(facts.modified == -1 && strcmp(facts.validators, wanted) == 0);
}

/* Other content, the same size, the same time, the same inode. */
static void test_tags_of_changed_files(void)
{
    put("www/tagged", "one");
    set_time("www/tagged", 784111777);
    struct file_facts one = facts_of("/tagged"), again = facts_of("/tagged");
    CHECK(strcmp(one.etag, again.etag) == 0);
    put("www/tagged", "two");
    set_time("www/tagged", 784111777);
    struct file_facts two = facts_of("/tagged");
    CHECK(strcmp(one.etag, two.etag) != 0);
    put("www/tagged", "one");
    set_time("www/tagged", 784111778);
    CHECK(strcmp(one.etag, facts_of("/tagged").etag) != 0);
}

/* --- files in memory ---------------------------------------------------------------------------------- */

/* Each change at once after the last one, within one tick of the file system's clock. */
static void test_changes_at_once(void)
{
    char text[8];
    bool all = true;
    for (int i = 0; i < 300; i++) {
        snprintf(text, sizeof text, "%03d", i);
        put("www/changing", text);
        all = all && reads("/changing", text);
    }
    CHECK(all);
    CHECK(remove("www/changing") == 0 && find("/changing") == FOUND_NOTHING);
}

static void test_kept_files_are_looked_at(void)
{
    static const char *const kept[] = {"/a.txt",  "/sub/b.txt",      "/removed",
                                       "/longer", "/replaced",       "/touched",
                                       "/linked", "/becomes-folder", "/moving/inside"};
    for (size_t i = 2; i < 8; i++) {
        char path[64];
        snprintf(path, sizeof path, "www%s", kept[i]);
        put(path, "one");
    }
    CHECK(mkdir("www/moving", 0755) == 0);
    put("www/moving/inside", "one");
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        wait_until_kept(kept[i]);
    time_t began = time(NULL);
    put("www/a.txt", "b"); /* of the same size */
    CHECK(reads("/a.txt", "b"));
    CHECK(!is_kept("/a.txt") || time(NULL) > began + 1); /* it has not rested yet */
    put("www/a.txt", "a");
    CHECK(reads("/a.txt", "a"));
    CHECK(remove("www/removed") == 0 && find("/removed") == FOUND_NOTHING);
    put("www/longer", "longer");
    CHECK(reads("/longer", "longer"));
    put("www/new", "two");
    CHECK(rename("www/new", "www/replaced") == 0 && reads("/replaced", "two"));
    set_time("www/touched", 784111777);
    CHECK(facts_of("/touched").modified == 784111777);
    CHECK(remove("www/linked") == 0 && symlink("a.txt", "www/linked") == 0);
    CHECK(find("/linked") == FOUND_LINK);
    CHECK(remove("www/becomes-folder") == 0 && mkdir("www/becomes-folder", 0755) == 0);
    CHECK(find("/becomes-folder") == FOUND_FOLDER);
    CHECK(rename("www/moving", "moved") == 0 && symlink("../moved", "www/moving") == 0);
    CHECK(find("/moving/inside") == FOUND_LINK); /* the same file, but through a link */
    CHECK(remove("www/moving") == 0 && find("/moving/inside") == FOUND_NOTHING);
    CHECK(rename("moved", "www/moving") == 0 && reads("/moving/inside", "one"));
}

static void test_large_files_stay_on_the_disk(void)
{
    char text[256];
    struct found_file file;
    CHECK(truncate("www/empty", STORED_LIMIT) == 0);
    CHECK(find_bytes("/empty", 6, text, sizeof text, &file) == FOUND_FILE && file.stored != NULL);
    let_go(&file);
    CHECK(truncate("www/empty", STORED_LIMIT + 1) == 0);
    CHECK(find_bytes("/empty", 6, text, sizeof text, &file) == FOUND_FILE && file.file != -1);
    CHECK(file.facts.size == STORED_LIMIT + 1 && file.facts.etag[0] == '"');
    let_go(&file);
    CHECK(truncate("www/empty", 0) == 0);
}

/* No descriptor is left: what is kept is served on, the rest is not, until there are some again. */
static void test_without_descriptors(void)
{
    int opened[64];
    size_t count = 0;
    struct rlimit limit, low;
    wait_until_kept("/kept");
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    low = limit;
    low.rlim_cur = 40;
    CHECK(setrlimit(RLIMIT_NOFILE, &low) == 0);
    while (count < 64 && (opened[count] = open("/dev/null", O_RDONLY)) != -1)
        count++;
    CHECK(count < 64 && errno == EMFILE);
    CHECK(reads("/kept", "kept"));
    CHECK(find("/unread") == FOUND_NO_ROOM && find("/sub/unread") == FOUND_NO_ROOM);
    CHECK(find("/sub") == FOUND_FOLDER && find("/nothing") == FOUND_NOTHING);
    while (count > 0)
        close(opened[--count]);
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    CHECK(reads("/unread", "") && reads("/sub/unread", ""));
}

/* --- the shelf ---------------------------------------------------------------------------------------- */

/* Put a file of SIZE bytes there under the number I; the shelf is its only user. */
static void shelve(struct shelf *shelf, int file, int i)
{
    char path[32];
    struct stat status;
    int length = snprintf(path, sizeof path, "number/%d", i);
    CHECK(length > 0 && fstat(file, &status) == 0);
    struct stored_file *stored = stored_read(file, &status, (struct span){path, (size_t)length});
    CHECK(stored != NULL);
    if (stored != NULL)
        shelf_put(shelf, stored);
    stored_release(stored);
}

static bool is_there(struct shelf *shelf, int i)
{
    char path[32];
    int length = snprintf(path, sizeof path, "number/%d", i);
    struct stored_file *stored = shelf_take(shelf, (struct span){path, (size_t)length});
    stored_release(stored);
    return stored != NULL;
}

/* How many of the first COUNT are there? */
static int count_there(struct shelf *shelf, int count)
{
    int there = 0;
    for (int i = 0; i < count; i++)
        there += is_there(shelf, i);
    return there;
}

static void test_the_shelf_is_bounded(void)
{
    struct shelf *shelf = shelf_new();
    int file = open("www/empty", O_RDWR);
    CHECK(shelf != NULL && file != -1);
    for (int i = 0; i < 100; i++)
        shelve(shelf, file, i);
    CHECK(count_there(shelf, 100) == 100); /* few files do not put each other out */
    for (int i = 0; i < 5 * SHELF_FILES; i++) {
        shelve(shelf, file, i);
        CHECK(is_there(shelf, i));
        is_there(shelf, 7); /* is used all the time, and stays */
    }
    CHECK(is_there(shelf, 7));
    int there = count_there(shelf, 5 * SHELF_FILES);
    CHECK(there > SHELF_FILES / 2 && there <= SHELF_FILES);
    CHECK(ftruncate(file, STORED_LIMIT) == 0);
    for (int i = 0; i < 200; i++) {
        shelve(shelf, file, 10000 + i);
        CHECK(is_there(shelf, 10000 + i));
    }
    there = 0;
    for (int i = 0; i < 200; i++)
        there += is_there(shelf, 10000 + i);
    CHECK(there > 20 && there <= SHELF_BYTES / STORED_LIMIT);
    CHECK(ftruncate(file, 0) == 0);
    close(file);
    shelf_free(shelf);
}

/* One who has a version may use it for as long as he likes. */
static void test_a_version_outlives_its_place(void)
{
    char text[256];
    struct found_file file;
    wait_until_kept("/outlived");
    struct folder *folder = folder_open("www"), *before = www;
    www = folder;
    CHECK(find_bytes("/outlived", 9, text, sizeof text, &file) == FOUND_FILE);
    put("www/outlived", "two");
    CHECK(reads("/outlived", "two"));
    folder_close(folder);
    www = before;
    CHECK(file.stored != NULL && memcmp(stored_bytes(file.stored), "one", 3) == 0);
    let_go(&file);
}

/* --- many threads ------------------------------------------------------------------------------------- */

enum { READERS = 6, ROUNDS = 2000 };

static atomic_int wrong_answers; /* answers */

/* Find files that change meanwhile: each version consists of one letter only. */
static void *read_much(void *unused)
{
    static const char *const paths[] = {"/shared/0", "/shared/1", "/a.txt", "/kept"};
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        struct found_file file;
        const char *path = paths[i % 4];
        if (folder_find(www, (struct span){path, strlen(path)}, &file) != FOUND_FILE ||
            file.stored == NULL) {
            atomic_fetch_add(&wrong_answers, 1);
            continue;
        }
        const char *bytes = stored_bytes(file.stored);
        for (off_t at = 1; at < file.facts.size && path[1] == 's'; at++)
            if (bytes[at] != bytes[0])
                atomic_fetch_add(&wrong_answers, 1);
        stored_release(file.stored);
    }
    return NULL;
}

static void test_many_threads(void)
{
    pthread_t readers[READERS];
    char text[2000], path[32];
    CHECK(mkdir("www/shared", 0755) == 0);
    put("www/shared/0", "a");
    put("www/shared/1", "a");
    for (int i = 0; i < READERS; i++)
        CHECK(pthread_create(&readers[i], NULL, read_much, NULL) == 0);
    for (int i = 0; i < ROUNDS / 4; i++) {
        memset(text, 'a' + i % 26, sizeof text);
        text[100 + i] = '\0';
        put("www/new", text);
        snprintf(path, sizeof path, "www/shared/%d", i % 2);
        CHECK(rename("www/new", path) == 0);
    }
    for (int i = 0; i < READERS; i++)
        CHECK(pthread_join(readers[i], NULL) == 0);
    CHECK(atomic_load(&wrong_answers) == 0);
}

/* ------------------------------------------------------------------------------------------------------- */

/* Files that no test changes for good. */
static bool make_folders(void)
{
    static const char *const folders[] = {"www", "www-secret", "www/sub", "www/sub/deeper",
                                          "www/.folder"};
    static const char *const files[][2] = {
        {"www/a.txt", "a"},          {"www/sub/b.txt", "b"},     {"www/sub/deeper/c.txt", "c"},
        {"www/with space", "space"}, {"www/100%", "percent"},    {"www/back\\slash", "backslash"},
        {"www/\xc3\xbc", "umlaut"},  {"www/no-dot", "n"},        {"www/a..b", "dots"},
        {"www/empty", ""},           {"www/.hidden", "x"},       {"www/sub/.hidden", "x"},
        {"www/.folder/inside", "x"}, {"www-secret/secret", "x"}, {"www/kept", "kept"},
        {"www/unread", ""},          {"www/sub/unread", ""},     {"www/outlived", "one"},
    };
    bool made = true;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        made = made && mkdir(folders[i], 0755) == 0;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        put(files[i][0], files[i][1]);
    return made && !failed && symlink("www", "www-link") == 0;
}

static const struct test tests[] = {
    {"what is found", test_what_is_found},
    {"what is not found", test_what_is_not_found},
    {"long paths", test_long_paths},
    {"links", test_links},
    {"special files", test_special_files},
    {"files without rights", test_files_without_rights},
    {"a root that is none", test_a_root_that_is_none},
    {"facts", test_facts},
    {"tags of changed files", test_tags_of_changed_files},
    {"changes at once", test_changes_at_once},
    {"kept files are looked at", test_kept_files_are_looked_at},
    {"large files stay on the disk", test_large_files_stay_on_the_disk},
    {"without descriptors", test_without_descriptors},
    {"the shelf is bounded", test_the_shelf_is_bounded},
    {"a version outlives its place", test_a_version_outlives_its_place},
    {"many threads", test_many_threads},
};

/* The folder to work in is the argument: an empty one. */
int main(int argc, char *argv[])
{
    if (argc != 2 || chdir(argv[1]) == -1 || !make_folders() ||
        (www = folder_open("www")) == NULL) {
        puts("not ok: wants an empty folder to work in");
        return EXIT_FAILURE;
    }
    int result = run_tests(tests, sizeof tests / sizeof tests[0]);
    folder_close(www);
    return result;
}
