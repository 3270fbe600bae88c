/*
 * Views: the application's windows. A client's first window fills the space below the status bar;
 * further ones of the same client, and those with a parent, are dialogs centred above it.
 * The last one mapped has the keyboard's focus. Menus (xdg popups) hang in their parent's node.
 */
#ifndef ZR_SHELL_VIEW_H
#define ZR_SHELL_VIEW_H

#include <stdbool.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "lib/base/error.h"
#include "tablet/shell/core/core.h"
#include "tablet/shell/input/seat.h"
#include "tablet/shell/scene/welcome.h"

struct zr_views;

struct zr_view {
	struct wl_list link; /* zr_views.list, newest first */
	struct zr_views *views;
	struct wlr_xdg_surface *xdg_surface;
	struct wlr_scene_node *node; /* the scene destroys it with the surface */
	bool is_dialog;
	struct wl_listener map;
	struct wl_listener unmap;
	struct wl_listener commit;
	struct wl_listener destroy;
	struct wl_listener request_fullscreen;
	struct wl_listener request_maximize;
};

struct zr_views {
	struct zr_core *core;
	struct zr_seat *seat;
	struct zr_welcome *welcome;
	struct wl_list list; /* zr_view.link */
	struct wlr_xdg_shell *xdg_shell;
	struct wl_listener new_surface;
};

int zr_views_init(struct zr_views *views, struct zr_core *core, struct zr_seat *seat,
	struct zr_welcome *welcome, struct zr_error *error) ZR_MUST_CHECK;
/* Behind wl_display_destroy_clients(). */
void zr_views_finish(struct zr_views *views);

/*
 * The application's surface when the point of the screen lies in the space that it was given, with
 * the point in its coordinates; else NULL. A surface that was told to grow and has not drawn itself
 * yet ends above a point that is already the application's.
 */
struct wlr_surface *zr_views_surface_at(
	struct zr_views *views, double x, double y, double *ret_x, double *ret_y);

/* The space changed: every window gets its size and place. */
void zr_views_arrange(struct zr_views *views);

#endif
