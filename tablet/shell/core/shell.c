/* See shell.h. */
#include "tablet/shell/core/shell.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_presentation_time.h>
#include <wlr/types/wlr_viewporter.h>

#include "lib/base/log.h"

static int handle_signal(int number, void *data)
{
	struct zr_shell *shell = data;
	zr_log(ZR_LOG_INFO, "signal %d: ending", number);
	wl_display_terminate(shell->display);
	return 0;
}

static int init_display(struct zr_shell *shell, struct zr_error *error)
{
	shell->display = wl_display_create();
	if (!shell->display) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the Wayland display");
	}
	shell->loop = wl_display_get_event_loop(shell->display);
	shell->signals[0] = wl_event_loop_add_signal(shell->loop, SIGTERM, handle_signal, shell);
	shell->signals[1] = wl_event_loop_add_signal(shell->loop, SIGINT, handle_signal, shell);
	return 0;
}

static int init_backend(struct zr_shell *shell, struct zr_error *error)
{
	shell->backend = wlr_backend_autocreate(shell->display);
	if (!shell->backend) {
		return zr_error_set(error, ZR_E_IO,
			"no screen to draw on: give the service a seat (seatd or logind) and a "
			"DRM card, or set WLR_BACKENDS");
	}
	shell->renderer = wlr_renderer_autocreate(shell->backend);
	if (!shell->renderer || !wlr_renderer_init_wl_display(shell->renderer, shell->display)) {
		return zr_error_set(error, ZR_E_IO, "no renderer: unset WLR_RENDERER");
	}
	shell->allocator = wlr_allocator_autocreate(shell->backend, shell->renderer);
	if (!shell->allocator) {
		return zr_error_set(error, ZR_E_IO,
			"no memory that screen and renderer can share: unset WLR_RENDERER");
	}
	return 0;
}

static int init_scene(struct zr_shell *shell, struct zr_error *error)
{
	shell->output_layout = wlr_output_layout_create();
	shell->scene = wlr_scene_create();
	if (!shell->output_layout || !shell->scene ||
		!wlr_scene_attach_output_layout(shell->scene, shell->output_layout)) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the scene");
	}
	for (int layer = 0; layer < ZR_LAYER_COUNT; layer++) {
		struct wlr_scene_tree *tree = wlr_scene_tree_create(&shell->scene->node);
		if (!tree) {
			return zr_error_set(error, ZR_E_NOMEM, "no memory for the scene");
		}
		shell->layers[layer] = &tree->node;
	}
	return 0;
}

static int init_globals(struct zr_shell *shell, struct zr_error *error)
{
	struct wlr_presentation *presentation =
		wlr_presentation_create(shell->display, shell->backend);
	if (!wlr_compositor_create(shell->display, shell->renderer) ||
		!wlr_data_device_manager_create(shell->display) ||
		!wlr_viewporter_create(shell->display) || !presentation) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the Wayland globals");
	}
	wlr_scene_set_presentation(shell->scene, presentation);
	return 0;
}

static int init_parts(struct zr_shell *shell, struct zr_error *error)
{
	zr_probe_init(&shell->probe, shell->loop, shell->options->probe_path);
	zr_screens_init(&shell->screens, shell);
	zr_welcome_init(&shell->welcome, shell);
	zr_sheet_init(&shell->sheet, shell);
	zr_bar_init(&shell->bar, shell);
	zr_agent_watch_init(&shell->agent, shell);
	int result = zr_views_init(&shell->views, shell, error);
	if (result == 0) {
		result = zr_text_inputs_init(&shell->text_inputs, shell, error);
	}
	if (result == 0) {
		result = zr_keyboard_init(&shell->keyboard, shell, error);
	}
	return result < 0 ? result : zr_seat_init(&shell->seat, shell, error);
}

int zr_shell_init(
	struct zr_shell *shell, const struct zr_shell_options *options, struct zr_error *error)
{
	assert(shell && options);
	*shell = (struct zr_shell){.options = options, .probe.fd = -1, .rehearsal.fd = -1};
	int (*const steps[])(struct zr_shell *, struct zr_error *) = {
		init_display, init_backend, init_scene, init_globals, init_parts};
	for (size_t step = 0; step < sizeof steps / sizeof steps[0]; step++) {
		int result = steps[step](shell, error);
		if (result < 0) {
			return result;
		}
	}
	return 0;
}

/* Clients run as other users of the same group: they need to write to connect. */
static int open_socket(struct zr_shell *shell, struct zr_error *error)
{
	const char *directory = getenv("XDG_RUNTIME_DIR");
	const char *name = shell->options->display_name;
	char path[512];
	if (!directory || wl_display_add_socket(shell->display, name) != 0) {
		return zr_error_set(error, ZR_E_IO,
			"cannot open the Wayland socket %s: set XDG_RUNTIME_DIR to a folder of "
			"ours, or give another --display",
			name);
	}
	(void)snprintf(path, sizeof path, "%s/%s", directory, name);
	if (chmod(path, 0660) < 0) {
		return zr_error_set_errno(error, errno, "let our group use the Wayland socket");
	}
	return 0;
}

int zr_shell_run(struct zr_shell *shell, struct zr_error *error)
{
	int result = open_socket(shell, error);
	if (result < 0) {
		return result;
	}
	if (!wlr_backend_start(shell->backend)) {
		return zr_error_set(error, ZR_E_IO,
			"cannot start the screen: is another compositor running on this seat?");
	}
	zr_rehearsal_init(&shell->rehearsal, shell);
	zr_log(ZR_LOG_INFO, "ready on %s", shell->options->display_name);
	wl_display_run(shell->display);
	return 0;
}

void zr_shell_finish(struct zr_shell *shell)
{
	if (!shell->display) {
		return;
	}
	wl_display_destroy_clients(shell->display);
	zr_rehearsal_finish(&shell->rehearsal);
	zr_agent_watch_finish(&shell->agent);
	zr_seat_finish(&shell->seat);
	zr_text_inputs_finish(&shell->text_inputs);
	zr_keyboard_finish(&shell->keyboard);
	zr_views_finish(&shell->views);
	zr_bar_finish(&shell->bar);
	zr_screens_finish(&shell->screens);
	if (shell->backend) {
		wlr_backend_destroy(shell->backend);
	}
	if (shell->scene) {
		wlr_scene_node_destroy(&shell->scene->node);
	}
	wlr_allocator_destroy(shell->allocator);
	wlr_renderer_destroy(shell->renderer);
	if (shell->output_layout) {
		wlr_output_layout_destroy(shell->output_layout);
	}
	zr_probe_finish(&shell->probe);
	for (size_t i = 0; i < 2; i++) {
		if (shell->signals[i]) {
			wl_event_source_remove(shell->signals[i]);
		}
	}
	wl_display_destroy(shell->display);
	*shell = (struct zr_shell){0};
}

struct zr_box zr_shell_space(const struct zr_shell *shell)
{
	const int top = zr_bar_height(&shell->bar);
	return (struct zr_box){.y = top,
		.width = shell->width,
		.height = shell->height - top - zr_keyboard_height(&shell->keyboard)};
}

void zr_shell_arrange(struct zr_shell *shell)
{
	if (shell->width == 0) {
		return;
	}
	zr_welcome_arrange(&shell->welcome);
	zr_bar_arrange(&shell->bar);
	zr_sheet_refresh(&shell->sheet);
	zr_keyboard_arrange(&shell->keyboard);
	zr_views_arrange(&shell->views);
}
