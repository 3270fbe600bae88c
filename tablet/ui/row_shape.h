/* Where everything of a list's rows stands, for the width that it has. */
#ifndef ZR_UI_ROW_SHAPE_H
#define ZR_UI_ROW_SHAPE_H

#include "tablet/ui/row_store.h"

/* Layouts and places for that width; nothing when they are there. */
void zr_row_shape_all(ZrRowList *rows, int width);

/* A table's cells are as high as the question beside them. */
void zr_row_shape_stretch(ZrRowList *rows, int height);

/* The titles have room above cells of that width, no word broken. */
bool zr_row_shape_titles_fit(ZrRowList *rows, int cell);

#endif
