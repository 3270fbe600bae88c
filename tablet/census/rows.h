/*
 * Big rows in one widget: choices, addresses, rosters, the jump list. One widget that draws a
 * hundred rows is measured and drawn in a fraction of what a hundred widgets take under a software
 * renderer. A row has a marker or an icon, a title, a line below it, and up to two buttons at its
 * right. Rows may stand in several columns.
 */
#ifndef ZR_CENSUS_ROWS_H
#define ZR_CENSUS_ROWS_H

#include <gtk/gtk.h>
#include <stdbool.h>

#include "tablet/census/icon.h"

enum zr_marker {
	ZR_MARKER_NONE,
	ZR_MARKER_RADIO,
	ZR_MARKER_CHECK,
	ZR_MARKER_NUMBER, /* its place in the list */
};

enum {
	ZR_ROW_BUTTONS = 2
};

struct zr_row {
	char *title;  /* Pango markup; owned by the widget after set */
	char *detail; /* plain, NULL for none; owned likewise */
	char *value;  /* what the row stands for; owned likewise */
	enum zr_marker marker;
	bool is_selected;
	bool is_heading; /* drawn without a frame, cannot be picked */
	enum zr_icon icon;
	unsigned colour; /* 0xRRGGBB of icon and detail; 0 takes the ink */
	unsigned indent; /* steps to the right */
	enum zr_icon buttons[ZR_ROW_BUTTONS];
	const char *button_names[ZR_ROW_BUTTONS]; /* static; names of the probe's targets */
};

#define ZR_TYPE_ROWS zr_rows_get_type()
G_DECLARE_FINAL_TYPE(ZrRows, zr_rows, ZR, ROWS, GtkWidget)

/* part: 0 the row itself, 1 and 2 its buttons. */
typedef void (*zr_rows_picked)(gpointer user, unsigned index, unsigned part);

/* name is that of the probe's targets ("choice"), static. */
GtkWidget *zr_rows_new(const char *name, zr_rows_picked picked, gpointer user);

/* Takes the rows' texts; rows itself is copied. */
void zr_rows_set(ZrRows *rows, const struct zr_row *items, unsigned count);
void zr_rows_set_columns(ZrRows *rows, unsigned columns);
void zr_rows_set_selected(ZrRows *rows, unsigned index, bool is_selected);
void zr_rows_set_path(ZrRows *rows, const char *path);
void zr_rows_set_value_key(ZrRows *rows, const char *key); /* static: "value" or "id" */

unsigned zr_rows_count(ZrRows *rows);
const struct zr_row *zr_rows_at(ZrRows *rows, unsigned index);
const char *zr_rows_name(ZrRows *rows);
const char *zr_rows_path(ZrRows *rows); /* "" when not set */
const char *zr_rows_value_key(ZrRows *rows);

/* Within the widget. part as in picked. False when the row has no such part. */
bool zr_rows_rect(ZrRows *rows, unsigned index, unsigned part, graphene_rect_t *ret_rect);

#endif
