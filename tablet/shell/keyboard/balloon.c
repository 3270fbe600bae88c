/* Drawn above everything, also above the keyboard's own top: the upper row's relatives have no
 * other place. */
#include "tablet/shell/keyboard/balloon.h"

#include <assert.h>

#include "tablet/shell/scene/canvas.h"
#include "tablet/shell/scene/paint.h"
#include "tablet/shell/keyboard/keycap.h"

#define BORDER 6
#define RADIUS 10

void zr_balloon_hide(struct wlr_scene_node **node)
{
	assert(node);
	if (*node) {
		wlr_scene_node_destroy(*node);
		*node = NULL;
	}
}

void zr_balloon_show(const struct zr_hold *hold, const struct zr_panel *panel, int keyboard_top,
	struct wlr_scene_node *parent, struct wlr_scene_node **node)
{
	assert(hold && hold->count > 0 && panel && parent && node);
	const struct zr_box *first = &hold->keys[0].box;
	const struct zr_box *last = &hold->keys[hold->count - 1].box;
	const struct zr_box box = {.x = first->x - BORDER,
		.y = first->y - BORDER,
		.width = last->x + last->width - first->x + 2 * BORDER,
		.height = first->height + 2 * BORDER};
	struct zr_canvas *canvas = zr_canvas_new(box.width, box.height, false);
	if (!canvas) {
		return;
	}
	cairo_t *cr = zr_canvas_begin(canvas);
	zr_paint_rounded(
		cr, (struct zr_box){0, 0, box.width, box.height}, RADIUS, ZR_PAINT_BLUE_GREY);
	cairo_translate(cr, -box.x, -box.y);
	for (size_t i = 0; i < hold->count; i++) {
		const struct zr_keycap_state state = {
			.is_pressed = &hold->keys[i] == hold->chosen, .panel = panel};
		zr_keycap_draw(cr, &hold->keys[i], &state);
	}
	zr_canvas_end(canvas, cr);
	zr_canvas_show(&canvas->base, parent, box.x, keyboard_top + box.y, node);
	wlr_buffer_drop(&canvas->base);
}
