/* Unit tests of what the pages are made of: templates, forms, base64. What comes out is compared byte by byte, for what goes
 * in comes from anybody. */
#include <string.h>

#include "../http/base64.h"
#include "../http/form.h"
#include "../http/template.h"
#include "check.h"

/* A string that may contain NULs, as a span. */
#define SPAN(text) ((struct span){text, sizeof(text) - 1})

static bool same_bytes(struct text *got, struct span wanted)
{
    bool same = !got->failed && got->length == wanted.length &&
                (wanted.length == 0 || memcmp(got->bytes, wanted.at, wanted.length) == 0);
    if (!same)
        printf("# wanted %zu bytes: %.*s\n# got    %zu bytes: %.*s\n", wanted.length,
               (int)wanted.length, wanted.at, got->length, (int)got->length,
               got->bytes != NULL ? got->bytes : "");
    text_release(got);
    return same;
}

/* --- templates -------------------------------------------------------------------------------------------- */

static bool fills(const char *template, bool complete, const char *wanted)
{
    static char bold[] = "<b>";
    const struct text markup = {.bytes = bold, .length = 3};
    const struct value values[] = {
        value_text("name", "Ada & <Bob>"), value_text("empty", ""),
        value_number("number", -12),       value_markup("markup", &markup),
        value_text("tricky", "{{name}}"),
    };
    struct text filled = {0};
    bool was = template_fill(&filled, (struct span){template, strlen(template)}, values,
                             sizeof values / sizeof values[0]);
    if (was != complete)
        printf("# %s: wanted complete %d, got %d\n", template, complete, was);
    return same_bytes(&filled, (struct span){wanted, strlen(wanted)}) && was == complete;
}

static void test_values_in_their_places(void)
{
    CHECK(fills("", true, ""));
    CHECK(fills("no { place } here", true, "no { place } here"));
    CHECK(fills("{{name}}", true, "Ada &amp; &lt;Bob&gt;"));
    CHECK(fills("<{{number}}{{number}}{{empty}}>", true, "<-12-12>"));
    CHECK(fills("{{{markup}}}, {{markup}}", true, "<b>, &lt;b&gt;"));
    /* A value is not looked through for places again. */
    CHECK(fills("{{tricky}}", true, "{{name}}"));
}

static void test_places_without_a_value(void)
{
    CHECK(fills("a {{unknown}} b {{number}}", false, "a {{unknown}} b -12"));
    CHECK(fills("{{ name }}", false, "{{ name }}"));
    CHECK(fills("{{na}}{{names}}{{}}", false, "{{na}}{{names}}{{}}"));
    CHECK(fills("a {{name", false, "a {{name"));
    CHECK(fills("a {{name}", false, "a {{name}"));
    CHECK(fills("a {{{markup}} b", false, "a {{{markup}} b"));
    CHECK(fills("{{", false, "{{"));
    CHECK(fills("{{{", false, "{{{"));
    CHECK(fills("{{}", false, "{{}"));
    CHECK(fills("{{{}}}", false, "{{{}}}"));
    /* Only markup of ours goes in as it is. */
    CHECK(fills("{{{name}}}{{{number}}}", false, "{{{name}}}{{{number}}}"));
}

static bool escapes(struct span value, const char *wanted)
{
    const struct value values[] = {value_span("v", value)};
    struct text filled = {0};
    return template_fill(&filled, SPAN("{{v}}"), values, 1) &&
           same_bytes(&filled, (struct span){wanted, strlen(wanted)});
}

static void test_hostile_values(void)
{
    CHECK(escapes(SPAN("<script>alert(1)</script>"), "&lt;script&gt;alert(1)&lt;/script&gt;"));
    CHECK(escapes(SPAN("\" onload='x'"), "&quot; onload=&#39;x&#39;"));
    CHECK(escapes(SPAN("&lt;"), "&amp;lt;"));
    CHECK(escapes(SPAN("a\0b\x1b[31m\x7f"), "a\\x00b\\x1b[31m\\x7f"));
    CHECK(escapes(SPAN("a\tb\r\nc"), "a\tb\r\nc"));
    CHECK(escapes(SPAN("\xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80"),
                  "\xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80"));
    CHECK(escapes(SPAN("\xc3<"), "\\xc3&lt;"));              /* cut off */
    CHECK(escapes(SPAN("\xc0\xbc"), "\\xc0\\xbc"));          /* "<", too long */
    CHECK(escapes(SPAN("\xed\xa0\x80"), "\\xed\\xa0\\x80")); /* half a pair */
    CHECK(escapes(SPAN("\xff\xfe"), "\\xff\\xfe"));
}

