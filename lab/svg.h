/* Writes a picture as SVG 1.1, with few words: lines, arrows, crosses, dots, boxes, text.
 *
 * x goes to the right and y down, in pixels. A CLASS is a word of the style sheet in svg.c, or several with spaces between:
 *
 *     colours   ink  muted  faint;  of packets: plain  note  again (a retransmission)  dup (a duplicate ACK)  lost;
 *               of curves: tcp  udp;  of a diagram: axis  grid
 *     lines     dashed  dotted  thin  wide
 *     text      mono (each character CELL wide)  small  bold  title  halo (legible above lines)
 *
 * Readable on light and on dark backgrounds: it has a background of its own, light, or dark where the reader's browser prefers that.
 * A number that is none (NaN) is written as 0, and infinity as a large one, so that what has been written can always be read. */
#ifndef SVG_H
#define SVG_H

#include <stddef.h>

struct svg;

/* How wide a character is: of mono exactly or less, of other text on the average or more. */
extern const double SVG_CELL;

/* Begin the FILE anew, a picture of WIDTH by HEIGHT, with a TITLE for those who cannot see it. NULL, with errno. */
struct svg *svg_open(const char *file, double width, double height, const char *title);

void svg_line(struct svg *svg, const char *class, double x1, double y1, double x2, double y2);

/* A line with a head at the second point. */
void svg_arrow(struct svg *svg, const char *class, double x1, double y1, double x2, double y2);

/* An X around a point; it reaches RADIUS to each side. */
void svg_cross(struct svg *svg, const char *class, double x, double y, double radius);

void svg_dot(struct svg *svg, const char *class, double x, double y, double radius);

/* A box with round corners, filled with the background; x and y are of its upper left corner. */
void svg_box(struct svg *svg, const char *class, double x, double y, double width, double height);

/* POINTS are COUNT pairs: x, y, x, y, ... */
void svg_polyline(struct svg *svg, const char *class, const double *points, size_t count);

/* Any bytes may stand in TEXT: what is no printable UTF-8 is shown as \xNN. (X, Y) is on the baseline, at its start, middle or
 * end, as ANCHOR says; the text is turned around that point, clockwise by so many DEGREES. */
void svg_text(struct svg *svg, const char *class, double x, double y, const char *anchor,
              double degrees, const char *text);

/* Write what is left, close and free. 0; or -1, with errno, when not all could be written. */
int svg_close(struct svg *svg);

#endif
