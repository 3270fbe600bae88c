/*
 * Following outputs. wlroots draws the scene; here it is only told when. An output that cannot be
 * lit costs its picture, not the shell: another may come.
 */
#include "tablet/shell/core/screen.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>
#include <wlr/types/wlr_scene.h>

#include "lib/event/log.h"

static void handle_frame(struct wl_listener *listener, void *data)
{
	struct zr_output *screen = wl_container_of(listener, screen, frame);
	struct wlr_scene_output *scene_output =
		wlr_scene_get_scene_output(screen->screens->core->scene, screen->output);
	struct timespec now;
	if (!scene_output) {
		return;
	}
	wlr_scene_output_commit(scene_output);
	clock_gettime(CLOCK_MONOTONIC, &now);
	wlr_scene_output_send_frame_done(scene_output, &now);
}

static void handle_commit(struct wl_listener *listener, void *data)
{
	struct zr_output *screen = wl_container_of(listener, screen, commit);
	const struct wlr_output_event_commit *event = data;
	if (event->committed & WLR_OUTPUT_STATE_BUFFER) {
		zr_probe_frame(&screen->screens->core->probe);
	}
}

struct zr_output *zr_screens_main(struct zr_screens *screens)
{
	assert(screens && screens->core);
	struct zr_output *screen = NULL;
	if (!wl_list_empty(&screens->list)) {
		screen = wl_container_of(screens->list.next, screen, link);
	}
	return screen;
}

static struct zr_panel panel_of(const struct wlr_output *output, int width, int height)
{
	const bool is_turned = output->transform % 2 != 0;
	return zr_panel_of(width, height, is_turned ? output->phys_height : output->phys_width,
		is_turned ? output->phys_width : output->phys_height);
}

/* Takes over the size of the tablet's own screen. Without any the last size stays. */
static void measure(struct zr_screens *screens)
{
	struct zr_output *screen = zr_screens_main(screens);
	struct zr_core *core = screens->core;
	int width = 0;
	int height = 0;
	if (!screen) {
		return;
	}
	wlr_output_effective_resolution(screen->output, &width, &height);
	const struct zr_panel panel = panel_of(screen->output, width, height);
	if (width > 0 && !zr_panel_equal(&panel, &core->panel)) {
		core->panel = panel;
		zr_core_arrange(core);
	}
}

/* A board's own word counts; what an EDID says only where it can be. Programs are told the same
 * as we believe, nothing rather than a lie. wlroots keeps the size of the panel unturned. */
static void set_physical_size(struct wlr_output *output, const struct zr_shell_options *options)
{
	const bool is_turned = options->quarter_turns % 2 != 0;
	if (options->width_mm > 0) {
		output->phys_width = is_turned ? options->height_mm : options->width_mm;
		output->phys_height = is_turned ? options->width_mm : options->height_mm;
	} else if (!zr_panel_is_size(output->width, output->height, output->phys_width,
			   output->phys_height)) {
		output->phys_width = 0;
		output->phys_height = 0;
	}
}

static void handle_mode(struct wl_listener *listener, void *data)
{
	struct zr_output *screen = wl_container_of(listener, screen, mode);
	measure(screen->screens);
}

static void handle_destroy(struct wl_listener *listener, void *data)
{
	struct zr_output *screen = wl_container_of(listener, screen, destroy);
	struct zr_screens *screens = screen->screens;
	wl_list_remove(&screen->link);
	wl_list_remove(&screen->frame.link);
	wl_list_remove(&screen->commit.link);
	wl_list_remove(&screen->mode.link);
	wl_list_remove(&screen->destroy.link);
	free(screen);
	measure(screens);
}