/* --- forms ------------------------------------------------------------------------------------------------ */

static bool decodes(struct span encoded, struct span wanted)
{
    struct text decoded = {0};
    form_decode(&decoded, encoded);
    return same_bytes(&decoded, wanted);
}

static void test_decoding(void)
{
    CHECK(decodes(SPAN(""), SPAN("")));
    CHECK(decodes(SPAN("a+b%20c"), SPAN("a b c")));
    CHECK(decodes(SPAN("%2B%2b%26%3D"), SPAN("++&=")));
    CHECK(decodes(SPAN("%C3%BC%00%ff"), SPAN("\xc3\xbc\0\xff")));
    CHECK(decodes(SPAN("%2541"), SPAN("%41"))); /* once, not twice */
    CHECK(decodes(SPAN("100%"), SPAN("100%")));
    CHECK(decodes(SPAN("%4"), SPAN("%4")));
    CHECK(decodes(SPAN("%zz%4g%g4"), SPAN("%zz%4g%g4")));
    CHECK(decodes(SPAN("%%41"), SPAN("%A")));
    CHECK(decodes(SPAN("\0\x80\n"), SPAN("\0\x80\n")));
}

/* All pairs, as "name:value," still encoded. */
static bool splits(struct span form, struct span wanted)
{
    struct text pairs = {0};
    struct span name, value;
    while (form_next(&form, &name, &value)) {
        text_add(&pairs, name.at, name.length);
        text_put(&pairs, ":");
        text_add(&pairs, value.at, value.length);
        text_put(&pairs, ",");
    }
    return same_bytes(&pairs, wanted);
}

static void test_pairs(void)
{
    CHECK(splits(SPAN(""), SPAN("")));
    CHECK(splits(SPAN("a=b&c=d"), SPAN("a:b,c:d,")));
    CHECK(splits(SPAN("a"), SPAN("a:,")));
    CHECK(splits(SPAN("a="), SPAN("a:,")));
    CHECK(splits(SPAN("=b"), SPAN(":b,")));
    CHECK(splits(SPAN("="), SPAN(":,")));
    CHECK(splits(SPAN("&&a=b&&c=d&"), SPAN("a:b,c:d,")));
    CHECK(splits(SPAN("&"), SPAN("")));
    CHECK(splits(SPAN("a=b=c"), SPAN("a:b=c,")));
    CHECK(splits(SPAN("a;b=c;d"), SPAN("a;b:c;d,")));
    CHECK(splits(SPAN("a%26b=c%3Dd"), SPAN("a%26b:c%3Dd,")));
    CHECK(splits(SPAN("a\0b=\0"), SPAN("a\0b:\0,")));
}

static void test_finding(void)
{
    struct span value, form = SPAN("a=1&b%20c=2&a=3&empty&=nameless&nul%00=4");
    CHECK(form_find(form, "a", &value) && span_is(value, "1")); /* the first one */
    CHECK(form_find(form, "b c", &value) && span_is(value, "2"));
    CHECK(form_find(form, "empty", &value) && value.length == 0);
    CHECK(form_find(form, "", &value) && span_is(value, "nameless"));
    CHECK(!form_find(form, "A", &value) && value.at == NULL && value.length == 0);
    CHECK(!form_find(form, "nul", &value));
    CHECK(!form_find(form, "b", &value));
    CHECK(!form_find((struct span){0}, "a", &value));
    CHECK(form_is(SPAN("a+%41"), "a A") && !form_is(SPAN("a"), "ab") && !form_is(SPAN("ab"), "a"));
    CHECK(form_is(SPAN(""), "") && !form_is(SPAN(""), "a") && !form_is(SPAN("%00"), ""));
}

/* What form_number makes of it: the number; 7 if it isn't there; -1 if it is refused. */
static long number_in(const char *form)
{
    long number = 7;
    bool good = form_number((struct span){form, strlen(form)}, "n", 5, 1000, &number);
    return good ? number : -1;
}

