/* Where everything of a row stands. Layouts are made once for a width; rows beside each other are
 * as high as the highest of them, and what is in them is placed when that is known. */
#include "tablet/ui/row_shape.h"

#include <assert.h>

enum {
	PADDING = 16,
	GAP = 8,
	INDENT = 24,
	HEADING_MIN = 44,
	SIGN_GAP = 14,
	TILE_PADDING = 12,
	COLUMN_MIN = 250,
	TILE_MIN = 170,
	STEP_MIN = 60,       /* a finger's width */
	STEP_COUNT_MAX = 11, /* 0 to 10 */
	STRIP_LINES_MAX = 4,
	STRIP_MARGIN = 4,
	FONT = 21,
	FONT_DETAIL = 19,
	FONT_HEADING = 19,
	FONT_STRIP = 19,
	PICTURE_WIDTH = 96, /* in a line */
	PICTURE_HEIGHT = 72,
	TILE_PICTURE_HEIGHT = 112,
	HEAD_PICTURE_HEIGHT = 56,
	COMPACT_MIN = 54,
};

#define PX(length) zr_scale_px(length)

static bool has_sign(const struct zr_row *row)
{
	return (row->marker != ZR_MARKER_NONE && row->marker != ZR_MARKER_FRAME) ||
	       row->icon != ZR_ICON_NONE;
}

static int text_left(const ZrRowList *rows, const struct zr_row *row)
{
	int left = (row->is_heading ? 2 : PX(PADDING)) + (int)row->indent * PX(INDENT);
	bool has_room = rows->has_pictures && !row->is_heading;
	return left + (has_sign(row) ? PX(ZR_ROW_MARKER) + PX(SIGN_GAP) : 0) +
	       (has_room ? PX(PICTURE_WIDTH) + PX(SIGN_GAP) : 0);
}

/* On a page from right to left all texts begin at the right: Pango turns the alignment of those
 * that run against the page themselves. */
