#include "files.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "conditions.h"
#include "folder.h"
#include "listing.h"
#include "place.h"
#include "site.h"

/* Scripts and styles of a page may stand in it, for so students begin, and lie beside it; but what it loads, it loads from
 * here: a page that somebody else has put into the folder cannot tell the world what it saw. */
static const char FILE_POLICY[] =
    "Content-Security-Policy: default-src 'self' 'unsafe-inline' data:\r\n";

static void refuse_found(struct exchange *exchange, enum found found)
{
    static const struct rule nothing = {404, "There is no file of this name",
                                        "RFC 9110, section 15.5.5"};
    static const struct rule link = {
        403, "The path leads through a symbolic link, which this server does not follow",
        "RFC 9110, section 15.5.4"};
    static const struct rule special = {403,
                                        "This is no regular file, but a FIFO, a socket or a device",
                                        "RFC 9110, section 15.5.4"};
    static const struct rule closed = {403, "The server has no right to read this",
                                       "RFC 9110, section 15.5.4"};
    static const struct rule no_list = {
        403, "This folder has no index.html, and the server was not started with --list",
        "RFC 9110, section 15.5.4"};
    static const struct rule no_room = {
        503, "The server could not open the file just now; try again soon",
        "RFC 9110, section 15.6.4"};
    const struct rule *rule = found == FOUND_NOTHING   ? &nothing
                              : found == FOUND_LINK    ? &link
                              : found == FOUND_SPECIAL ? &special
                              : found == FOUND_CLOSED  ? &closed
                              : found == FOUND_FOLDER  ? &no_list
                                                       : &no_room;
    if (rule == &no_room)
        text_put(&exchange->answer.fields, "Retry-After: 1\r\n");
    exchange_refuse(exchange, rule);
}

/* Add the PATH of a target, as it came, to a field. The parser lets characters pass that a URI has not; of these "\" must
 * not get into Location, for browsers take it for "/". */
static void put_path(struct text *field, struct span path)
{
    for (size_t i = 0; i < path.length; i++) {
        char c = path.at[i];
        if (is_alnum(c) || (c != '\0' && strchr("-._~!$&'()*+,;=:@/%", c) != NULL))
            text_add(field, &c, 1);
        else
            text_print(field, "%%%02X", (unsigned)(unsigned char)c);
    }
}

/* The address of a folder ends with "/", or else the links in its page would lead beside it. */
static void redirect_to_slash(struct exchange *exchange)
{
    static const struct rule moved = {301, "The address of a folder ends with a slash",
                                      "RFC 9110, section 15.4.2"};
    const struct target *target = &exchange->request->target;
    struct text *fields = &exchange->answer.fields;
    /* Not to another host: "//host" would be one, but folder_find finds nothing at a path with an empty part. */
    text_put(fields, "Location: ");
    put_path(fields, target->path);
    text_put(fields, "/");
    text_put(fields, target->has_query ? "?" : "");
    text_add(fields, target->query.at, target->query.length);
    text_put(fields, "\r\n");
    exchange_refuse(exchange, &moved);
}

/* The conditions say that the file itself shall not be sent. */
static void refuse_verdict(struct exchange *exchange, int status, const struct file_facts *facts)
{
    static const struct rule changed = {
        412, "The file is not, or no longer, the one that If-Match or If-Unmodified-Since demands",
        "RFC 9110, section 13.1"};
    static const struct rule range = {416, "The file ends before the range that is asked for",
                                      "RFC 9110, section 15.5.17"};
    if (status == 304) {
        exchange->answer.status = 304;
        text_put(&exchange->answer.fields, facts->validators);
    } else if (status == 412) {
        exchange_refuse(exchange, &changed);
    } else {
        text_print(&exchange->answer.fields, "Content-Range: bytes */%lld\r\n",
                   (long long)facts->size);
        exchange_refuse(exchange, &range);
    }
}

/* Could a browser run what is in it? */
static bool has_scripts(const char *type)
{
    return strncmp(type, "text/html", 9) == 0 || strcmp(type, "image/svg+xml") == 0;
}

/* Answer with a file, which from now on belongs to the answer, or with what the conditions say. */
static void answer_file(struct exchange *exchange, const struct found_file *file)
{
    struct answer *answer = &exchange->answer;
    const struct file_facts *facts = &file->facts;
    struct verdict verdict = conditions_judge(exchange->request, facts, time(NULL));
    if (verdict.status != 200 && verdict.status != 206) {
        stored_release(file->stored);
        if (file->file != -1)
            close(file->file);
        refuse_verdict(exchange, verdict.status, facts);
        return;
    }
    answer->status = verdict.status;
    answer->type = facts->type;
    answer->stored = file->stored;
    answer->file = file->file;
    answer->from = verdict.first;
    answer->length = verdict.status == 206 ? verdict.last - verdict.first + 1 : facts->size;
    text_put(&answer->fields, facts->validators);
    text_put(&answer->fields, "Accept-Ranges: bytes\r\n");
    if (has_scripts(facts->type))
        text_put(&answer->fields, FILE_POLICY);
    if (verdict.status == 206)
        text_print(&answer->fields, "Content-Range: bytes %lld-%lld/%lld\r\n",
                   (long long)verdict.first, (long long)verdict.last, (long long)facts->size);
}

/* PATH ends with "/": look for index.html there. */
static enum found find_index(struct folder *root, struct span path, struct found_file *file)
{
    struct text index = {0};
    text_add(&index, path.at, path.length);
    text_put(&index, "index.html");
    enum found found = FOUND_NO_ROOM;
    if (!index.failed)
        found = folder_find(root, text_span(&index), file);
    text_release(&index);
    return found;
}

bool serve_front_page(struct exchange *exchange)
{
    const struct span top = {"/", 1};
    struct found_file file = {.file = -1};
    const struct site *site = exchange->site;
    if (site->ours || site->root == NULL)
        return false;
    enum found found = find_index(site->root, top, &file);
    if (found == FOUND_FILE)
        answer_file(exchange, &file);
    else if (found == FOUND_NOTHING && site->list)
        list_folder(exchange);
    else
        return false;
    return true;
}

void serve_file(struct exchange *exchange)
{
    const struct site *site = exchange->site;
    struct span path = exchange->request->target.path;
    struct found_file file = {.file = -1};
    enum found found = site->root == NULL ? FOUND_NOTHING : folder_find(site->root, path, &file);
    bool is_folder = found == FOUND_FOLDER;
    if (is_folder && path.at[path.length - 1] != '/') {
        redirect_to_slash(exchange);
        return;
    }
    if (is_folder) {
        found = find_index(site->root, path, &file);
        if (found == FOUND_NOTHING)
            found = FOUND_FOLDER; /* none: it may be listed */
    }
    if (found == FOUND_FILE)
        answer_file(exchange, &file);
    else if (is_folder && found == FOUND_FOLDER && site->list)
        list_folder(exchange);
    else
        refuse_found(exchange, found);
}
