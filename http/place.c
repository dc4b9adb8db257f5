#include "place.h"

bool place_decode(struct place *place, struct span path)
{
    bool begins = true; /* a part of the path does */
    place->length = 0;
    if (path.length == 0 || path.at[0] != '/')
        return false;
    for (size_t i = 1; i < path.length; i++) {
        char c = path.at[i];
        bool separates = c == '/';
        if (c == '%') {
            if (!is_escape(path, i))
                return false;
            c = (char)(hex_value(path.at[i + 1]) * 16 + hex_value(path.at[i + 2]));
            i += 2;
        }
        /* Empty parts, hidden ones, "..", and what would end or divide a name without looking so. */
        if ((begins && (c == '/' || c == '.')) || (c == '/' && !separates) || c == '\0' ||
            place->length + 1 == sizeof place->path)
            return false;
        place->path[place->length++] = c;
        begins = separates;
    }
    place->slash = begins;
    if (begins && place->length > 0)
        place->length--;
    place->path[place->length] = '\0';
    return true;
}
