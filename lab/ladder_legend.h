/* The legend under the ladder: what of colours and lines occurs in it. */
#ifndef LADDER_LEGEND_H
#define LADDER_LEGEND_H

#include "ladder_rungs.h"
#include "svg.h"

/* Draw it below Y, in rows within WIDTH (pixels); with SVG NULL only measure. GAPS: somewhere time was left out. Returns how
 * high it is. */
double ladder_legend(struct svg *svg, const struct ladder_picture *picture, bool gaps, double width,
                     double y);

#endif
