/* The ground is a rectangle; only the emblem and its words are a picture, so that
 * the first frame costs little. */
#include "tablet/shell/scene/welcome.h"

#include <assert.h>
#include <stddef.h>

#include "tablet/shell/scene/canvas.h"
#include "tablet/shell/scene/paint.h"

#define PICTURE_WIDTH  520
#define PICTURE_HEIGHT 320

static void draw(cairo_t *cr, enum zr_language language)
{
	const struct zr_paint_font name = {52, true, ZR_PAINT_INK};
	const struct zr_paint_font words = {22, false, ZR_PAINT_BLUE_GREY};
	zr_paint_fill(cr, (struct zr_box){0, 0, PICTURE_WIDTH, PICTURE_HEIGHT}, ZR_PAINT_PAPER);
	zr_paint_dawn(cr, PICTURE_WIDTH / 2.0, 150, 220, ZR_PAINT_DAWN);
	zr_paint_text(cr, zr_words_get(ZR_WORD_NAME, language), &name,
		(struct zr_box){0, 180, PICTURE_WIDTH, 70}, ZR_PAINT_CENTRE);
	zr_paint_text(cr, zr_words_get(ZR_WORD_STARTING, language), &words,
		(struct zr_box){0, 256, PICTURE_WIDTH, 40}, ZR_PAINT_CENTRE);
}

static void show_picture(struct zr_welcome *welcome, struct wlr_scene_node *parent)
{
	struct wlr_scene_node *node = NULL;
	struct zr_canvas *canvas = zr_canvas_new(PICTURE_WIDTH, PICTURE_HEIGHT, true);
	if (!canvas) {
		return;
	}
	cairo_t *cr = zr_canvas_begin(canvas);
	draw(cr, welcome->core->options->language);
	zr_canvas_end(canvas, cr);
	zr_canvas_show(&canvas->base, parent, (welcome->width - PICTURE_WIDTH) / 2,
		(welcome->height - PICTURE_HEIGHT) / 2, &node);
	wlr_buffer_drop(&canvas->base);
}

static void show(struct zr_welcome *welcome)
{
	static const float paper[4] = {0xf7 / 255.0f, 0xf8 / 255.0f, 0xfa / 255.0f, 1};
	struct wlr_scene_node *layer = welcome->core->layers[ZR_LAYER_WELCOME];
	if (welcome->node) {
		wlr_scene_node_destroy(welcome->node);
		welcome->node = NULL;
	}
	struct wlr_scene_tree *tree = wlr_scene_tree_create(layer);
	if (!tree) {
		return;
	}
	welcome->node = &tree->node;
	wlr_scene_rect_create(welcome->node, welcome->width, welcome->height, paper);
	if (!welcome->is_hidden) {
		show_picture(welcome, welcome->node);
	}
}

void zr_welcome_init(struct zr_welcome *welcome, struct zr_core *core)
{
	assert(welcome && core);
	*welcome = (struct zr_welcome){.core = core};
}

void zr_welcome_arrange(struct zr_welcome *welcome)
{
	assert(welcome && welcome->core);
	const struct zr_panel *panel = &welcome->core->panel;
	if (panel->width != welcome->width || panel->height != welcome->height) {
		welcome->width = panel->width;
		welcome->height = panel->height;
		show(welcome);
	}
}

void zr_welcome_set_hidden(struct zr_welcome *welcome, bool is_hidden)
{
	assert(welcome && welcome->core);
	if (is_hidden != welcome->is_hidden) {
		welcome->is_hidden = is_hidden;
		show(welcome);
	}
}
