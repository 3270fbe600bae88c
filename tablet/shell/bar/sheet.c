/*
 * Drawn twice: into nothing, which tells its height, then into its picture. Measuring the texts in
 * a way of its own would be a second layout to keep in step with the first.
 */
#include "tablet/shell/bar/sheet.h"

#include <assert.h>
#include <stdio.h>
#include <time.h>

#include "tablet/shell/scene/canvas.h"
#include "tablet/shell/bar/hub_text.h"
#include "tablet/shell/scene/paint.h"

/* Dots of a panel of 149 per inch. */
#define WIDTH      620
#define MARGIN     16
#define PADDING    22
#define GAP        12
#define RADIUS     10
#define TITLE_FONT 24
#define FONT       21

static int dots(const struct zr_sheet *sheet, int usual)
{
	return zr_panel_scale(&sheet->core->panel, usual);
}

static const struct zr_status *status_of(const struct zr_sheet *sheet)
{
	return zr_bar_status(sheet->bar);
}

static enum zr_language language_of(const struct zr_sheet *sheet)
{
	return zr_bar_language(sheet->bar);
}

static void format_time(int64_t time_us, const char *format, char *text, size_t size)
{
	const time_t seconds = (time_t)(time_us / 1000000);
	struct tm local;
	text[0] = '\0';
	if (localtime_r(&seconds, &local)) {
		(void)strftime(text, size, format, &local);
	}
}

/* "Last contact: 2 days ago (28.11, 18:30)", "" before the first. */
static void write_contact(const struct zr_sheet *sheet, char *text, size_t size)
{
	const struct zr_status *status = status_of(sheet);
	const enum zr_language language = language_of(sheet);
	char ago[64];
	char when[32];
	text[0] = '\0';
	if (status->agent.last_contact_us > 0) {
		zr_hub_text_ago(
			status->agent.last_contact_us, status->now_us, language, ago, sizeof ago);
		format_time(status->agent.last_contact_us, "%d.%m, %H:%M", when, sizeof when);
		(void)snprintf(text, size, "%s: %s (%s)",
			zr_words_get(ZR_WORD_LAST_CONTACT, language), ago, when);
	}
}

static void write_attempt(const struct zr_sheet *sheet, char *text, size_t size)
{
	const struct zr_status *status = status_of(sheet);
	char when[32];
	text[0] = '\0';
	if (status->agent.next_attempt_us > status->now_us && !status->is_sending) {
		format_time(status->agent.next_attempt_us, "%H:%M", when, sizeof when);
		(void)snprintf(text, size, "%s: %s",
			zr_words_get(ZR_WORD_NEXT_ATTEMPT, language_of(sheet)), when);
	}
}

static int draw_title(cairo_t *cr, const struct zr_sheet *sheet, int y, int width)
{
	static const uint32_t colours[] = {ZR_PAINT_GREEN, ZR_PAINT_AMBER, ZR_PAINT_RED};
	const struct zr_paint_font title = {
		zr_panel_font(&sheet->core->panel, TITLE_FONT), true, ZR_PAINT_INK};
	const int radius = dots(sheet, 7);
	const int left = dots(sheet, PADDING);
	const int indent = 2 * radius + dots(sheet, GAP);
	char text[160];
	char state[128];
	zr_hub_text_line(status_of(sheet), language_of(sheet), ZR_HUB_BRIEF, state, sizeof state);
	(void)snprintf(
		text, sizeof text, "%s: %s", zr_words_get(ZR_WORD_HUB, language_of(sheet)), state);
	const int height = title.pixels + title.pixels / 2;
	(void)zr_paint_text(cr, text, &title,
		(struct zr_box){left + indent, y, width - indent, height}, ZR_PAINT_START);
	zr_paint_colour(cr, colours[zr_hub_text_mood(zr_hub_text_state(status_of(sheet)))]);
	cairo_arc(cr, left + radius, y + height / 2.0, radius, 0, 6.2832);
	cairo_fill(cr);
	return height;
}

