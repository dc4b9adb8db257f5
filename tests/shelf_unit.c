/* Unit tests of http/: files that are kept in memory, and are looked at nevertheless. They make their files in an empty
 * folder, the argument. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>

#include "../http/shelf.h"
#include "www.h"

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

static const struct test tests[] = {
    {"changes at once", test_changes_at_once},
    {"kept files are looked at", test_kept_files_are_looked_at},
    {"large files stay on the disk", test_large_files_stay_on_the_disk},
    {"without descriptors", test_without_descriptors},
    {"the shelf is bounded", test_the_shelf_is_bounded},
    {"a version outlives its place", test_a_version_outlives_its_place},
    {"many threads", test_many_threads},
};

int main(int argc, char *argv[])
{
    return run_in_folder(argc == 2 ? argv[1] : NULL, tests, sizeof tests / sizeof tests[0]);
}
