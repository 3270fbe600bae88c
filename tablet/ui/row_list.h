/*
 * Big rows in one widget: choices, addresses, rosters, the jump list. One widget that draws a
 * hundred rows is measured and drawn in a fraction of what a hundred widgets take under a software
 * renderer. A row has a marker or an icon, a picture, a title, a line below it, and up to two
 * buttons at its right. Rows may stand in several columns, or all in one strip as cells of a table.
 */
#ifndef ZR_UI_ROW_LIST_H
#define ZR_UI_ROW_LIST_H

#include <gtk/gtk.h>
#include <stdbool.h>

#include "tablet/ui/row.h"

#define ZR_TYPE_ROW_LIST zr_row_list_get_type()
G_DECLARE_FINAL_TYPE(ZrRowList, zr_row_list, ZR, ROW_LIST, GtkWidget)

/* name is that of the probe's targets ("choice"), static. */
GtkWidget *zr_row_list_new(const char *name, zr_row_picked picked, gpointer user);

/* Takes the rows' texts; rows itself is copied. */
void zr_row_list_set(ZrRowList *rows, const struct zr_row *items, unsigned count);
void zr_row_list_set_columns(ZrRowList *rows, unsigned columns);
/* Lower rows, with the detail beside the title where both have room. */
void zr_row_list_set_compact(ZrRowList *rows, bool is_compact);
/* cell: the width of one, 0 shares the widget's width among them. */
void zr_row_list_set_strip(ZrRowList *rows, enum zr_strip strip, int cell);
void zr_row_list_set_selected(ZrRowList *rows, unsigned index, bool is_selected);
void zr_row_list_set_path(ZrRowList *rows, const char *path);
void zr_row_list_set_value_key(ZrRowList *rows, const char *key); /* static: "value" or "id" */

unsigned zr_row_list_count(ZrRowList *rows);
const struct zr_row *zr_row_list_at(ZrRowList *rows, unsigned index);
const char *zr_row_list_name(ZrRowList *rows);
const char *zr_row_list_path(ZrRowList *rows); /* "" when not set */
const char *zr_row_list_value_key(ZrRowList *rows);

/* "shown", "missing" or "broken"; NULL when it has none or it was not drawn yet. */
const char *zr_row_list_picture_state(ZrRowList *rows, unsigned index);

/* The titles have room above cells of that width, no word broken. */
bool zr_row_list_titles_fit(ZrRowList *rows, int cell);

/* Within the widget. part as in picked. False when the row has no such part. */
bool zr_row_list_rect(ZrRowList *rows, unsigned index, unsigned part, graphene_rect_t *ret_rect);

#endif
