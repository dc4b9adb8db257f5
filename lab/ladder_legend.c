#include "ladder_legend.h"

enum { ROW = 20, COLUMN = 136, SAMPLE = 30, SPACE = 7 };

enum sample { PACKET, LOST, TWICE, ON_THE_WAY, GAP };

struct entry {
    enum sample sample;
    enum rung_look look; /* of a PACKET */
    const char *class, *words;
};

static const struct entry entries[] = {
    {PACKET, RUNG_PLAIN, "plain", "packet"},
    {PACKET, RUNG_NOTE, "note", "SYN, FIN, RST"},
    {PACKET, RUNG_AGAIN, "again", "retransmission"},
    {PACKET, RUNG_DUP_ACK, "dup", "duplicate ACK"},
    {LOST, RUNG_PLAIN, "lost", "lost"},
    {TWICE, RUNG_PLAIN, "plain dashed", "its second copy"},
    {ON_THE_WAY, RUNG_PLAIN, "plain dotted", "still on the way"},
    {GAP, RUNG_PLAIN, "ink", "time shortened"},
};

enum { ENTRIES = sizeof entries / sizeof entries[0] };

static bool is(const struct entry *entry, const struct flight *flight, const struct rung *rung)
{
    switch (entry->sample) {
    case PACKET:
        return rung->look == entry->look && !flight->lost;
    case LOST:
        return flight->lost;
    case TWICE:
        return flight->arrivals > 1;
    case ON_THE_WAY:
        return flight->arrivals == 0 && !flight->lost;
    case GAP:
        break;
    }
    return false;
}

static bool occurs(const struct entry *entry, const struct ladder_picture *picture, bool gaps)
{
    bool found = entry->sample == GAP && gaps;
    for (size_t i = 0; i < picture->sent && i < LADDER_PACKETS; i++)
        found = found || is(entry, &picture->flights[i], &picture->rungs[i]);
    return found;
}

static void draw(struct svg *svg, const struct entry *entry, double x, double y)
{
    double line = y - 3.5, middle = x + SAMPLE / 2.0, end = x + SAMPLE;
    const double zigzag[] = {middle,     line - 8, middle + 5, line - 4,
                             middle - 5, line + 4, middle,     line + 8};
    switch (entry->sample) {
    case PACKET:
    case TWICE:
        svg_arrow(svg, entry->class, x, line, end, line);
        break;
    case LOST:
        svg_line(svg, entry->class, x, line, end - 8, line);
        svg_cross(svg, entry->class, end - 8, line, 5);
        break;
    case ON_THE_WAY:
        svg_line(svg, entry->class, x, line, end, line);
        break;
    case GAP:
        svg_polyline(svg, entry->class, zigzag, 4);
        break;
    }
    svg_text(svg, "ink", end + SPACE, y, "start", 0, entry->words);
}

double ladder_legend(struct svg *svg, const struct ladder_picture *picture, bool gaps, double width,
                     double y)
{
    const struct entry *found[ENTRIES];
    size_t count = 0, fit = width > COLUMN ? (size_t)(width / COLUMN) : 1;
    for (size_t i = 0; i < ENTRIES; i++)
        if (occurs(&entries[i], picture, gaps))
            found[count++] = &entries[i];
    size_t columns = count < fit ? count : fit, rows = 0;
    double left = (width - (double)columns * COLUMN) / 2;
    for (size_t i = 0; i < count; i++) {
        size_t column = i % columns;
        rows += column == 0;
        if (svg != NULL)
            draw(svg, found[i], left + (double)column * COLUMN, y + (double)rows * ROW);
    }
    return (double)rows * ROW;
}
