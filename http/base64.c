#include "base64.h"

#include <string.h>

/* The six bits of a character; -1: it has none. */
static int bits_of(char c)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = c != '\0' ? strchr(alphabet, c) : NULL;
    return found != NULL ? (int)(found - alphabet) : -1;
}

bool base64_decode(struct text *into, struct span encoded)
{
    if (encoded.length % 4 != 0)
        return false;
    for (; encoded.length > 0; encoded.at += 4, encoded.length -= 4) {
        size_t count = 4; /* characters that are no padding, which only the last four may have */
        while (encoded.length == 4 && count > 2 && encoded.at[count - 1] == '=')
            count--;
        unsigned long bits = 0;
        for (size_t i = 0; i < 4; i++) {
            int six = i < count ? bits_of(encoded.at[i]) : 0;
            if (six == -1)
                return false;
            bits = bits << 6 | (unsigned long)six;
        }
        if ((count == 2 && (bits & 0xffff) != 0) || (count == 3 && (bits & 0xff) != 0))
            return false;
        const char bytes[] = {(char)(bits >> 16 & 0xff), (char)(bits >> 8 & 0xff),
                              (char)(bits & 0xff)};
        text_add(into, bytes, count - 1);
    }
    return true;
}
