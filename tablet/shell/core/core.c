/*
 * Each step of the start says what an integrator can do when it fails; the rest of the program need
 * not know which library was at fault.
 */
#include "tablet/shell/core/core.h"

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

#include "lib/event/log.h"

static int handle_signal(int number, void *data)
{
	struct zr_core *core = data;
	ZR_LOG(SHELL_ENDING, .signal = number);
	wl_display_terminate(core->display);
	return 0;
}

static int init_display(struct zr_core *core, struct zr_error *error)
{
	core->display = wl_display_create();
	if (!core->display) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the Wayland display");
	}
	core->loop = wl_display_get_event_loop(core->display);
	core->ends[0] = wl_event_loop_add_signal(core->loop, SIGTERM, handle_signal, core);
	core->ends[1] = wl_event_loop_add_signal(core->loop, SIGINT, handle_signal, core);
	zr_probe_init(&core->probe, core->loop, core->options->probe_path);
	return 0;
}

static int init_backend(struct zr_core *core, struct zr_error *error)
{
	core->backend = wlr_backend_autocreate(core->display);
	if (!core->backend) {
		return zr_error_set(error, ZR_E_IO,
			"no screen to draw on: give the service a seat (seatd or logind) and a "
			"DRM card, or set WLR_BACKENDS");
	}
	core->renderer = wlr_renderer_autocreate(core->backend);
	if (!core->renderer || !wlr_renderer_init_wl_display(core->renderer, core->display)) {
		return zr_error_set(error, ZR_E_IO, "no renderer: unset WLR_RENDERER");
	}
	core->allocator = wlr_allocator_autocreate(core->backend, core->renderer);
	if (!core->allocator) {
		return zr_error_set(error, ZR_E_IO,
			"no memory that screen and renderer can share: unset WLR_RENDERER");
	}
	return 0;
}

static int init_scene(struct zr_core *core, struct zr_error *error)
{
	core->output_layout = wlr_output_layout_create();
	core->scene = wlr_scene_create();
	if (!core->output_layout || !core->scene ||
		!wlr_scene_attach_output_layout(core->scene, core->output_layout)) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the scene");
	}
	for (int layer = 0; layer < ZR_LAYER_COUNT; layer++) {
		struct wlr_scene_tree *tree = wlr_scene_tree_create(&core->scene->node);
		if (!tree) {
			return zr_error_set(error, ZR_E_NOMEM, "no memory for the scene");
		}
		core->layers[layer] = &tree->node;
	}
	return 0;
}

static int init_globals(struct zr_core *core, struct zr_error *error)
{
	struct wlr_presentation *presentation =
		wlr_presentation_create(core->display, core->backend);
	if (!wlr_compositor_create(core->display, core->renderer) ||
		!wlr_data_device_manager_create(core->display) ||
		!wlr_viewporter_create(core->display) || !presentation) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the Wayland globals");
	}
	wlr_scene_set_presentation(core->scene, presentation);
	return 0;
}

int zr_core_init(
	struct zr_core *core, const struct zr_shell_options *options, struct zr_error *error)
{
	assert(core && options);
	assert(options->quarter_turns < 4);
	*core = (struct zr_core){.options = options, .probe.fd = -1};
	wl_signal_init(&core->events.arrange);
	int (*const steps[])(struct zr_core *, struct zr_error *) = {
		init_display, init_backend, init_scene, init_globals};
	int code = 0;
	for (size_t step = 0; code == 0 && step < sizeof steps / sizeof steps[0]; step++) {
		code = steps[step](core, error);
	}
	return code;
}

/* Clients run as other users of the same group: they need to write to connect. */
static int open_socket(struct zr_core *core, struct zr_error *error)
{
	const char *directory = getenv("XDG_RUNTIME_DIR");
	const char *name = core->options->display_name;
	char path[512];
	if (!directory || wl_display_add_socket(core->display, name) != 0) {
		return zr_error_set(error, ZR_E_IO,
			"cannot open the Wayland socket %s: set XDG_RUNTIME_DIR to a folder of "
			"ours, or give another --display",
			name);
	}
	(void)snprintf(path, sizeof path, "%s/%s", directory, name);
	if (chmod(path, 0660) != 0) {
		return zr_error_set_errno(error, errno, "let our group use the Wayland socket");
	}
	return 0;
}

int zr_core_start(struct zr_core *core, struct zr_error *error)
{
	assert(core && core->display && core->backend && core->scene);
	int code = open_socket(core, error);
	if (code != 0) {
		return code;
	}
	if (!wlr_backend_start(core->backend)) {
		return zr_error_set(error, ZR_E_IO,
			"cannot start the screen: is another compositor running on this seat?");
	}
	return 0;
}

/* The backend goes first: its outputs take their nodes of the scene with them. */
void zr_core_finish(struct zr_core *core)
{
	assert(core);
	if (!core->display) {
		return;
	}
	if (core->backend) {
		wlr_backend_destroy(core->backend);
	}
	if (core->scene) {
		wlr_scene_node_destroy(&core->scene->node);
	}
	wlr_allocator_destroy(core->allocator);
	wlr_renderer_destroy(core->renderer);
	if (core->output_layout) {
		wlr_output_layout_destroy(core->output_layout);
	}
	zr_probe_finish(&core->probe);
	for (size_t i = 0; i < sizeof core->ends / sizeof core->ends[0]; i++) {
		if (core->ends[i]) {
			wl_event_source_remove(core->ends[i]);
		}
	}
	wl_display_destroy(core->display);
	*core = (struct zr_core){0};
}

void zr_core_arrange(struct zr_core *core)
{
	assert(core);
	if (core->panel.width > 0) {
		wl_signal_emit(&core->events.arrange, NULL);
	}
}