static void test_numbers(void)
{
    static const char *const bad[] = {
        "n=",
        "n=4",
        "n=1001",
        "n=+5",
        "n=%2B5",
        "n=-5",
        "n=5+",
        "n=%205",
        "n=5%00",
        "n=5.0",
        "n=0x10",
        "n=1e2",
        "n=five",
        "n=5n",
        "n",
        "n=--",
        "n=%D9%A5",
        "n=99999999999999999999",
        "n=00000000000000000000000000000000000000005",
        "n=18446744073709551621",
        "n=5&n=x&n=",
    };
    CHECK(number_in("n=5") == 5 && number_in("n=1000") == 1000 && number_in("n=0012") == 12);
    CHECK(number_in("m=1&n=%39") == 9);
    CHECK(number_in("") == 7 && number_in("m=5") == 7);
    for (size_t i = 0; i + 1 < sizeof bad / sizeof bad[0]; i++)
        if (number_in(bad[i]) != -1) {
            printf("# taken for a number: %s\n", bad[i]);
            failed = true;
        }
    CHECK(number_in(bad[sizeof bad / sizeof bad[0] - 1]) == 5); /* the first one counts */
    long number = 7;
    CHECK(read_number(SPAN("2147483647"), 0, 2147483647, &number) && number == 2147483647);
    CHECK(!read_number(SPAN("2147483648"), 0, 2147483647, &number) && number == 2147483647);
    CHECK(!read_number(SPAN("2"), 0, 1, &number) && !read_number(SPAN("10"), 0, 1, &number));
    CHECK(read_number(SPAN("001"), 0, 1, &number) && number == 1);
    number = 7;
    CHECK(!read_number(SPAN("5\0"), 0, 9, &number) && !read_number(SPAN(""), 0, 9, &number));
}

/* --- base64 ----------------------------------------------------------------------------------------------- */

static bool means(struct span encoded, struct span wanted)
{
    struct text decoded = {0};
    bool good = base64_decode(&decoded, encoded);
    return same_bytes(&decoded, wanted) && good;
}

static void test_base64(void)
{
    /* RFC 4648, section 10 */
    CHECK(means(SPAN(""), SPAN("")));
    CHECK(means(SPAN("Zg=="), SPAN("f")));
    CHECK(means(SPAN("Zm8="), SPAN("f"
                                   "o")));
    CHECK(means(SPAN("Zm9v"), SPAN("foo")));
    CHECK(means(SPAN("Zm9vYg=="), SPAN("foob")));
    CHECK(means(SPAN("Zm9vYmE="), SPAN("fooba")));
    CHECK(means(SPAN("Zm9vYmFy"), SPAN("foobar")));
    CHECK(means(SPAN("AAECgP/+"), SPAN("\0\x01\x02\x80\xff\xfe")));
    CHECK(means(SPAN("+/+/"), SPAN("\xfb\xff\xbf")));
}

static void test_base64_that_is_none(void)
{
    const struct span bad[] = {
        SPAN("Z"),     SPAN("Zg"),       SPAN("Zg="),
        SPAN("Zm9"),   SPAN("Zm9v="),    SPAN("===="),
        SPAN("Z==="),  SPAN("Zg==Zg=="), SPAN("Zm8=Zm8="),
        SPAN("Zh=="),  SPAN("Zm9="),     SPAN("Zm8 "),
        SPAN(" Zm8"),  SPAN("Zm\n8"),    SPAN("Zm8=\n"),
        SPAN("Zm-_"),  SPAN("Zm\0="),    SPAN("Zm8\x80"),
        SPAN("Z=8="),  SPAN("=m8v"),     SPAN("Zm9v\0\0\0\0"),
        SPAN("Zg=\0"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct text decoded = {0};
        if (base64_decode(&decoded, bad[i])) {
            printf("# taken for base64: %.*s\n", (int)bad[i].length, bad[i].at);
            failed = true;
        }
        text_release(&decoded);
    }
}

int main(void)
{
    static const struct test tests[] = {
        {"templates: values in their places", test_values_in_their_places},
        {"templates: places without a value", test_places_without_a_value},
        {"templates: hostile values", test_hostile_values},
        {"forms: decoding", test_decoding},
        {"forms: pairs", test_pairs},
        {"forms: finding", test_finding},
        {"forms: numbers", test_numbers},
        {"base64", test_base64},
        {"base64 that is none", test_base64_that_is_none},
    };
    return run_tests(tests, sizeof tests / sizeof tests[0]);
}
