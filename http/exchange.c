#include "exchange.h"

#include <errno.h>
#include <stdatomic.h>
#include <time.h>

#include "../common/timing.h"
#include "response.h"
#include "stream.h"

const struct rule NO_MEMORY = {503, "The server has no memory left for this request",
                               "RFC 9110, section 15.6.4"};

static const char PAGE_POLICY[] =
    "Content-Security-Policy: default-src 'self'; frame-ancestors 'none'\r\n";

void exchange_refuse(struct exchange *exchange, const struct rule *rule)
{
    char page[ERROR_PAGE_SIZE];
    struct answer *answer = &exchange->answer;
    answer->status = rule->status;
    answer->type = "text/html; charset=utf-8";
    answer->text.length = 0;
    text_put(&answer->fields, PAGE_POLICY);
    text_add(&answer->text, page, error_page(page, rule, "/two-terminals/style.css"));
}

void exchange_see_other(struct exchange *exchange, const char *path)
{
    struct answer *answer = &exchange->answer;
    answer->status = 303;
    answer->type = "text/plain; charset=utf-8";
    text_print(&answer->fields, "Location: %s\r\n", path);
    answer->text.length = 0;
    text_print(&answer->text, "See %s\n", path);
}

bool exchange_pause(struct exchange *exchange, double seconds)
{
    double until_s = now_s() + seconds, left_s;
    while ((left_s = until_s - now_s()) > 0) {
        if (atomic_load(exchange->stream->ending))
            return false;
        pause_for(left_s); /* the server knocks when it is to end */
    }
    return !atomic_load(exchange->stream->ending);
}
