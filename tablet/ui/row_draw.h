/* One row, in the place that row_shape.h gave it. */
#ifndef ZR_UI_ROW_DRAW_H
#define ZR_UI_ROW_DRAW_H

#include "tablet/ui/row_store.h"

void zr_row_draw(ZrRowList *rows, cairo_t *cairo, unsigned index);

#endif
