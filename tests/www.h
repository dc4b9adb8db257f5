/* What the unit tests of files have in common: a folder www, made anew below an empty one, and looks into it. Included by one
 * .c file each. */
#ifndef WWW_H
#define WWW_H

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../http/folder.h"
#include "check.h"

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

/* main of such a program: FOLDER, where www is made, is its argument. Returns main's result. */
static int run_in_folder(const char *folder, const struct test *tests, size_t count)
{
    if (folder == NULL || chdir(folder) == -1 || !make_folders() ||
        (www = folder_open("www")) == NULL) {
        puts("not ok: wants an empty folder to work in");
        return EXIT_FAILURE;
    }
    int result = run_tests(tests, count);
    folder_close(www);
    return result;
}

#endif
