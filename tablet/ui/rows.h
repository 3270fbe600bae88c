/*
 * Big rows in one widget: choices, addresses, rosters, the jump list. One widget that draws a
 * hundred rows is measured and drawn in a fraction of what a hundred widgets take under a software
 * renderer. A row has a marker or an icon, a picture, a title, a line below it, and up to two
 * buttons at its right. Rows may stand in several columns, or all in one strip as cells of a table.
 */
#ifndef ZR_UI_ROWS_H
#define ZR_UI_ROWS_H

#include <gtk/gtk.h>
#include <stdbool.h>

#include "tablet/ui/row.h"

#define ZR_TYPE_ROWS zr_rows_get_type()
G_DECLARE_FINAL_TYPE(ZrRows, zr_rows, ZR, ROWS, GtkWidget)

/* name is that of the probe's targets ("choice"), static. */
GtkWidget *zr_rows_new(const char *name, zr_row_picked picked, gpointer user);

/* Takes the rows' texts; rows itself is copied. */
void zr_rows_set(ZrRows *rows, const struct zr_row *items, unsigned count);
void zr_rows_set_columns(ZrRows *rows, unsigned columns);
/* Lower rows, with the detail beside the title where both have room. */
void zr_rows_set_compact(ZrRows *rows, bool is_compact);
/* cell: the width of one, 0 shares the widget's width among them. */
void zr_rows_set_strip(ZrRows *rows, enum zr_strip strip, int cell);
void zr_rows_set_selected(ZrRows *rows, unsigned index, bool is_selected);
void zr_rows_set_path(ZrRows *rows, const char *path);
void zr_rows_set_value_key(ZrRows *rows, const char *key); /* static: "value" or "id" */

unsigned zr_rows_count(ZrRows *rows);
const struct zr_row *zr_rows_at(ZrRows *rows, unsigned index);
const char *zr_rows_name(ZrRows *rows);
const char *zr_rows_path(ZrRows *rows); /* "" when not set */
const char *zr_rows_value_key(ZrRows *rows);

/* "shown", "missing" or "broken"; NULL when it has none or it was not drawn yet. */
const char *zr_rows_picture_state(ZrRows *rows, unsigned index);

/* The titles have room above cells of that width, no word broken. */
bool zr_rows_titles_fit(ZrRows *rows, int cell);

/* Within the widget. part as in picked. False when the row has no such part. */
bool zr_rows_rect(ZrRows *rows, unsigned index, unsigned part, graphene_rect_t *ret_rect);

#endif
