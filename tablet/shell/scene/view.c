/*
 * A tablet has no window manager: no window asks for a place and gets it. Each change of a window
 * or of the space puts all of them where they belong again; there are one or two.
 */
#include "tablet/shell/scene/view.h"

#include <assert.h>
#include <stdlib.h>
#include <wlr/types/wlr_scene.h>

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
	assert(views->core != NULL);
	struct zr_view *top = find_top(views);
	zr_welcome_set_hidden(views->welcome, has_application(views));
	zr_seat_focus(views->seat, top ? top->xdg_surface->surface : NULL);
}

static void centre(struct zr_view *view)
{
	const struct zr_box space = view->views->core->space;
	struct wlr_box geometry;
	wlr_xdg_surface_get_geometry(view->xdg_surface, &geometry);
	const int left = (space.width - geometry.width) / 2;
	const int top = (space.height - geometry.height) / 2;
	wlr_scene_node_set_position(
		view->node, space.x + (left > 0 ? left : 0), space.y + (top > 0 ? top : 0));
}

static void place(struct zr_view *view)
{
	assert(view->views != NULL && view->node != NULL);
	const struct zr_box space = view->views->core->space;
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
	struct zr_views *views = view->views;
	wl_list_remove(&view->link);
	wl_list_insert(&views->list, &view->link);
	wlr_scene_node_raise_to_top(view->node);
	place(view);
	follow(views);
}

static void handle_unmap(struct wl_listener *listener, void *data)
{
	struct zr_view *view = wl_container_of(listener, view, unmap);
	follow(view->views);
}

static void handle_commit(struct wl_listener *listener, void *data)
{
	struct zr_view *view = wl_container_of(listener, view, commit);
	zr_probe_commit(&view->views->core->probe);
	if (view->is_dialog && view->xdg_surface->mapped) {
		centre(view);
	}
}

static void handle_destroy(struct wl_listener *listener, void *data)
{
	struct zr_view *view = wl_container_of(listener, view, destroy);
	struct zr_views *views = view->views;
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
	struct zr_view *view = calloc(1, sizeof *view);
	const bool is_small = is_dialog(views, surface);
	struct wlr_scene_node *node = wlr_scene_xdg_surface_create(
		views->core->layers[is_small ? ZR_LAYER_DIALOGS : ZR_LAYER_APPLICATION], surface);
	if (!view || !node) {
		free(view);
		wl_resource_post_no_memory(surface->resource);
		return;
	}
	view->views = views;
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
static void keep_inside(const struct zr_core *core, struct wlr_xdg_surface *popup)
{
	const struct zr_box space = core->space;
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

static void add_popup(const struct zr_core *core, struct wlr_xdg_surface *surface)
{
	struct wlr_xdg_surface *parent =
		surface->popup->parent ? wlr_xdg_surface_from_wlr_surface(surface->popup->parent)
				       : NULL;
	if (parent && parent->data) {
		surface->data = wlr_scene_xdg_surface_create(parent->data, surface);
		keep_inside(core, surface);
	}
}

static void handle_new_surface(struct wl_listener *listener, void *data)
{
	struct zr_views *views = wl_container_of(listener, views, new_surface);
	struct wlr_xdg_surface *surface = data;
	if (surface->role == WLR_XDG_SURFACE_ROLE_TOPLEVEL) {
		add_toplevel(views, surface);
	} else if (surface->role == WLR_XDG_SURFACE_ROLE_POPUP) {
		add_popup(views->core, surface);
	}
}

int zr_views_init(struct zr_views *views, struct zr_core *core, struct zr_seat *seat,
	struct zr_welcome *welcome, struct zr_error *error)
{
	assert(views && core && seat && welcome);
	views->xdg_shell = wlr_xdg_shell_create(core->display);
	if (!views->xdg_shell) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the window protocol");
	}
	views->core = core;
	views->seat = seat;
	views->welcome = welcome;
	wl_list_init(&views->list);
	views->new_surface.notify = handle_new_surface;
	wl_signal_add(&views->xdg_shell->events.new_surface, &views->new_surface);
	return 0;
}

void zr_views_finish(struct zr_views *views)
{
	assert(views);
	if (views->core) {
		assert(wl_list_empty(&views->list));
		wl_list_remove(&views->new_surface.link);
		views->core = NULL;
	}
}

struct wlr_surface *zr_views_surface_at(
	struct zr_views *views, double x, double y, double *ret_x, double *ret_y)
{
	assert(views && ret_x && ret_y);
	const struct zr_box *space = &views->core->space;
	const struct zr_view *top = find_top(views);
	if (!top || top->is_dialog || !zr_box_has(space, x, y)) {
		return NULL;
	}
	*ret_x = x - space->x;
	*ret_y = y - space->y;
	return top->xdg_surface->surface;
}

void zr_views_arrange(struct zr_views *views)
{
	assert(views && views->core);
	struct zr_view *view;
	wl_list_for_each (view, &views->list, link) {
		place(view);
	}
}
