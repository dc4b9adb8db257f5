#include "listing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "folder.h"
#include "page.h"
#include "site.h"

enum { ENTRIES_LIMIT = 10000 };

struct entry {
    char *name;
    bool folder;
    off_t size;
    time_t modified;
};

struct listing {
    struct entry *entries; /* room for SIZE of them */
    size_t count, size;
    bool cut;    /* there are more */
    bool failed; /* there was no memory, or the folder could not be read to its end */
};

static int compare(const void *first, const void *second)
{
    const struct entry *a = first, *b = second;
    return a->folder != b->folder ? (a->folder ? -1 : 1) : strcmp(a->name, b->name);
}

/* False when there is no memory. */
static bool add(struct listing *listing, const char *name, const struct stat *status)
{
    if (listing->count == listing->size) {
        size_t size = listing->size > 0 ? 2 * listing->size : 64;
        struct entry *entries = realloc(listing->entries, size * sizeof *entries);
        if (entries == NULL)
            return false;
        listing->entries = entries;
        listing->size = size;
    }
    struct entry *entry = &listing->entries[listing->count];
    *entry =
        (struct entry){strdup(name), S_ISDIR(status->st_mode), status->st_size, status->st_mtime};
    listing->count += entry->name != NULL;
    return entry->name != NULL;
}

/* Read what lies in FOLDER, sorted. What is removed meanwhile is left out. */
static void read_entries(struct listing *listing, DIR *folder)
{
    const struct dirent *entry = NULL;
    while (!listing->failed && !listing->cut) {
        struct stat status;
        errno = 0; /* readdir tells its end and an error apart by this alone */
        entry = readdir(folder);
        if (entry == NULL) {
            listing->failed = errno != 0;
            break;
        }
        if (entry->d_name[0] == '.' ||
            fstatat(dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == -1 ||
            !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
            continue;
        if (listing->count == ENTRIES_LIMIT)
            listing->cut = true;
        else
            listing->failed = !add(listing, entry->d_name, &status);
    }
    if (listing->count > 0)
        qsort(listing->entries, listing->count, sizeof *listing->entries, compare);
}

/* A name as a part of a URI: all but what never means anything is encoded, ":" too, or "a:b" would be a scheme. */
static void put_link(struct text *rows, const char *name)
{
    for (; *name != '\0'; name++)
        if (is_alnum(*name) || strchr("-._~", *name) != NULL)
            text_add(rows, name, 1);
        else
            text_print(rows, "%%%02X", (unsigned)(unsigned char)*name);
}

static void put_row(struct text *rows, const struct entry *entry)
{
    const char *slash = entry->folder ? "/" : "";
    char date[32] = "";
    struct tm utc;
    if (gmtime_r(&entry->modified, &utc) != NULL)
        strftime(date, sizeof date, "%Y-%m-%d %H:%M", &utc);
    text_put(rows, "<tr><td><a href=\"");
    put_link(rows, entry->name);
    text_print(rows, "%s\">", slash);
    text_escape(rows, (struct span){entry->name, strlen(entry->name)});
    text_print(rows, "%s</a></td><td>", slash);
    if (!entry->folder)
        text_print(rows, "%lld", (long long)entry->size);
    text_print(rows, "</td><td>%s</td></tr>\n", date);
}

static void answer_listing(struct exchange *exchange, const struct listing *listing)
{
    struct text rows = {0};
    if (!span_is(exchange->path, "/"))
        text_put(&rows, "<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
    for (size_t i = 0; i < listing->count; i++)
        put_row(&rows, &listing->entries[i]);
    const struct value values[] = {
        value_span("path", exchange->path),
        value_markup("rows", &rows),
        value_number("count", (long)listing->count),
        value_text("cut",
                   listing->cut ? "The folder holds more; these are those that came first." : ""),
    };
    page_answer(exchange, "listing.html", "A folder", values, sizeof values / sizeof values[0]);
    text_release(&rows);
}

void list_folder(struct exchange *exchange)
{
    static const struct rule unreadable = {403, "The server has no right to read this folder",
                                           "RFC 9110, section 15.5.4"};
    static const struct rule no_room = {503, "The server could not read the folder just now",
                                        "RFC 9110, section 15.6.4"};
    struct listing listing = {0};
    int opened = -1;
    enum found found = folder_enter(exchange->site->root, exchange->request->target.path, &opened);
    DIR *folder = found == FOUND_FOLDER ? fdopendir(opened) : NULL;
    if (folder != NULL)
        read_entries(&listing, folder);
    else if (found == FOUND_FOLDER)
        close(opened);
    if (folder == NULL || listing.failed)
        exchange_refuse(exchange, found == FOUND_CLOSED ? &unreadable : &no_room);
    else
        answer_listing(exchange, &listing);
    if (folder != NULL)
        closedir(folder); /* and OPENED with it */
    for (size_t i = 0; i < listing.count; i++)
        free(listing.entries[i].name);
    free(listing.entries);
}