static int draw_lines(cairo_t *cr, const struct zr_sheet *sheet, int y, int width)
{
	const struct zr_status *status = status_of(sheet);
	const struct zr_paint_font font = {
		zr_panel_font(&sheet->core->panel, FONT), false, ZR_PAINT_INK};
	char lines[4][320];
	(void)snprintf(lines[0], sizeof lines[0], "%s",
		zr_hub_text_sentence(zr_hub_text_state(status), language_of(sheet)));
	write_contact(sheet, lines[1], sizeof lines[1]);
	write_attempt(sheet, lines[2], sizeof lines[2]);
	(void)zr_status_unsent(status, language_of(sheet), false, lines[3], sizeof lines[3]);
	const int top = y;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		if (lines[i][0] != '\0') {
			y += dots(sheet, GAP / 2) +
			     zr_paint_paragraph(cr, lines[i], &font,
				     (struct zr_box){dots(sheet, PADDING), y, width, 0});
		}
	}
	return y - top;
}

static void draw_key(
	cairo_t *cr, const struct zr_sheet *sheet, enum zr_sheet_key key, struct zr_box box)
{
	const bool is_main = key == ZR_SHEET_SEND;
	const struct zr_paint_font font = {zr_panel_font(&sheet->core->panel, FONT), is_main,
		is_main ? ZR_PAINT_WHITE : ZR_PAINT_INK};
	const enum zr_word word = is_main ? ZR_WORD_SEND_NOW : ZR_WORD_CLOSE;
	const bool is_pressed = sheet->pressed == key;
	const uint32_t colour = is_pressed ? ZR_PAINT_BLUE_GREY
				: is_main  ? ZR_PAINT_DAWN
					   : 0xdbe2e8;
	zr_paint_rounded(cr, box, dots(sheet, 7), colour);
	(void)zr_paint_text(
		cr, zr_words_get(word, language_of(sheet)), &font, box, ZR_PAINT_CENTRE);
}

/* The keys stand above the lines, which come and go: no key may move away under a finger. Returns
 * the height of it all; leaves the keys' boxes in the picture's coordinates. */
static int draw(cairo_t *cr, struct zr_sheet *sheet)
{
	const int padding = dots(sheet, PADDING);
	const int width = sheet->box.width - 2 * padding;
	const int gap = dots(sheet, GAP);
	const int key_height = zr_panel_dots(&sheet->core->panel, ZR_PANEL_TOUCH_MM) + 2;
	int y = padding;
	y += draw_title(cr, sheet, y, width) + gap;
	for (int key = 0; key < ZR_SHEET_KEY_COUNT; key++) {
		const int key_width = (width - gap) / ZR_SHEET_KEY_COUNT;
		sheet->keys[key] = (struct zr_box){
			padding + key * (key_width + gap), y, key_width, key_height};
		draw_key(cr, sheet, (enum zr_sheet_key)key, sheet->keys[key]);
	}
	y += key_height + gap;
	return y + draw_lines(cr, sheet, y, width) + padding - gap / 2;
}

static int measure(struct zr_sheet *sheet)
{
	cairo_surface_t *nothing = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
	cairo_t *cr = cairo_create(nothing);
	const int height = draw(cr, sheet);
	cairo_destroy(cr);
	cairo_surface_destroy(nothing);
	return height;
}

static void tell_probe(struct zr_sheet *sheet)
{
	static const char *const names[] = {"send", "close"};
	struct zr_probe *probe = &sheet->core->probe;
	struct zr_buffer line = {0};
	if (!zr_probe_is_on(probe)) {
		return;
	}
	zr_probe_begin(probe, &line, "sheet");
	zr_probe_add(&line, ",\"visible\":%s", sheet->node ? "true" : "false");
	if (sheet->node) {
		zr_probe_add(&line, ",\"rect\":[%d,%d,%d,%d],\"text\":", sheet->box.x, sheet->box.y,
			sheet->box.width, sheet->box.height);
		zr_probe_add_string(&line, zr_hub_text_sentence(zr_hub_text_state(status_of(sheet)),
						   language_of(sheet)));
		for (int key = 0; key < ZR_SHEET_KEY_COUNT; key++) {
			const struct zr_box *box = &sheet->keys[key];
			zr_probe_add(&line, ",\"%s\":[%d,%d,%d,%d]", names[key], box->x, box->y,
				box->width, box->height);
		}
	}
	zr_probe_end(probe, &line);
}

