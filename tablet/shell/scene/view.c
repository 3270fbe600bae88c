/* See view.h. */
#include "tablet/shell/scene/view.h"

#include <assert.h>
#include <stdlib.h>
#include <wlr/types/wlr_scene.h>

#include "lib/base/log.h"
#include "tablet/shell/core/shell.h"

/* The newest window that can be seen. */
static struct zr_view *find_top(struct zr_views *views)
{
	struct zr_view *view;
	wl_list_for_each (view, &views->list, link) {
		if (view->xdg_surface->mapped) {
			return view;
		}
	}
	return NULL;
}

static bool has_application(struct zr_views *views)
{
	struct zr_view *view;
	wl_list_for_each (view, &views->list, link) {
		if (view->xdg_surface->mapped && !view->is_dialog) {
			return true;
		}
	}
	return false;
}

static void follow(struct zr_views *views)
{
	struct zr_view *top = find_top(views);
	zr_welcome_set_hidden(&views->shell->welcome, has_application(views));
	zr_seat_focus(&views->shell->seat, top ? top->xdg_surface->surface : NULL);
}

static void centre(struct zr_view *view)
{
	const struct zr_box space = zr_shell_space(view->shell);
	struct wlr_box geometry;
	wlr_xdg_surface_get_geometry(view->xdg_surface, &geometry);
	const int left = (space.width - geometry.width) / 2;
	const int top = (space.height - geometry.height) / 2;
	wlr_scene_node_set_position(
		view->node, space.x + (left > 0 ? left : 0), space.y + (top > 0 ? top : 0));
}

static void place(struct zr_view *view)
{
	const struct zr_box space = zr_shell_space(view->shell);
	if (view->is_dialog) {
		centre(view);
	} else {
		wlr_scene_node_set_position(view->node, space.x, space.y);
		wlr_xdg_toplevel_set_size(
			view->xdg_surface, (uint32_t)space.width, (uint32_t)space.height);
	}
}

static void handle_map(struct wl_listener *listener, void *data)
{
	struct zr_view *view = wl_container_of(listener, view, map);
	struct zr_views *views = &view->shell->views;
	wl_list_remove(&view->link);
	wl_list_insert(&views->list, &view->link);
	wlr_scene_node_raise_to_top(view->node);
	place(view);
	follow(views);
}

static void handle_unmap(struct wl_listener *listener, void *data)
{
	struct zr_view *view = wl_container_of(listener, view, unmap);
	follow(&view->shell->views);
}

static void handle_commit(struct wl_listener *listener, void *data)
{
	struct zr_view *view = wl_container_of(listener, view, commit);
	zr_probe_commit(&view->shell->probe);
	if (view->is_dialog && view->xdg_surface->mapped) {
		centre(view);
	}
}

static void handle_destroy(struct wl_listener *listener, void *data)
{
	struct zr_view *view = wl_container_of(listener, view, destroy);
	struct zr_views *views = &view->shell->views;
	wl_list_remove(&view->link);
	wl_list_remove(&view->map.link);
	wl_list_remove(&view->unmap.link);
	wl_list_remove(&view->commit.link);
	wl_list_remove(&view->destroy.link);
	wl_list_remove(&view->request_fullscreen.link);
	wl_list_remove(&view->request_maximize.link);
	free(view);
	follow(views);
}

/* Whatever state a window asks for, it stays in its space: it is only told so. */
static void handle_request_fullscreen(struct wl_listener *listener, void *data)
{
	struct zr_view *view = wl_container_of(listener, view, request_fullscreen);
	wlr_xdg_toplevel_set_fullscreen(view->xdg_surface,
		!view->is_dialog && view->xdg_surface->toplevel->requested.fullscreen);
}

static void handle_request_maximize(struct wl_listener *listener, void *data)
{
	struct zr_view *view = wl_container_of(listener, view, request_maximize);
	wlr_xdg_surface_schedule_configure(view->xdg_surface);
}

static void listen(struct zr_view *view)
{
	struct wlr_xdg_surface *surface = view->xdg_surface;
	view->map.notify = handle_map;
	wl_signal_add(&surface->events.map, &view->map);
	view->unmap.notify = handle_unmap;
	wl_signal_add(&surface->events.unmap, &view->unmap);
	view->commit.notify = handle_commit;
	wl_signal_add(&surface->surface->events.commit, &view->commit);
	view->destroy.notify = handle_destroy;
	wl_signal_add(&surface->events.destroy, &view->destroy);
	view->request_fullscreen.notify = handle_request_fullscreen;
	wl_signal_add(&surface->toplevel->events.request_fullscreen, &view->request_fullscreen);
	view->request_maximize.notify = handle_request_maximize;
	wl_signal_add(&surface->toplevel->events.request_maximize, &view->request_maximize);
}

