/* The rows own their texts from when they are set until others are. */
#include "tablet/ui/row_store.h"

#include <assert.h>

void zr_row_store_drop(struct zr_row *row)
{
	assert(row != NULL);
	g_free(row->title);
	g_free(row->detail);
	g_free(row->value);
	g_free(row->picture);
}

static void shape_clear(gpointer data)
{
	struct zr_row_shape *shape = data;
	g_clear_object(&shape->title);
	g_clear_object(&shape->detail);
	g_clear_object(&shape->pixbuf);
}

struct zr_row *zr_row_store_row(const ZrRowList *rows, unsigned index)
{
	assert(index < rows->items->len);
	return &g_array_index(rows->items, struct zr_row, index);
}

struct zr_row_shape *zr_row_store_shape(const ZrRowList *rows, unsigned index)
{
	assert(index < rows->shapes->len);
	return &g_array_index(rows->shapes, struct zr_row_shape, index);
}

static void row_clear(gpointer data)
{
	zr_row_store_drop(data);
}

void zr_row_store_init(ZrRowList *rows)
{
	assert(rows->items == NULL && rows->shapes == NULL);
	rows->items = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	g_array_set_clear_func(rows->items, row_clear);
	rows->shapes = g_array_new(FALSE, TRUE, sizeof(struct zr_row_shape));
	g_array_set_clear_func(rows->shapes, shape_clear);
}

void zr_row_store_finish(ZrRowList *rows)
{
	assert(rows != NULL);
	g_clear_pointer(&rows->items, g_array_unref);
	g_clear_pointer(&rows->shapes, g_array_unref);
}

bool zr_row_store_is_mirrored(const ZrRowList *rows)
{
	assert(rows != NULL);
	return gtk_widget_get_direction((GtkWidget *)rows) == GTK_TEXT_DIR_RTL;
}

unsigned zr_row_store_button_count(const struct zr_row *row)
{
	assert(row != NULL);
	unsigned count = 0;
	while (count < ZR_ROW_BUTTONS && row->buttons[count] != ZR_ICON_NONE) {
		count++;
	}
	return count;
}
