/* What ladder_picture.c writes down and ladder_drawing.c draws. */
#ifndef LADDER_RUNGS_H
#define LADDER_RUNGS_H

#include "cells.h"
#include "ladder_layout.h"
#include "ladder_picture.h"

enum { LABEL_CELLS = 64, REMARK_CELLS = 28 };

struct rung {
    char label[CELLS_SIZE(LABEL_CELLS)], remark[CELLS_SIZE(REMARK_CELLS)];
    enum rung_look look;
};

struct ladder_picture {
    struct flight flights[LADDER_PACKETS];
    struct rung rungs[LADDER_PACKETS];
    size_t sent; /* of which the first LADDER_PACKETS are kept */
};

#endif
