#include "form.h"

/* The next byte that REST, which is not empty, stands for. */
static char take_byte(struct span *rest)
{
    char c = rest->at[0];
    size_t used = 1;
    if (c == '+') {
        c = ' ';
    } else if (c == '%' && is_escape(*rest, 0)) {
        c = (char)(hex_value(rest->at[1]) * 16 + hex_value(rest->at[2]));
        used = 3;
    }
    rest->at += used;
    rest->length -= used;
    return c;
}

bool form_next(struct span *rest, struct span *name, struct span *value)
{
    while (rest->length > 0) {
        *value = span_cut(rest, '&');
        if (value->length == 0)
            continue; /* "a=b&&c=d" */
        *name = span_cut(value, '=');
        return true;
    }
    return false;
}

void form_decode(struct text *into, struct span encoded)
{
    while (encoded.length > 0) {
        char c = take_byte(&encoded);
        text_add(into, &c, 1);
    }
}

bool form_is(struct span encoded, const char *text)
{
    while (encoded.length > 0 && *text != '\0')
        if (take_byte(&encoded) != *text++)
            return false;
    return encoded.length == 0 && *text == '\0';
}

bool form_find(struct span form, const char *name, struct span *value)
{
    struct span this_name;
    while (form_next(&form, &this_name, value))
        if (form_is(this_name, name))
            return true;
    *value = (struct span){0};
    return false;
}

bool form_number(struct span form, const char *name, long minimum, long maximum, long *number)
{
    struct span value;
    char digits[24];
    size_t length = 0;
    if (!form_find(form, name, &value))
        return true;
    while (value.length > 0 && length < sizeof digits)
        digits[length++] = take_byte(&value);
    return value.length == 0 &&
           read_number((struct span){digits, length}, minimum, maximum, number);
}

bool read_number(struct span text, long minimum, long maximum, long *number)
{
    long result = 0;
    for (size_t i = 0; i < text.length; i++) {
        int digit = text.at[i] - '0';
        if (!is_digit(text.at[i]) || digit > maximum || result > (maximum - digit) / 10)
            return false; /* asked before it could wrap */
        result = result * 10 + digit;
    }
    if (text.length == 0 || result < minimum)
        return false;
    *number = result;
    return true;
}
