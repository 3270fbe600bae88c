/* The pixels are cairo's; wlroots reads them in place through the data pointer. */
#include "tablet/shell/scene/canvas.h"

#include <assert.h>
#include <drm_fourcc.h>
#include <stdlib.h>
#include <wlr/interfaces/wlr_output.h>

static struct zr_canvas *canvas_from(struct wlr_buffer *buffer)
{
	struct zr_canvas *canvas = wl_container_of(buffer, canvas, base);
	return canvas;
}

static void destroy(struct wlr_buffer *buffer)
{
	struct zr_canvas *canvas = canvas_from(buffer);
	cairo_surface_destroy(canvas->surface);
	free(canvas);
}

static bool begin_data_ptr_access(
	struct wlr_buffer *buffer, uint32_t flags, void **data, uint32_t *format, size_t *stride)
{
	struct zr_canvas *canvas = canvas_from(buffer);
	if (flags & WLR_BUFFER_DATA_PTR_ACCESS_WRITE) {
		return false;
	}
	*data = cairo_image_surface_get_data(canvas->surface);
	*format = canvas->format;
	*stride = (size_t)cairo_image_surface_get_stride(canvas->surface);
	return true;
}

static void end_data_ptr_access(struct wlr_buffer *buffer)
{
}

static const struct wlr_buffer_impl canvas_impl = {
	.destroy = destroy,
	.begin_data_ptr_access = begin_data_ptr_access,
	.end_data_ptr_access = end_data_ptr_access,
};

struct zr_canvas *zr_canvas_new(int width, int height, bool is_opaque)
{
	assert(width > 0 && height > 0);
	cairo_surface_t *surface = cairo_image_surface_create(
		is_opaque ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, width, height);
	struct zr_canvas *canvas = calloc(1, sizeof *canvas);
	if (!canvas || cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
		cairo_surface_destroy(surface);
		free(canvas);
		return NULL;
	}
	canvas->surface = surface;
	canvas->format = is_opaque ? DRM_FORMAT_XRGB8888 : DRM_FORMAT_ARGB8888;
	wlr_buffer_init(&canvas->base, &canvas_impl, width, height);
	return canvas;
}

cairo_t *zr_canvas_begin(struct zr_canvas *canvas)
{
	assert(canvas);
	return cairo_create(canvas->surface);
}

void zr_canvas_end(struct zr_canvas *canvas, cairo_t *cr)
{
	assert(canvas != NULL && cr != NULL);
	cairo_destroy(cr);
	cairo_surface_flush(canvas->surface);
}

void zr_canvas_show(struct wlr_buffer *buffer, struct wlr_scene_node *parent, int x, int y,
	struct wlr_scene_node **node)
{
	assert(buffer && parent && node);
	struct wlr_scene_buffer *shown = wlr_scene_buffer_create(parent, buffer);
	if (*node) {
		wlr_scene_node_destroy(*node);
	}
	*node = shown ? &shown->node : NULL;
	if (shown) {
		wlr_scene_node_set_position(*node, x, y);
	}
}