static void show(struct zr_sheet *sheet)
{
	const struct zr_panel *panel = &sheet->core->panel;
	const int margin = dots(sheet, MARGIN);
	const int room = panel->width - 2 * margin;
	sheet->box.width = dots(sheet, WIDTH) < room ? dots(sheet, WIDTH) : room;
	sheet->box.height = measure(sheet);
	sheet->box.x = panel->width - margin - sheet->box.width;
	sheet->box.y = zr_bar_height(sheet->bar) + margin / 2;
	struct zr_canvas *canvas = zr_canvas_new(sheet->box.width, sheet->box.height, false);
	if (!canvas) {
		return;
	}
	cairo_t *cr = zr_canvas_begin(canvas);
	const struct zr_box edge = {0, 0, sheet->box.width, sheet->box.height};
	zr_paint_rounded(cr, edge, dots(sheet, RADIUS), ZR_PAINT_BLUE_GREY);
	zr_paint_rounded(cr, (struct zr_box){2, 2, edge.width - 4, edge.height - 4},
		dots(sheet, RADIUS) - 2, ZR_PAINT_PAPER);
	(void)draw(cr, sheet);
	zr_canvas_end(canvas, cr);
	zr_canvas_show(&canvas->base, sheet->core->layers[ZR_LAYER_BAR], sheet->box.x, sheet->box.y,
		&sheet->node);
	wlr_buffer_drop(&canvas->base);
	for (int key = 0; key < ZR_SHEET_KEY_COUNT; key++) {
		sheet->keys[key].x += sheet->box.x;
		sheet->keys[key].y += sheet->box.y;
	}
	tell_probe(sheet);
}

static void hide(struct zr_sheet *sheet)
{
	assert(sheet->node != NULL);
	wlr_scene_node_destroy(sheet->node);
	sheet->node = NULL;
	sheet->pressed = ZR_SHEET_KEY_COUNT;
	tell_probe(sheet);
}

static void handle_changed(struct wl_listener *listener, void *data)
{
	struct zr_sheet *sheet = wl_container_of(listener, sheet, changed);
	zr_sheet_refresh(sheet);
}

void zr_sheet_init(struct zr_sheet *sheet, struct zr_core *core, struct zr_bar *bar)
{
	assert(sheet && core && bar && bar->core == core);
	*sheet = (struct zr_sheet){.core = core, .bar = bar, .pressed = ZR_SHEET_KEY_COUNT};
	sheet->changed.notify = handle_changed;
	wl_signal_add(&bar->events.changed, &sheet->changed);
}

void zr_sheet_finish(struct zr_sheet *sheet)
{
	assert(sheet);
	if (sheet->core) {
		wl_list_remove(&sheet->changed.link);
		sheet->core = NULL;
	}
}

void zr_sheet_refresh(struct zr_sheet *sheet)
{
	assert(sheet && sheet->core);
	if (sheet->node) {
		show(sheet);
	}
}

static bool touch_bar(struct zr_sheet *sheet)
{
	const struct zr_status_agent *agent = &status_of(sheet)->agent;
	if (agent->is_known && agent->is_enrolled) {
		zr_bar_send_now(sheet->bar);
		show(sheet);
	}
	return true;
}

bool zr_sheet_down(struct zr_sheet *sheet, int32_t finger, int x, int y)
{
	assert(sheet && sheet->core);
	if (!sheet->node) {
		return y < zr_bar_height(sheet->bar) && touch_bar(sheet);
	}
	if (!zr_box_has(&sheet->box, x, y)) {
		hide(sheet);
		return true;
	}
	for (int key = 0; key < ZR_SHEET_KEY_COUNT; key++) {
		if (zr_box_has(&sheet->keys[key], x, y)) {
			sheet->pressed = (enum zr_sheet_key)key;
			sheet->finger = finger;
			show(sheet);
		}
	}
	return true;
}

void zr_sheet_up(struct zr_sheet *sheet, int32_t finger)
{
	assert(sheet && sheet->core);
	const enum zr_sheet_key key = sheet->pressed;
	if (!sheet->node || key == ZR_SHEET_KEY_COUNT || sheet->finger != finger) {
		return;
	}
	sheet->pressed = ZR_SHEET_KEY_COUNT;
	if (key == ZR_SHEET_CLOSE) {
		hide(sheet);
	} else {
		zr_bar_send_now(sheet->bar);
		show(sheet);
	}
}
