#include <string.h>

#include "compare.h"

static void put_number(unsigned char bytes[8], uint64_t number)
{
    for (int i = 7; i >= 0; i--, number >>= 8)
        bytes[i] = (unsigned char)(number & 0xff);
}

static uint64_t get_number(const unsigned char bytes[8])
{
    uint64_t number = 0;
    for (int i = 0; i < 8; i++)
        number = number << 8 | bytes[i];
    return number;
}

void message_write(char bytes[MESSAGE_LEAST], uint64_t number, double sent_s)
{
    put_number((unsigned char *)bytes, number);
    put_number((unsigned char *)bytes + 8, (uint64_t)(sent_s * 1e9));
}

void message_read(const char bytes[MESSAGE_LEAST], uint64_t *number, double *sent_s)
{
    *number = get_number((const unsigned char *)bytes);
    *sent_s = (double)get_number((const unsigned char *)bytes + 8) / 1e9;
}

bool framing_take(struct framing *framing, size_t size, const char **bytes, size_t *length)
{
    size_t part = size - framing->have < *length ? size - framing->have : *length;
    if (framing->have < MESSAGE_LEAST) {
        size_t head = MESSAGE_LEAST - framing->have;
        memcpy(framing->head + framing->have, *bytes, part < head ? part : head);
    }
    framing->have += part;
    *bytes += part;
    *length -= part;
    if (framing->have < size)
        return false;
    framing->have = 0;
    return true;
}
