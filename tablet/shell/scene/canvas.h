/*
 * A wlr_buffer in ordinary memory that cairo draws into: how the shell's own pictures (status bar,
 * keyboard, start screen) become nodes of the scene graph.
 *
 * Invariant: what is in a canvas does not change once a node shows it; a new picture is a new
 * canvas, so that a renderer that keeps copies stays right. Freed by wlr_buffer_drop().
 */
#ifndef ZR_SHELL_CANVAS_H
#define ZR_SHELL_CANVAS_H

#include <cairo.h>
#include <stdbool.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_scene.h>

struct zr_canvas {
	struct wlr_buffer base;
	cairo_surface_t *surface; /* owned */
	uint32_t format;          /* DRM fourcc */
};

/* NULL without memory. An opaque canvas begins black, the other one transparent. */
struct zr_canvas *zr_canvas_new(int width, int height, bool is_opaque);

/* A drawing context the caller destroys with zr_canvas_end(). */
cairo_t *zr_canvas_begin(struct zr_canvas *canvas);
void zr_canvas_end(struct zr_canvas *canvas, cairo_t *cr);

/* Shows buffer at x, y of parent instead of *node, which may be NULL. On failure *node is NULL. */
void zr_canvas_show(struct wlr_buffer *buffer, struct wlr_scene_node *parent, int x, int y,
	struct wlr_scene_node **node);

#endif
