#include "svg.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"

const double SVG_CELL = 6.4;

struct svg {
    FILE *file;
    int error; /* errno of the first write that failed, or 0 */
};

/* A class sets "color", from which lines take their stroke, and text and heads their filling. */
static const char style[] =
    "text { font: 10.5px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif;"
    " fill: currentColor; white-space: pre }\n"
    ".mono { font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace }\n"
    ".small { font-size: 9.5px }\n"
    ".bold { font-weight: bold }\n"
    ".title { font-size: 13px; font-weight: bold }\n"
    ".halo { paint-order: stroke; stroke-width: 3.5px; stroke-linejoin: round }\n"
    "line, polyline, path { fill: none; stroke: currentColor; stroke-width: 1.3px;"
    " stroke-linecap: round; stroke-linejoin: round }\n"
    "path { stroke-width: 2px }\n"
    "polygon, circle { fill: currentColor }\n"
    "rect { stroke: currentColor } .paper { stroke: none }\n"
    ".dashed { stroke-dasharray: 6 4 }\n"
    ".dotted { stroke-dasharray: 0.1 4 }\n"
    ".thin { stroke-width: 1px }\n"
    ".wide { stroke-width: 2px }\n"
    "svg, .ink, .axis { color: #1c2733 }\n"
    ".muted { color: #667482 }\n"
    ".faint, .grid { color: #ccd4db }\n"
    ".plain { color: #44566a }\n"
    ".note, .tcp { color: #1266c0 }\n"
    ".again { color: #d06a00 }\n"
    ".dup { color: #8436c4 }\n"
    ".lost { color: #cc2030 }\n"
    ".udp { color: #00857a }\n"
    "rect { fill: #ffffff } .halo { stroke: #ffffff }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "svg, .ink, .axis { color: #e4eaf0 }\n"
    ".muted { color: #93a1ae }\n"
    ".faint, .grid { color: #37424d }\n"
    ".plain { color: #a9b8c6 }\n"
    ".note, .tcp { color: #62b0ff }\n"
    ".again { color: #ffa23e }\n"
    ".dup { color: #cf95ff }\n"
    ".lost { color: #ff6470 }\n"
    ".udp { color: #3fd0c0 }\n"
    "rect { fill: #12171c } .halo { stroke: #12171c }\n"
    "}\n";

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
put(struct svg *svg, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (vfprintf(svg->file, format, arguments) < 0 && svg->error == 0)
        svg->error = errno;
    va_end(arguments);
}

/* Hundredths as whole numbers: printf's %f writes "0,5" in some locales, and "nan". */
static void put_number(struct svg *svg, double value)
{
    static const double MOST = 1e9;
    bool negative = value < 0;
    double size = negative ? -value : value;
    size = size < MOST ? size : size >= MOST ? MOST : 0;
    long long hundredths = (long long)(size * 100 + 0.5);
    put(svg, "%s%lld", negative && hundredths > 0 ? "-" : "", hundredths / 100);
    if (hundredths % 100 > 0)
        put(svg, hundredths % 10 > 0 ? ".%02lld" : ".%lld",
            hundredths % 10 > 0 ? hundredths % 100 : hundredths % 100 / 10);
}

static void put_attribute(struct svg *svg, const char *name, double value)
{
    put(svg, " %s=\"", name);
    put_number(svg, value);
    put(svg, "\"");
}

static const char *entity(char character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&apos;";
    default:
        return NULL;
    }
}

static void put_text(struct svg *svg, const char *text)
{
    for (size_t left = strlen(text), size; left > 0; text += size, left -= size) {
        const char *name = entity(*text);
        size = character_length(text, left);
        if (name != NULL)
            put(svg, "%s", name);
        else if (size > 0)
            put(svg, "%.*s", (int)size, text);
        else
            put(svg, "\\x%02x", (unsigned)(unsigned char)*text);
        if (size == 0)
            size = 1;
    }
}

struct svg *svg_open(const char *file, double width, double height, const char *title)
{
    struct svg *svg = malloc(sizeof *svg);
    FILE *stream = svg != NULL ? fopen(file, "w") : NULL;
    if (stream == NULL) {
        int error = errno;
        free(svg);
        errno = error;
        return NULL;
    }
    *svg = (struct svg){.file = stream};
    put(svg, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" xml:space=\"preserve\"");
    put_attribute(svg, "width", width);
    put_attribute(svg, "height", height);
    put(svg, " viewBox=\"0 0 ");
    put_number(svg, width);
    put(svg, " ");
    put_number(svg, height);
    put(svg, "\">\n<title>");
    put_text(svg, title);
    put(svg, "</title>\n<style>\n%s</style>\n", style);
    put(svg, "<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>\n");
    return svg;
}

