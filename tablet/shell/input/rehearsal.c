/*
 * Events enter where libinput's would, at the device, so that a test walks the whole way of a
 * finger and not a part of it.
 */
#include "tablet/shell/input/rehearsal.h"

#include <assert.h>
#include <cairo.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <wlr/backend/headless.h>
#include <wlr/backend/multi.h>
#include <wlr/interfaces/wlr_keyboard.h>
#include <wlr/types/wlr_output_damage.h>
#include <wlr/types/wlr_touch.h>

#include "lib/event/log.h"
#include "tablet/shell/core/moment.h"

static void move_finger(struct zr_rehearsal *rehearsal, bool is_down, int id, double x, double y)
{
	assert(rehearsal->core->panel.width > 0);
	struct wlr_touch *touch = rehearsal->touch->touch;
	/* Before the output's transform, which the seat undoes. */
	const double across = x / rehearsal->core->panel.width;
	const double along = y / rehearsal->core->panel.height;
	const double turned[4][2] = {
		{across, along}, {1 - along, across}, {1 - across, 1 - along}, {along, 1 - across}};
	const double *at = turned[rehearsal->core->options->quarter_turns];
	struct wlr_event_touch_down down = {rehearsal->touch, zr_moment_now_ms(), id, at[0], at[1]};
	struct wlr_event_touch_motion motion = {
		rehearsal->touch, zr_moment_now_ms(), id, at[0], at[1]};
	if (is_down) {
		wl_signal_emit(&touch->events.down, &down);
	} else {
		wl_signal_emit(&touch->events.motion, &motion);
	}
	wl_signal_emit(&touch->events.frame, NULL);
}

static void lift_finger(struct zr_rehearsal *rehearsal, int id)
{
	struct wlr_event_touch_up up = {rehearsal->touch, zr_moment_now_ms(), id};
	wl_signal_emit(&rehearsal->touch->touch->events.up, &up);
	wl_signal_emit(&rehearsal->touch->touch->events.frame, NULL);
}

static void press_key(struct zr_rehearsal *rehearsal, unsigned code)
{
	struct wlr_event_keyboard_key event = {
		zr_moment_now_ms(), code, true, WL_KEYBOARD_KEY_STATE_PRESSED};
	wlr_keyboard_notify_key(rehearsal->keyboard->keyboard, &event);
	event.state = WL_KEYBOARD_KEY_STATE_RELEASED;
	wlr_keyboard_notify_key(rehearsal->keyboard->keyboard, &event);
}

static void take_picture(struct zr_rehearsal *rehearsal, struct wlr_buffer *buffer)
{
	void *data = NULL;
	uint32_t format = 0;
	size_t stride = 0;
	if (!wlr_buffer_begin_data_ptr_access(
		    buffer, WLR_BUFFER_DATA_PTR_ACCESS_READ, &data, &format, &stride)) {
		return;
	}
	cairo_surface_t *surface = cairo_image_surface_create_for_data(
		data, CAIRO_FORMAT_RGB24, buffer->width, buffer->height, (int)stride);
	if (cairo_surface_write_to_png(surface, rehearsal->picture) != CAIRO_STATUS_SUCCESS) {
		ZR_LOG(TEST_PICTURE_LOST, .file = rehearsal->picture);
	}
	cairo_surface_destroy(surface);
	wlr_buffer_end_data_ptr_access(buffer);
	rehearsal->picture[0] = '\0';
}

static void handle_commit(struct wl_listener *listener, void *data)
{
	struct zr_rehearsal *rehearsal = wl_container_of(listener, rehearsal, commit);
	const struct wlr_output_event_commit *event = data;
	if (event->buffer && rehearsal->picture[0]) {
		take_picture(rehearsal, event->buffer);
	}
}

static void ask_picture(struct zr_rehearsal *rehearsal, const char *path)
{
	struct zr_output *screen = zr_screens_main(rehearsal->screens);
	(void)snprintf(rehearsal->picture, sizeof rehearsal->picture, "%s", path);
	struct wlr_scene_output *scene_output =
		wlr_scene_get_scene_output(rehearsal->core->scene, screen->output);
	wlr_output_damage_add_whole(scene_output->damage);
}

