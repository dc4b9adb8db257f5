/* /cookies and /private: two ways in which a server knows a client again. */
#include <stdio.h>

#include "base64.h"
#include "form.h"
#include "page.h"
#include "pages.h"

enum { VISITS_LIMIT = 999999 };

/* Where the cookie is sent to, and that no script shall read it (RFC 6265, section 4.1.2). */
#define COOKIE_ATTRIBUTES "Path=/cookies; HttpOnly; SameSite=Lax"

/* How many visits does the cookie tell of? 0 without one, or if it holds anything but a number: a cookie comes from
 * the client, who may have written into it whatever he likes. */
static long visits_so_far(struct span cookies)
{
    long visits = 0;
    while (cookies.length > 0) {
        struct span value = span_trimmed(span_cut(&cookies, ';')), name = span_cut(&value, '=');
        if (span_is(name, "visits") && read_number(value, 0, VISITS_LIMIT - 1, &visits))
            return visits;
    }
    return 0;
}

static void forget(struct exchange *exchange)
{
    static const struct rule other = {400, "The action of this form must be \"forget\"", NULL};
    struct span action;
    if (!page_takes_form(exchange))
        return;
    if (!form_find(exchange->body, "action", &action) || !form_is(action, "forget")) {
        exchange_refuse(exchange, &other);
        return;
    }
    text_put(&exchange->answer.fields, "Set-Cookie: visits=; Max-Age=0; " COOKIE_ATTRIBUTES "\r\n");
    exchange_see_other(exchange, "/cookies");
}

void show_cookies(struct exchange *exchange)
{
    if (span_is(exchange->request->method, "POST")) {
        forget(exchange);
        return;
    }
    const struct field *field = request_field(exchange->request, "Cookie");
    struct span cookies = field != NULL ? field->value : (struct span){0};
    long visits = visits_so_far(cookies) + 1;
    char line[128]; /* made of our words and a number, of nothing that came */
    snprintf(line, sizeof line, "Set-Cookie: visits=%ld; " COOKIE_ATTRIBUTES, visits);
    text_print(&exchange->answer.fields, "%s\r\n", line);
    const struct value values[] = {
        value_number("visits", visits),
        value_text("times", visits == 1 ? "time" : "times"),
        value_text("name", field != NULL ? "Cookie: " : "(no field Cookie)"),
        value_span("cookies", cookies),
        value_text("line", line),
    };
    page_answer(exchange, "cookies.html", "A server that remembers you", values,
                sizeof values / sizeof values[0]);
}

/* Take "Basic dXNlcjpwYXNzd29yZA==" apart (RFC 7617, section 2). Adds "user:password"; false when it is not that. */
static bool read_credentials(struct span value, struct text *credentials)
{
    return span_is_nocase(span_cut(&value, ' '), "Basic") &&
           base64_decode(credentials, span_trimmed(value));
}

void show_private(struct exchange *exchange)
{
    const struct field *field = request_field(exchange->request, "Authorization");
    struct text credentials = {0};
    bool readable = field != NULL && read_credentials(field->value, &credentials);
    bool known = readable && span_is(text_span(&credentials), "student:letmein");
    if (known) {
        snprintf(exchange->user, sizeof exchange->user, "student");
    } else {
        exchange->answer.status = 401;
        text_put(&exchange->answer.fields,
                 "WWW-Authenticate: Basic realm=\"Two Terminals\", charset=\"UTF-8\"\r\n");
    }
    const struct value values[] = {
        value_text("name", field != NULL ? "Authorization: " : "(no field Authorization)"),
        value_span("sent", field != NULL ? field->value : (struct span){0}),
        value_span("credentials", readable ? text_span(&credentials) : (struct span){"nothing", 7}),
    };
    page_answer(exchange, known ? "private.html" : "private_401.html",
                known ? "You are in" : "Who are you?", values, sizeof values / sizeof values[0]);
    text_release(&credentials);
}
