#include "printable.h"

#include <stdbool.h>

/* Decode the character at BYTES, of LENGTH that are there, into its code point. Returns how many bytes
 * it takes; 0 if it is not UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
static size_t decode(const unsigned char *bytes, size_t length, unsigned long *point)
{
    static const unsigned long least[] = {0, 0, 0x80, 0x800,
                                          0x10000}; /* of a form of so many bytes */
    unsigned char first = bytes[0];
    size_t size = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (size == 0 || size > length || first >= 0xf8)
        return 0;
    *point = size == 1 ? first : first & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
        *point = *point << 6 | (bytes[i] & 0x3f);
    }
    bool surrogate = *point >= 0xd800 && *point <= 0xdfff;
    return *point >= least[size] && *point <= 0x10ffff && !surrogate ? size : 0;
}

size_t printable_length(const char *bytes, size_t length)
{
    unsigned long point = 0;
    size_t size = length > 0 ? decode((const unsigned char *)bytes, length, &point) : 0;
    bool control = point < 0x20 || (point >= 0x7f && point <= 0x9f);
    return control ? 0 : size;
}

void print_safely(FILE *out, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t plain = 0, size;
        while ((size = printable_length(bytes + plain, length - plain)) > 0)
            plain += size;
        fwrite(bytes, 1, plain, out);
        if (plain < length)
            fprintf(out, "\\x%02x", (unsigned)(unsigned char)bytes[plain++]);
        bytes += plain;
        length -= plain;
    }
}