static void set_size(struct zr_rehearsal *rehearsal, int width, int height)
{
	struct zr_output *screen = zr_screens_main(rehearsal->screens);
	wlr_output_set_custom_mode(screen->output, width, height, 0);
	if (!wlr_output_commit(screen->output)) {
		ZR_LOG(TEST_SIZE_REFUSED, .width = width, .height = height);
	}
}

static void obey(struct zr_rehearsal *rehearsal, const char *line)
{
	int id = 0;
	unsigned code = 0;
	double x = 0;
	double y = 0;
	if (sscanf(line, "down %d %lf %lf", &id, &x, &y) == 3) {
		move_finger(rehearsal, true, id, x, y);
	} else if (sscanf(line, "move %d %lf %lf", &id, &x, &y) == 3) {
		move_finger(rehearsal, false, id, x, y);
	} else if (sscanf(line, "up %d", &id) == 1) {
		lift_finger(rehearsal, id);
	} else if (sscanf(line, "key %u", &code) == 1) {
		press_key(rehearsal, code);
	} else if (sscanf(line, "size %lf %lf", &x, &y) == 2) {
		set_size(rehearsal, (int)x, (int)y);
	} else if (strncmp(line, "snapshot ", 9) == 0) {
		ask_picture(rehearsal, line + 9);
	} else {
		ZR_LOG(TEST_LINE_UNKNOWN, .line = line);
	}
}

static int handle_input(int fd, uint32_t mask, void *data)
{
	struct zr_rehearsal *rehearsal = data;
	char byte = 0;
	while (read(fd, &byte, 1) == 1) {
		if (byte == '\n') {
			rehearsal->line[rehearsal->line_bytes] = '\0';
			rehearsal->line_bytes = 0;
			obey(rehearsal, rehearsal->line);
		} else if (rehearsal->line_bytes + 1 < sizeof rehearsal->line) {
			rehearsal->line[rehearsal->line_bytes++] = byte;
		}
	}
	return 0;
}

static void find_headless(struct wlr_backend *backend, void *data)
{
	struct wlr_backend **ret_backend = data;
	if (wlr_backend_is_headless(backend)) {
		*ret_backend = backend;
	}
}

void zr_rehearsal_init(
	struct zr_rehearsal *rehearsal, struct zr_core *core, struct zr_screens *screens)
{
	assert(rehearsal && core && core->backend && screens);
	struct wlr_backend *headless = NULL;
	rehearsal->fd = -1;
	if (!core->options->test_input) {
		return;
	}
	wlr_multi_for_each_backend(core->backend, find_headless, &headless);
	struct zr_output *screen = zr_screens_main(screens);
	/* Both ways, so that the FIFO does not end when a writer goes. */
	rehearsal->fd = open(core->options->test_input, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (!headless || !screen || rehearsal->fd < 0) {
		ZR_LOG(TEST_INPUT_REFUSED); /* it needs WLR_BACKENDS=headless and a FIFO */
		return;
	}
	rehearsal->core = core;
	rehearsal->screens = screens;
	rehearsal->touch = wlr_headless_add_input_device(headless, WLR_INPUT_DEVICE_TOUCH);
	rehearsal->keyboard = wlr_headless_add_input_device(headless, WLR_INPUT_DEVICE_KEYBOARD);
	rehearsal->source = wl_event_loop_add_fd(
		core->loop, rehearsal->fd, WL_EVENT_READABLE, handle_input, rehearsal);
	rehearsal->commit.notify = handle_commit;
	wl_signal_add(&screen->output->events.commit, &rehearsal->commit);
}

void zr_rehearsal_finish(struct zr_rehearsal *rehearsal)
{
	assert(rehearsal);
	if (rehearsal->core) {
		wl_list_remove(&rehearsal->commit.link);
		wl_event_source_remove(rehearsal->source);
		rehearsal->core = NULL;
	}
	if (rehearsal->fd >= 0) {
		close(rehearsal->fd);
		rehearsal->fd = -1;
	}
}