static bool is_dialog(struct zr_views *views, struct wlr_xdg_surface *surface)
{
	struct zr_view *view;
	if (surface->toplevel->parent) {
		return true;
	}
	wl_list_for_each (view, &views->list, link) {
		if (view->xdg_surface->client == surface->client) {
			return true;
		}
	}
	return false;
}

static void add_toplevel(struct zr_views *views, struct wlr_xdg_surface *surface)
{
	struct zr_shell *shell = views->shell;
	struct zr_view *view = calloc(1, sizeof *view);
	const bool is_small = is_dialog(views, surface);
	struct wlr_scene_node *node = wlr_scene_xdg_surface_create(
		shell->layers[is_small ? ZR_LAYER_DIALOGS : ZR_LAYER_APPLICATION], surface);
	if (!view || !node) {
		free(view);
		wl_resource_post_no_memory(surface->resource);
		return;
	}
	view->shell = shell;
	view->xdg_surface = surface;
	view->node = node;
	view->is_dialog = is_small;
	surface->data = node;
	listen(view);
	wl_list_insert(views->list.prev, &view->link);
	wlr_xdg_toplevel_set_activated(surface, true);
	wlr_xdg_toplevel_set_maximized(surface, !is_small);
	place(view);
}

/* The space in the coordinates of the window that a menu belongs to. */
static void keep_inside(struct zr_shell *shell, struct wlr_xdg_surface *popup)
{
	const struct zr_box space = zr_shell_space(shell);
	struct wlr_xdg_surface *root = popup;
	int x = 0;
	int y = 0;
	while (root && root->role == WLR_XDG_SURFACE_ROLE_POPUP && root->popup->parent) {
		root = wlr_xdg_surface_from_wlr_surface(root->popup->parent);
	}
	if (!root || !root->data) {
		return;
	}
	wlr_scene_node_coords(root->data, &x, &y);
	const struct wlr_box box = {
		.x = space.x - x, .y = space.y - y, .width = space.width, .height = space.height};
	wlr_xdg_popup_unconstrain_from_box(popup->popup, &box);
}

static void add_popup(struct zr_shell *shell, struct wlr_xdg_surface *surface)
{
	struct wlr_xdg_surface *parent =
		surface->popup->parent ? wlr_xdg_surface_from_wlr_surface(surface->popup->parent)
				       : NULL;
	if (parent && parent->data) {
		surface->data = wlr_scene_xdg_surface_create(parent->data, surface);
		keep_inside(shell, surface);
	}
}

static void handle_new_surface(struct wl_listener *listener, void *data)
{
	struct zr_views *views = wl_container_of(listener, views, new_surface);
	struct wlr_xdg_surface *surface = data;
	if (surface->role == WLR_XDG_SURFACE_ROLE_TOPLEVEL) {
		add_toplevel(views, surface);
	} else if (surface->role == WLR_XDG_SURFACE_ROLE_POPUP) {
		add_popup(views->shell, surface);
	}
}

int zr_views_init(struct zr_views *views, struct zr_shell *shell, struct zr_error *error)
{
	assert(views && shell);
	views->xdg_shell = wlr_xdg_shell_create(shell->display);
	if (!views->xdg_shell) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the window protocol");
	}
	views->shell = shell;
	wl_list_init(&views->list);
	views->new_surface.notify = handle_new_surface;
	wl_signal_add(&views->xdg_shell->events.new_surface, &views->new_surface);
	return 0;
}

void zr_views_finish(struct zr_views *views)
{
	if (views->shell) {
		assert(wl_list_empty(&views->list));
		wl_list_remove(&views->new_surface.link);
	}
}

struct wlr_surface *zr_views_surface_at(
	struct zr_views *views, double x, double y, double *ret_x, double *ret_y)
{
	assert(views && ret_x && ret_y);
	const struct zr_box space = zr_shell_space(views->shell);
	const struct zr_view *top = find_top(views);
	if (!top || top->is_dialog || x < space.x || y < space.y || x >= space.x + space.width ||
		y >= space.y + space.height) {
		return NULL;
	}
	*ret_x = x - space.x;
	*ret_y = y - space.y;
	return top->xdg_surface->surface;
}

void zr_views_arrange(struct zr_views *views)
{
	struct zr_view *view;
	wl_list_for_each (view, &views->list, link) {
		place(view);
	}
}