/* Every element begins and ends like this; its attributes stand between. */
static void begin(struct svg *svg, const char *element, const char *class)
{
    put(svg, "<%s class=\"%s\"", element, class);
}

static void end(struct svg *svg)
{
    put(svg, "/>\n");
}

static void put_point(struct svg *svg, double x, double y)
{
    put_number(svg, x);
    put(svg, ",");
    put_number(svg, y);
}

static void put_points(struct svg *svg, const double *points, size_t count)
{
    put(svg, " points=\"");
    for (size_t i = 0; i < count; i++) {
        put(svg, "%s", i == 0 ? "" : " ");
        put_point(svg, points[2 * i], points[2 * i + 1]);
    }
    put(svg, "\"");
}

void svg_line(struct svg *svg, const char *class, double x1, double y1, double x2, double y2)
{
    begin(svg, "line", class);
    put_attribute(svg, "x1", x1);
    put_attribute(svg, "y1", y1);
    put_attribute(svg, "x2", x2);
    put_attribute(svg, "y2", y2);
    end(svg);
}

/* The head is a polygon, no marker: those take the colour of their line in some browsers only. */
void svg_arrow(struct svg *svg, const char *class, double x1, double y1, double x2, double y2)
{
    enum { HEAD = 9, HALF = 3 };
    double length = hypot(x2 - x1, y2 - y1);
    if (!(length > 0))
        return;
    double along_x = (x2 - x1) / length, along_y = (y2 - y1) / length;
    double back_x = x2 - HEAD * along_x, back_y = y2 - HEAD * along_y;
    const double head[] = {x2,
                           y2,
                           back_x - HALF * along_y,
                           back_y + HALF * along_x,
                           back_x + HALF * along_y,
                           back_y - HALF * along_x};
    svg_line(svg, class, x1, y1, back_x, back_y);
    begin(svg, "polygon", class);
    put_points(svg, head, 3);
    end(svg);
}

void svg_cross(struct svg *svg, const char *class, double x, double y, double radius)
{
    begin(svg, "path", class);
    put(svg, " d=\"");
    for (int up = -1; up <= 1; up += 2) {
        put(svg, "M");
        put_point(svg, x - radius, y + up * radius);
        put(svg, "L");
        put_point(svg, x + radius, y - up * radius);
    }
    put(svg, "\"");
    end(svg);
}

void svg_dot(struct svg *svg, const char *class, double x, double y, double radius)
{
    begin(svg, "circle", class);
    put_attribute(svg, "cx", x);
    put_attribute(svg, "cy", y);
    put_attribute(svg, "r", radius);
    end(svg);
}

void svg_box(struct svg *svg, const char *class, double x, double y, double width, double height)
{
    begin(svg, "rect", class);
    put_attribute(svg, "x", x);
    put_attribute(svg, "y", y);
    put_attribute(svg, "width", width);
    put_attribute(svg, "height", height);
    put_attribute(svg, "rx", 5);
    end(svg);
}

void svg_polyline(struct svg *svg, const char *class, const double *points, size_t count)
{
    begin(svg, "polyline", class);
    put_points(svg, points, count);
    end(svg);
}

void svg_text(struct svg *svg, const char *class, double x, double y, const char *anchor,
              double degrees, const char *text)
{
    begin(svg, "text", class);
    put_attribute(svg, "x", x);
    put_attribute(svg, "y", y);
    put(svg, " text-anchor=\"%s\"", anchor);
    if (degrees < 0 || degrees > 0) {
        put(svg, " transform=\"rotate(");
        put_number(svg, degrees);
        put(svg, " ");
        put_number(svg, x);
        put(svg, " ");
        put_number(svg, y);
        put(svg, ")\"");
    }
    put(svg, ">");
    put_text(svg, text);
    put(svg, "</text>\n");
}

int svg_close(struct svg *svg)
{
    put(svg, "</svg>\n");
    int error = svg->error;
    if (fclose(svg->file) != 0 && error == 0)
        error = errno;
    free(svg);
    if (error == 0)
        return 0;
    errno = error;
    return -1;
}
