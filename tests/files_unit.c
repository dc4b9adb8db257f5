/* Unit tests of http/: files below a folder, and nothing outside it. They make their files in an empty folder, the argument. */
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "www.h"

static struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
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
};

int main(int argc, char *argv[])
{
    return run_in_folder(argc == 2 ? argv[1] : NULL, tests, sizeof tests / sizeof tests[0]);
}
