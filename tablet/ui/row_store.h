/*
 * What a list of rows holds: the rows, where each of them stands, and how they are arranged. The
 * base under what shapes them (row_shape.h), draws them (row_draw.h) and makes them a widget
 * (row_list.h). Lengths are pixels; places are within the widget.
 */
#ifndef ZR_UI_ROW_STORE_H
#define ZR_UI_ROW_STORE_H

#include <gtk/gtk.h>

#include "tablet/ui/picture.h"
#include "tablet/ui/row.h"
#include "tablet/ui/scale.h"

enum {
	ZR_ROW_MARKER = 30,
	ZR_ROW_BUTTON = 68,
	ZR_ROW_MIN = 60,
	ZR_ROW_CLIP_FROM = 3000, /* height from which only the visible part is drawn */
};

enum zr_row_form {
	ZR_ROW_FORM_LINE, /* sign, picture, text, buttons from left to right */
	ZR_ROW_FORM_TILE, /* the picture above the text */
	ZR_ROW_FORM_MARK, /* a cell of a table */
	ZR_ROW_FORM_HEAD, /* the title of a table's column */
	ZR_ROW_FORM_STEP, /* one step of a scale: the sign above the text */
};

struct zr_row_box {
	int x, y, width, height;
};

struct zr_row_shape {
	PangoLayout *title;
	PangoLayout *detail;
	struct zr_row_box box;
	struct zr_row_box picture; /* its width is 0 when the row has none */
	int title_height;
	int sign_x, sign_y;
	int text_x, text_y;
	int detail_x, detail_y;
	bool is_detail_beside; /* the title, not below it */
	GdkPixbuf *pixbuf;     /* loaded when it is first drawn */
	enum zr_picture_state picture_state;
};

typedef struct _ZrRowList ZrRowList; /* a GtkWidget (row_list.h) */

struct _ZrRowList {
	GtkWidget parent_instance;
	const char *name;
	const char *value_key;
	char *path;
	GArray *items;    /* struct zr_row */
	GArray *shapes;   /* struct zr_row_shape, for shaped_width */
	unsigned edition; /* grows when other rows are set */
	int shaped_width;
	int shaped_height;
	enum zr_row_form form; /* of all rows but headings, for shaped_width */
	unsigned columns;
	enum zr_strip strip;
	int strip_cell;
	bool has_pictures;
	bool is_compact;
	int drawn_from, drawn_to; /* what the last picture shows: nothing else takes a touch */
	zr_row_picked picked;
	gpointer user;
	GtkAdjustment *adjustment; /* of the scroller around; borrowed while rooted */
	gulong scrolled[2];
};

/* The arrays, empty, and their end. */
void zr_row_store_init(ZrRowList *rows);
void zr_row_store_finish(ZrRowList *rows);

/* The texts of a row that is taken nowhere. */
void zr_row_store_drop(struct zr_row *row);

struct zr_row *zr_row_store_row(const ZrRowList *rows, unsigned index);
struct zr_row_shape *zr_row_store_shape(const ZrRowList *rows, unsigned index);
unsigned zr_row_store_button_count(const struct zr_row *row);

/* The page runs from right to left. */
bool zr_row_store_is_mirrored(const ZrRowList *rows);

#endif