static bool light(struct wlr_output *output, const struct zr_shell_options *options)
{
	struct wlr_output_mode *mode = wlr_output_preferred_mode(output);
	if (mode) {
		wlr_output_set_mode(output, mode);
	} else if (options->width > 0) {
		wlr_output_set_custom_mode(output, options->width, options->height, 0);
	}
	/* Wayland names what the picture does counter-clockwise. */
	wlr_output_set_transform(
		output, (enum wl_output_transform)((4 - options->quarter_turns) % 4));
	wlr_output_enable(output, true);
	return wlr_output_commit(output);
}

static void listen(struct zr_output *screen)
{
	struct wlr_output *output = screen->output;
	screen->frame.notify = handle_frame;
	wl_signal_add(&output->events.frame, &screen->frame);
	screen->commit.notify = handle_commit;
	wl_signal_add(&output->events.commit, &screen->commit);
	screen->mode.notify = handle_mode;
	wl_signal_add(&output->events.mode, &screen->mode);
	screen->destroy.notify = handle_destroy;
	wl_signal_add(&output->events.destroy, &screen->destroy);
}

static void handle_new_output(struct wl_listener *listener, void *data)
{
	struct zr_screens *screens = wl_container_of(listener, screens, new_output);
	struct wlr_output *output = data;
	struct zr_core *core = screens->core;
	struct zr_output *screen = calloc(1, sizeof *screen);
	if (!screen || !wlr_output_init_render(output, core->allocator, core->renderer)) {
		ZR_LOG(SCREEN_UNUSABLE, .screen = output->name);
		free(screen);
		return;
	}
	screen->screens = screens;
	screen->output = output;
	listen(screen);
	wl_list_insert(screens->list.prev, &screen->link);
	if (!light(output, core->options)) {
		ZR_LOG(SCREEN_MODE_REFUSED, .screen = output->name);
	}
	set_physical_size(output, core->options);
	wlr_output_layout_add(core->output_layout, output, 0, 0);
	measure(screens);
	ZR_LOG(SCREEN_FOUND, .screen = output->name, .width = core->panel.width,
		.height = core->panel.height, .width_mm = output->phys_width,
		.dots_per_cm = (int64_t)(core->panel.dots_per_mm * 10 + 0.5));
}

static void set_dark(struct zr_screens *screens, bool is_dark)
{
	struct zr_output *screen;
	screens->is_dark = is_dark;
	if (is_dark) {
		ZR_LOG(SCREEN_DARK);
	} else {
		ZR_LOG(SCREEN_LIT);
	}
	wl_list_for_each (screen, &screens->list, link) {
		wlr_output_enable(screen->output, !is_dark);
		if (!wlr_output_commit(screen->output)) {
			ZR_LOG(SCREEN_NOT_SWITCHED, .screen = screen->output->name);
		} else if (!is_dark) {
			wlr_output_schedule_frame(screen->output);
		}
	}
}

static int handle_blank(void *data)
{
	set_dark(data, true);
	return 0;
}

bool zr_screens_wake(struct zr_screens *screens)
{
	assert(screens && screens->core);
	if (!screens->blank_timer) {
		return true;
	}
	const bool was_dark = screens->is_dark;
	wl_event_source_timer_update(
		screens->blank_timer, (int)screens->core->options->blank_s * 1000);
	if (was_dark) {
		set_dark(screens, false);
	}
	return !was_dark;
}

void zr_screens_init(struct zr_screens *screens, struct zr_core *core)
{
	assert(screens && core && core->backend);
	screens->core = core;
	wl_list_init(&screens->list);
	screens->new_output.notify = handle_new_output;
	wl_signal_add(&core->backend->events.new_output, &screens->new_output);
	if (core->options->blank_s > 0) {
		screens->blank_timer = wl_event_loop_add_timer(core->loop, handle_blank, screens);
		(void)zr_screens_wake(screens);
	}
}

void zr_screens_finish(struct zr_screens *screens)
{
	assert(screens);
	if (!screens->core) {
		return;
	}
	wl_list_remove(&screens->new_output.link);
	if (screens->blank_timer) {
		wl_event_source_remove(screens->blank_timer);
	}
}
