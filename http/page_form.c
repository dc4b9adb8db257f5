/* /form, /template, /echo: what a browser sends, and three ways to give it back. */
#include "form.h"
#include "page.h"
#include "pages.h"

enum { PAIRS_SHOWN = 100 }; /* of a body of 1 MiB the page would be 30 MiB long */

/* A row for each pair: as it came, and what it stands for. Returns how many there are. */
static long put_pairs(struct text *rows, struct span form)
{
    struct span name, value;
    long count = 0;
    while (form_next(&form, &name, &value)) {
        if (++count > PAIRS_SHOWN)
            continue;
        const struct span parts[] = {name, value};
        text_put(rows, "<tr>");
        for (size_t i = 0; i < 2; i++) {
            struct text decoded = {0};
            form_decode(&decoded, parts[i]);
            text_put(rows, i == 0 ? "<th scope=\"row\">" : "<td><pre>");
            text_escape(rows, text_span(&decoded));
            text_put(rows, i == 0 ? "</th>" : "</pre></td><td><code>");
            text_release(&decoded);
        }
        text_escape(rows, value);
        text_put(rows, "</code></td></tr>\n");
    }
    return count;
}

void show_form(struct exchange *exchange)
{
    struct span form = exchange->request->target.query;
    bool post = span_is(exchange->request->method, "POST");
    if (post && !page_takes_form(exchange))
        return;
    if (post)
        form = exchange->body;
    struct text rows = {0};
    long count = put_pairs(&rows, form);
    if (count == 0)
        text_put(&rows, "<tr><td colspan=\"3\" class=\"none\">nothing yet</td></tr>\n");
    const char *came = post ? "The body of your POST brought"
                            : "The query of your GET, what stands behind the \"?\", brought";
    const struct value values[] = {
        value_text("came", came),
        value_text("count", count == 0   ? "nothing"
                            : count == 1 ? "one pair"
                                         : "these pairs"),
        value_text("more",
                   count > PAIRS_SHOWN ? "There are more; only the first 100 are shown." : ""),
        value_span("raw", form),
        value_markup("rows", &rows),
    };
    page_answer(exchange, "form.html", "A form, sent in two ways", values,
                sizeof values / sizeof values[0]);
    text_release(&rows);
}

/* Add what the form has under NAME, decoded, or else USUAL. */
static void put_value(struct text *into, struct span form, const char *name, const char *usual)
{
    struct span value;
    if (form_find(form, name, &value))
        form_decode(into, value);
    else
        text_put(into, usual);
}

void show_template(struct exchange *exchange)
{
    struct span query = exchange->request->target.query;
    struct text source = {0}, name = {0}, drink = {0}, result = {0};
    put_value(&name, query, "name", "Ada");
    put_value(&drink, query, "drink", "tea & biscuits");
    if (page_read(exchange, "sample.html", &source)) {
        const struct value sample[] = {value_span("name", text_span(&name)),
                                       value_span("drink", text_span(&drink))};
        bool complete = template_fill(&result, text_span(&source), sample, 2);
        const struct value values[] = {
            sample[0],
            sample[1],
            value_span("source", text_span(&source)),
            value_span("result", text_span(&result)),
            value_markup("shown", &result),
            value_text("complete", complete ? "" : "A place in the template has no value."),
        };
        page_answer(exchange, "template.html", "Values in a page", values,
                    sizeof values / sizeof values[0]);
    }
    text_release(&source);
    text_release(&name);
    text_release(&drink);
    text_release(&result);
}

/* The body comes back byte for byte, but not its type: nothing of a request gets into a header line, and as text a
 * browser runs nothing of it. */
void show_echo(struct exchange *exchange)
{
    exchange->answer.type = "text/plain; charset=utf-8";
    text_add(&exchange->answer.text, exchange->body.at, exchange->body.length);
}