static void align_to_page(const ZrRowList *rows, PangoLayout *layout)
{
	if (zr_row_store_is_mirrored(rows)) {
		PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
		bool is_against = line != NULL && line->resolved_dir == PANGO_DIRECTION_LTR;
		pango_layout_set_alignment(
			layout, is_against ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
	}
}

static PangoLayout *make_layout(
	const ZrRowList *rows, const char *text, bool is_markup, int size, int width)
{
	PangoLayout *layout = gtk_widget_create_pango_layout((GtkWidget *)rows, NULL);
	PangoFontDescription *font = pango_font_description_copy(
		pango_context_get_font_description(pango_layout_get_context(layout)));
	pango_font_description_set_absolute_size(font, zr_scale_font(size) * PANGO_SCALE);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(layout, MAX(width, 40) * PANGO_SCALE);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	if (is_markup) {
		pango_layout_set_markup(layout, text, -1);
	} else {
		pango_layout_set_text(layout, text, -1);
	}
	align_to_page(rows, layout);
	return layout;
}

static int layout_height(PangoLayout *layout)
{
	int height = 0;
	pango_layout_get_pixel_size(layout, NULL, &height);
	return height;
}

/* ---- what a row needs ---- */

/* In a compact list: the detail at the end of the title's line, if both have room there. */
static bool put_beside(
	const ZrRowList *rows, const struct zr_row *row, struct zr_row_shape *shape, int room)
{
	int title = 0, detail = 0;
	if (!rows->is_compact || row->is_heading) {
		return false;
	}
	pango_layout_get_pixel_size(shape->title, &title, NULL);
	pango_layout_get_pixel_size(shape->detail, &detail, NULL);
	if (pango_layout_get_line_count(shape->title) > 1 ||
		pango_layout_get_line_count(shape->detail) > 1 ||
		title + PX(SIGN_GAP) + detail > room) {
		return false;
	}
	pango_layout_set_width(shape->detail, (detail + 2) * PANGO_SCALE);
	return true;
}

static void shape_line(ZrRowList *rows, const struct zr_row *row, struct zr_row_shape *shape)
{
	int right = PX(PADDING) + (int)zr_row_store_button_count(row) * PX(ZR_ROW_BUTTON);
	int room = shape->box.width - text_left(rows, row) - right;
	shape->title =
		make_layout(rows, row->title, true, row->is_heading ? FONT_HEADING : FONT, room);
	shape->title_height = layout_height(shape->title);
	int inner = shape->title_height;
	if (row->detail != NULL) {
		shape->detail = make_layout(rows, row->detail, false, FONT_DETAIL, room);
		shape->is_detail_beside = put_beside(rows, row, shape, room);
		inner += shape->is_detail_beside ? 0 : 2 + layout_height(shape->detail);
	}
	if (row->picture != NULL) {
		shape->picture.width = PX(PICTURE_WIDTH);
		shape->picture.height = PX(PICTURE_HEIGHT);
	}
	int least = PX(rows->is_compact ? COMPACT_MIN : ZR_ROW_MIN);
	int high = MAX(inner + PX(rows->is_compact ? 12 : 24), shape->picture.height + PX(16));
	shape->box.height =
		row->is_heading ? MAX(PX(HEADING_MIN), inner + PX(12)) : MAX(least, high);
}

static void shape_tile(ZrRowList *rows, const struct zr_row *row, struct zr_row_shape *shape)
{
	int room = shape->box.width - 2 * PX(TILE_PADDING);
	int sign = has_sign(row) ? PX(ZR_ROW_MARKER) + PX(SIGN_GAP) : 0;
	shape->title = make_layout(rows, row->title, true, FONT, room - sign);
	shape->title_height = row->title[0] != '\0' ? layout_height(shape->title) : 0;
	int inner = MAX(shape->title_height, has_sign(row) ? PX(ZR_ROW_MARKER) : 0);
	if (sign == 0) {
		pango_layout_set_alignment(shape->title, PANGO_ALIGN_CENTER);
	}
	if (row->picture != NULL) {
		shape->picture.width = room;
		shape->picture.height = PX(TILE_PICTURE_HEIGHT);
		inner += shape->picture.height + (inner > 0 ? GAP : 0);
	}
	shape->box.height = MAX(PX(ZR_ROW_MIN), inner + 2 * PX(TILE_PADDING));
}

/* A cell of a table, the head of its column, or a step of a scale. */
static void shape_cell(ZrRowList *rows, const struct zr_row *row, struct zr_row_shape *shape)
{
	int room = shape->box.width - 2 * STRIP_MARGIN;
	shape->title = make_layout(rows, row->title, true, FONT_STRIP, room);
	pango_layout_set_alignment(shape->title, PANGO_ALIGN_CENTER);
	shape->title_height = row->title[0] != '\0' ? layout_height(shape->title) : 0;
	if (rows->form == ZR_ROW_FORM_MARK) {
		shape->box.height = PX(ZR_ROW_MIN);
	} else if (rows->form == ZR_ROW_FORM_STEP) {
		shape->box.height =
			MAX(PX(ZR_ROW_MIN), PX(ZR_ROW_MARKER) + shape->title_height + PX(26));
	} else {
		if (row->picture != NULL) {
			shape->picture.width = room;
			shape->picture.height = PX(HEAD_PICTURE_HEIGHT);
		}
		shape->box.height = shape->title_height + shape->picture.height + 14;
	}
}

/* ---- where it stands in its final height ---- */

static void place_line(ZrRowList *rows, const struct zr_row *row, struct zr_row_shape *shape)
{
	const struct zr_row_box *box = &shape->box;
	int left = text_left(rows, row);
	int inner = shape->title_height;
	int detail = shape->detail != NULL ? layout_height(shape->detail) : 0;
	if (shape->detail != NULL && !shape->is_detail_beside) {
		inner += 2 + detail;
	}
	bool has_room = rows->has_pictures && !row->is_heading;
	int picture_x = box->x + left - PX(SIGN_GAP) - PX(PICTURE_WIDTH);
	shape->text_x = box->x + left;
	shape->text_y = row->is_heading ? box->y + box->height - inner - 4
					: box->y + (box->height - inner) / 2;
	shape->sign_x = (has_room ? picture_x : shape->text_x) - PX(SIGN_GAP) - PX(ZR_ROW_MARKER);
	shape->sign_y = box->y + (box->height - PX(ZR_ROW_MARKER)) / 2;
	shape->picture.x = picture_x;
	shape->picture.y = box->y + (box->height - PX(PICTURE_HEIGHT)) / 2;
	shape->detail_x = shape->text_x;
	shape->detail_y = shape->text_y + shape->title_height + 2;
	if (shape->is_detail_beside) {
		int right = PX(PADDING) + (int)zr_row_store_button_count(row) * PX(ZR_ROW_BUTTON);
		shape->detail_x = box->x + box->width - right -
				  pango_layout_get_width(shape->detail) / PANGO_SCALE;
		shape->detail_y = box->y + (box->height - detail) / 2;
	}
}

static void place_tile(const struct zr_row *row, struct zr_row_shape *shape)
{
	const struct zr_row_box *box = &shape->box;
	int sign = has_sign(row) ? PX(ZR_ROW_MARKER) + PX(SIGN_GAP) : 0;
	int top = box->y + PX(TILE_PADDING);
	shape->picture.x = box->x + PX(TILE_PADDING);
	shape->picture.y = top;
	top += shape->picture.height > 0 ? shape->picture.height + GAP : 0;
	int room = box->y + box->height - PX(TILE_PADDING) - top;
	shape->text_x = box->x + PX(TILE_PADDING) + sign;
	shape->text_y = top + (room - shape->title_height) / 2;
	shape->sign_x = box->x + PX(TILE_PADDING);
	shape->sign_y = top + (room - PX(ZR_ROW_MARKER)) / 2;
}

static void place_cell(const ZrRowList *rows, struct zr_row_shape *shape)
{
	assert(rows->form >= ZR_ROW_FORM_MARK);
	const struct zr_row_box *box = &shape->box;
	bool is_step = rows->form == ZR_ROW_FORM_STEP;
	int marker = PX(ZR_ROW_MARKER);
	shape->sign_x = box->x + (box->width - marker) / 2;
	shape->sign_y = is_step ? box->y + PX(10) : box->y + (box->height - marker) / 2;
	shape->text_x = box->x + STRIP_MARGIN;
	shape->text_y = is_step ? shape->sign_y + marker + PX(6)
				: box->y + box->height - shape->title_height - 4;
	shape->picture.x = box->x + STRIP_MARGIN;
	shape->picture.y = shape->text_y - shape->picture.height - 4;
}

static int mirrored(const struct zr_row_box *box, int x, int width)
{
	return 2 * box->x + box->width - x - width;
}

/* What stands at the left of its box stands at the right. */
static void mirror(struct zr_row_shape *shape)
{
	const struct zr_row_box *box = &shape->box;
	shape->sign_x = mirrored(box, shape->sign_x, PX(ZR_ROW_MARKER));
	shape->picture.x = mirrored(box, shape->picture.x, shape->picture.width);
	shape->text_x =
		mirrored(box, shape->text_x, pango_layout_get_width(shape->title) / PANGO_SCALE);
	if (shape->detail != NULL) {
		shape->detail_x = mirrored(
			box, shape->detail_x, pango_layout_get_width(shape->detail) / PANGO_SCALE);
	}
}

static void place(ZrRowList *rows, unsigned index)
{
	const struct zr_row *row = zr_row_store_row(rows, index);
	struct zr_row_shape *shape = zr_row_store_shape(rows, index);
	if (rows->form == ZR_ROW_FORM_LINE || (row->is_heading && rows->strip == ZR_STRIP_NONE)) {
		place_line(rows, row, shape);
	} else if (rows->form == ZR_ROW_FORM_TILE) {
		place_tile(row, shape);
	} else {
		place_cell(rows, shape);
	}
	if (zr_row_store_is_mirrored(rows)) {
		mirror(shape);
	}
}

/* ---- all of them ---- */

bool zr_row_shape_titles_fit(ZrRowList *rows, int cell)
{
	assert(rows != NULL && cell >= 0);
	bool fits = cell >= PX(STEP_MIN);
	for (unsigned i = 0; fits && i < rows->items->len; i++) {
		g_autoptr(PangoLayout) layout = make_layout(rows, zr_row_store_row(rows, i)->title,
			true, FONT_STRIP, cell - 2 * STRIP_MARGIN);
		pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
		int width = 0;
		pango_layout_get_pixel_size(layout, &width, NULL);
		fits = width <= cell - 2 * STRIP_MARGIN &&
		       pango_layout_get_line_count(layout) <= STRIP_LINES_MAX;
	}
	return fits;
}

static bool is_scale(ZrRowList *rows, int width)
{
	int count = (int)rows->items->len;
	return rows->strip == ZR_STRIP_SCALE && !rows->has_pictures && count > 0 &&
	       count <= STEP_COUNT_MAX && zr_row_shape_titles_fit(rows, width / count);
}

/* The form of all rows and how many stand beside each other. */
static int choose_form(ZrRowList *rows, int width)
{
	int columns = (int)rows->columns, count = MAX(1, (int)rows->items->len);
	if (rows->strip == ZR_STRIP_MARKS || rows->strip == ZR_STRIP_HEADS) {
		rows->form = rows->strip == ZR_STRIP_MARKS ? ZR_ROW_FORM_MARK : ZR_ROW_FORM_HEAD;
		return count;
	}
	if (is_scale(rows, width)) {
		rows->form = ZR_ROW_FORM_STEP;
		return count;
	}
	int least = PX(rows->has_pictures ? TILE_MIN : COLUMN_MIN);
	while (columns > 1 && (width - (columns - 1) * GAP) / columns < least) {
		columns--;
	}
	rows->form = rows->has_pictures && columns > 1 ? ZR_ROW_FORM_TILE : ZR_ROW_FORM_LINE;
	return columns;
}

static void shape_row(ZrRowList *rows, unsigned index, int x, int y, int width)
{
	const struct zr_row *row = zr_row_store_row(rows, index);
	struct zr_row_shape *shape = zr_row_store_shape(rows, index);
	shape->box = (struct zr_row_box){.x = x, .y = y, .width = width};
	bool is_wide = row->is_heading && rows->strip == ZR_STRIP_NONE;
	if (rows->form == ZR_ROW_FORM_LINE || is_wide) {
		shape_line(rows, row, shape);
	} else if (rows->form == ZR_ROW_FORM_TILE) {
		shape_tile(rows, row, shape);
	} else {
		shape_cell(rows, row, shape);
	}
}

void zr_row_shape_all(ZrRowList *rows, int width)
{
	assert(rows != NULL && rows->columns >= 1);
	if (rows->shaped_width == width) {
		return;
	}
	g_array_set_size(rows->shapes, 0);
	g_array_set_size(rows->shapes, rows->items->len);
	int columns = choose_form(rows, width);
	bool is_strip = rows->form >= ZR_ROW_FORM_MARK;
	int gap = is_strip ? 0 : GAP;
	int cell = (width - (columns - 1) * gap) / columns;
	cell = is_strip && rows->strip_cell > 0 ? rows->strip_cell : cell;
	int y = 0;
	unsigned index = 0;
	while (index < rows->items->len) {
		bool is_wide =
			zr_row_store_row(rows, index)->is_heading && rows->strip == ZR_STRIP_NONE;
		int here = is_wide ? 1 : columns, height = 0;
		unsigned end = MIN(index + (unsigned)here, rows->items->len);
		for (unsigned i = index; i < end; i++) {
			int x = (int)(i - index) * (cell + gap), own = is_wide ? width : cell;
			shape_row(rows, i, zr_row_store_is_mirrored(rows) ? width - x - own : x, y,
				own);
			height = MAX(height, zr_row_store_shape(rows, i)->box.height);
		}
		for (unsigned i = index; i < end; i++) {
			zr_row_store_shape(rows, i)->box.height = height;
			place(rows, i);
		}
		y += height + gap;
		index = end;
	}
	rows->shaped_width = width;
	rows->shaped_height = MAX(0, y - gap);
}

void zr_row_shape_stretch(ZrRowList *rows, int height)
{
	assert(rows != NULL && rows->shapes->len <= rows->items->len);
	for (unsigned i = 0; rows->strip != ZR_STRIP_NONE && i < rows->shapes->len; i++) {
		struct zr_row_shape *shape = zr_row_store_shape(rows, i);
		if (rows->form == ZR_ROW_FORM_MARK || rows->form == ZR_ROW_FORM_HEAD) {
			shape->box.height = MAX(rows->shaped_height, height);
			place(rows, i);
		}
	}
}
