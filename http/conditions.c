#include "conditions.h"

#include <stdint.h>
#include <string.h>

#include "date.h"

/* The only field of that name; NULL when there is none, or several, which could contradict each other. */
static const struct field *only_field(const struct request *request, const char *name)
{
    const struct field *found = request_field(request, name);
    for (size_t i = 0; found != NULL && i < request->field_count; i++)
        if (&request->fields[i] != found && span_is_nocase(request->fields[i].name, name))
            return NULL;
    return found;
}

/* Take an entity tag, [W/]"...", off the front of TEXT (RFC 9110, section 8.8.3). *TAG has its quotes, not the W/. */
static bool take_tag(struct span *text, struct span *tag, bool *weak)
{
    size_t start = text->length >= 2 && memcmp(text->at, "W/", 2) == 0 ? 2 : 0, end = start + 1;
    *weak = start == 2;
    if (text->length <= start || text->at[start] != '"')
        return false;
    while (end < text->length && text->at[end] != '"' && (unsigned char)text->at[end] > ' ' &&
           text->at[end] != 0x7f)
        end++;
    if (end >= text->length || text->at[end] != '"')
        return false;
    *tag = (struct span){text->at + start, end + 1 - start};
    text->at += end + 1;
    text->length -= end + 1;
    return true;
}

/* Does VALUE, "*" or a list of entity tags, name ETAG, which is a strong one? Weak ones of the list count only if WEAK.
 * A list that is malformed anywhere names nothing. (Split at commas it cannot be: they may stand in tags.) */
static bool names_tag(struct span value, const char *etag, bool weak)
{
    bool named = false, divided = true;
    if (span_is(value, "*"))
        return true;
    while ((value = span_trimmed(value)).length > 0) {
        struct span tag;
        bool is_weak;
        if (value.at[0] == ',') {
            divided = true;
            value.at++;
            value.length--;
        } else if (divided && take_tag(&value, &tag, &is_weak)) {
            divided = false;
            named = named || (span_is(tag, etag) && (weak || !is_weak));
        } else {
            return false;
        }
    }
    return named;
}

/* The same for all fields of that name: together they are one list. */
static bool field_names_tag(const struct request *request, const char *name, const char *etag,
                            bool weak)
{
    for (size_t i = 0; i < request->field_count; i++)
        if (span_is_nocase(request->fields[i].name, name) &&
            names_tag(request->fields[i].value, etag, weak))
            return true;
    return false;
}

/* The date of a field; false when there is none that could be compared with that of the file. */
static bool field_date(const struct request *request, const char *name,
                       const struct file_facts *facts, time_t now, time_t *date)
{
    const struct field *field = only_field(request, name);
    return field != NULL && facts->modified != -1 && date_parse(field->value, now, date);
}

/* The four conditions, in their order of precedence (RFC 9110, section 13.2.2): 412, 304, or 200 to go on. */
static int judge_preconditions(const struct request *request, const struct file_facts *facts,
                               time_t now)
{
    time_t date;
    if (request_field(request, "If-Match") != NULL) {
        if (!field_names_tag(request, "If-Match", facts->etag, false))
            return 412;
    } else if (field_date(request, "If-Unmodified-Since", facts, now, &date) &&
               facts->modified > date) {
        return 412;
    }
    if (request_field(request, "If-None-Match") != NULL)
        return field_names_tag(request, "If-None-Match", facts->etag, true) ? 304 : 200;
    if (field_date(request, "If-Modified-Since", facts, now, &date) && facts->modified <= date)
        return 304;
    return 200;
}

/* Does If-Range, if it is there, say that the rest of this very version is wanted (RFC 9110, section 13.1.5)? */
static bool range_holds(const struct request *request, const struct file_facts *facts, time_t now)
{
    time_t date;
    struct span tag;
    bool weak;
    if (request_field(request, "If-Range") == NULL)
        return true;
    const struct field *field = only_field(request, "If-Range");
    if (field == NULL)
        return false;
    struct span value = field->value;
    if (take_tag(&value, &tag, &weak))
        return value.length == 0 && !weak && span_is(tag, facts->etag);
    return field_date(request, "If-Range", facts, now, &date) && date == facts->modified;
}

/* Read TEXT, digits only. What is too large for any file becomes INTMAX_MAX. */
static bool read_position(struct span text, intmax_t *position)
{
    *position = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!is_digit(text.at[i]))
            return false;
        int digit = text.at[i] - '0';
        *position = *position > (INTMAX_MAX - digit) / 10 ? INTMAX_MAX : *position * 10 + digit;
    }
    return text.length > 0;
}

/* One range of a file of SIZE bytes: "0-499", "500-", "-500". False when it is malformed. */
static bool judge_range(struct span text, off_t size, struct verdict *verdict)
{
    struct span before = span_cut(&text, '-');
    intmax_t first, last = size - 1;
    if (before.length == 0) {                                       /* so many at the end */
        if (!read_position(text, &last) || (size == 0 && last > 0)) /* all of nothing is no part */
            return false;
        first = last == 0 ? size : last < size ? size - last : 0;
        last = size - 1;
    } else if (!read_position(before, &first) ||
               (text.length > 0 && (!read_position(text, &last) || last < first))) {
        return false;
    }
    if (first >= size) {
        verdict->status = 416;
    } else {
        verdict->status = 206;
        verdict->first = (off_t)first;
        verdict->last = last < size ? (off_t)last : size - 1;
    }
    return true;
}

/* Range (RFC 9110, section 14.2) turns 200 into 206 or 416. A server may send all instead; and so we do if several
 * ranges are wanted, which would need a multipart answer and serves attackers better than anybody. */
static void apply_range(struct span value, off_t size, struct verdict *verdict)
{
    struct span unit = span_cut(&value, '='), range = {0};
    const struct verdict all = *verdict;
    if (!span_is_nocase(unit, "bytes"))
        return;
    while (value.length > 0) {
        struct span one = span_trimmed(span_cut(&value, ','));
        if (one.length > 0 && range.length > 0)
            return;
        if (one.length > 0)
            range = one;
    }
    if (!span_has(range, '-') || !judge_range(range, size, verdict))
        *verdict = all;
}

struct verdict conditions_judge(const struct request *request, const struct file_facts *facts,
                                time_t now)
{
    struct verdict verdict = {.status = judge_preconditions(request, facts, now)};
    if (verdict.status == 200 && span_is(request->method, "GET")) {
        const struct field *range = only_field(request, "Range");
        if (range != NULL && range_holds(request, facts, now))
            apply_range(range->value, facts->size, &verdict);
    }
    return verdict;
}
