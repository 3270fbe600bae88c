/*
 * Who gets a touch: the keyboard, the bar's sheet, else the surface under it. The order is that of
 * the layers, from the front. Where a finger came down decides until it lifts, as the protocol of
 * wl_touch wants it, so that a finger that slides off a key does not press what lies beside it.
 */
#include "tablet/shell/input/finger.h"

#include <assert.h>
#include <linux/input-event-codes.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <wlr/types/wlr_touch.h>

#include "tablet/shell/input/cursor.h"
#include "tablet/shell/core/screen.h"

static struct wlr_surface *find_surface(
	struct zr_core *core, double x, double y, double *ret_x, double *ret_y)
{
	struct wlr_scene_node *node = wlr_scene_node_at(&core->scene->node, x, y, ret_x, ret_y);
	return node && node->type == WLR_SCENE_NODE_SURFACE
		       ? wlr_scene_surface_from_node(node)->surface
		       : NULL;
}

static struct zr_finger *find(struct zr_fingers *fingers, bool is_down, int32_t id)
{
	for (size_t i = 0; i < ZR_FINGER_COUNT_MAX; i++) {
		struct zr_finger *finger = &fingers->items[i];
		if (finger->is_down == is_down && (!is_down || finger->id == id)) {
			return finger;
		}
	}
	return NULL;
}

static void press(struct zr_fingers *fingers, int32_t id, double x, double y, uint32_t time_ms)
{
	const struct zr_fingers_below *below = &fingers->below;
	struct zr_finger *finger = find(fingers, false, id);
	double surface_x = 0;
	double surface_y = 0;
	if (!finger || !zr_seat_is_awake(below->seat)) {
		return;
	}
	zr_probe_touch(&below->core->probe, x, y);
	if (zr_keyboard_down(below->keyboard, &(struct zr_touch){id, x, y, time_ms})) {
		*finger = (struct zr_finger){.is_down = true, .id = id};
		return;
	}
	if (zr_sheet_down(below->sheet, id, (int)x, (int)y)) {
		*finger = (struct zr_finger){.is_down = true, .id = id};
		return;
	}
	struct wlr_surface *surface = find_surface(below->core, x, y, &surface_x, &surface_y);
	if (!surface) {
		surface = zr_views_surface_at(below->views, x, y, &surface_x, &surface_y);
	}
	*finger = (struct zr_finger){true, id, x - surface_x, y - surface_y};
	if (surface) {
		wlr_seat_touch_notify_down(
			below->seat->seat, surface, time_ms, id, surface_x, surface_y);
	}
}

/* Motion goes on in the surface where the finger came down, wherever the finger is now. */
static void drag(struct zr_fingers *fingers, int32_t id, double x, double y, uint32_t time_ms)
{
	struct wlr_seat *seat = fingers->below.seat->seat;
	const struct zr_finger *finger = find(fingers, true, id);
	fingers->below.core->probe.is_frame_due = true;
	if (finger) {
		zr_keyboard_move(fingers->below.keyboard, &(struct zr_touch){id, x, y, time_ms});
	}
	if (finger && wlr_seat_touch_get_point(seat, id)) {
		wlr_seat_touch_notify_motion(
			seat, time_ms, id, x - finger->origin_x, y - finger->origin_y);
	}
}

static void lift(struct zr_fingers *fingers, int32_t id, uint32_t time_ms)
{
	struct wlr_seat *seat = fingers->below.seat->seat;
	struct zr_finger *finger = find(fingers, true, id);
	fingers->below.core->probe.is_frame_due = true;
	if (finger) {
		finger->is_down = false;
		zr_keyboard_up(fingers->below.keyboard,
			&(struct zr_touch){.finger = id, .time_ms = time_ms});
		zr_sheet_up(fingers->below.sheet, id);
	}
	if (wlr_seat_touch_get_point(seat, id)) {
		wlr_seat_touch_notify_up(seat, time_ms, id);
	}
}

/* The surface under the mouse has the pointer. False when there is none. */
static bool point(struct zr_fingers *fingers, uint32_t time_ms)
{
	const struct zr_fingers_below *below = &fingers->below;
	struct wlr_cursor *cursor = fingers->cursor;
	double x = 0;
	double y = 0;
	struct wlr_surface *surface = find_surface(below->core, cursor->x, cursor->y, &x, &y);
	if (surface) {
		wlr_seat_pointer_notify_enter(below->seat->seat, surface, x, y);
		wlr_seat_pointer_notify_motion(below->seat->seat, time_ms, x, y);
	} else {
		wlr_seat_pointer_notify_clear_focus(below->seat->seat);
	}
	return surface != NULL;
}

static void set_mouse(struct zr_fingers *fingers, bool is_mouse)
{
	if (fingers->is_mouse != is_mouse) {
		fingers->is_mouse = is_mouse;
		zr_cursor_set_visible(fingers->cursor, is_mouse);
	}
}

static void handle_motion(struct wl_listener *listener, void *data)
{
	struct zr_fingers *fingers = wl_container_of(listener, fingers, motion);
	const struct wlr_event_pointer_motion *event = data;
	if (zr_seat_is_awake(fingers->below.seat)) {
		set_mouse(fingers, true);
		wlr_cursor_move(fingers->cursor, event->device, event->delta_x, event->delta_y);
		(void)point(fingers, event->time_msec);
	}
}

static void handle_motion_absolute(struct wl_listener *listener, void *data)
{
	struct zr_fingers *fingers = wl_container_of(listener, fingers, motion_absolute);
	const struct wlr_event_pointer_motion_absolute *event = data;
	wlr_cursor_warp_absolute(fingers->cursor, event->device, event->x, event->y);
	set_mouse(fingers, fingers->below.core->options->is_pointer);
	if (fingers->is_mouse) {
		(void)point(fingers, event->time_msec);
	} else {
		drag(fingers, ZR_FINGER_POINTER, fingers->cursor->x, fingers->cursor->y,
			event->time_msec);
	}
}

static void handle_mouse_button(
	struct zr_fingers *fingers, const struct wlr_event_pointer_button *event)
{
	const struct zr_fingers_below *below = &fingers->below;
	if (event->state == WLR_BUTTON_PRESSED) {
		zr_probe_touch(&below->core->probe, fingers->cursor->x, fingers->cursor->y);
	}
	wlr_seat_pointer_notify_button(
		below->seat->seat, event->time_msec, event->button, event->state);
}

static void handle_button(struct wl_listener *listener, void *data)
{
	struct zr_fingers *fingers = wl_container_of(listener, fingers, button);
	const struct wlr_event_pointer_button *event = data;
	if (fingers->is_mouse) {
		handle_mouse_button(fingers, event);
	} else if (event->button != BTN_LEFT) {
		return;
	} else if (event->state == WLR_BUTTON_PRESSED) {
		press(fingers, ZR_FINGER_POINTER, fingers->cursor->x, fingers->cursor->y,
			event->time_msec);
	} else {
		lift(fingers, ZR_FINGER_POINTER, event->time_msec);
	}
}

static void handle_axis(struct wl_listener *listener, void *data)
{
	struct zr_fingers *fingers = wl_container_of(listener, fingers, axis);
	const struct wlr_event_pointer_axis *event = data;
	if (point(fingers, event->time_msec)) {
		wlr_seat_pointer_notify_axis(fingers->below.seat->seat, event->time_msec,
			event->orientation, event->delta, event->delta_discrete, event->source);
	}
}

static void handle_frame(struct wl_listener *listener, void *data)
{
	struct zr_fingers *fingers = wl_container_of(listener, fingers, frame);
	wlr_seat_pointer_notify_frame(fingers->below.seat->seat);
	wlr_seat_touch_notify_frame(fingers->below.seat->seat);
}

static void handle_touch_down(struct wl_listener *listener, void *data)
{
	struct zr_fingers *fingers = wl_container_of(listener, fingers, touch_down);
	const struct wlr_event_touch_down *event = data;
	double x = 0;
	double y = 0;
	set_mouse(fingers, false);
	wlr_cursor_absolute_to_layout_coords(
		fingers->cursor, event->device, event->x, event->y, &x, &y);
	press(fingers, event->touch_id, x, y, event->time_msec);
}

static void handle_touch_up(struct wl_listener *listener, void *data)
{
	struct zr_fingers *fingers = wl_container_of(listener, fingers, touch_up);
	const struct wlr_event_touch_up *event = data;
	lift(fingers, event->touch_id, event->time_msec);
}

static void handle_touch_motion(struct wl_listener *listener, void *data)
{
	struct zr_fingers *fingers = wl_container_of(listener, fingers, touch_motion);
	const struct wlr_event_touch_motion *event = data;
	double x = 0;
	double y = 0;
	wlr_cursor_absolute_to_layout_coords(
		fingers->cursor, event->device, event->x, event->y, &x, &y);
	drag(fingers, event->touch_id, x, y, event->time_msec);
}

static void handle_touch_frame(struct wl_listener *listener, void *data)
{
	struct zr_fingers *fingers = wl_container_of(listener, fingers, touch_frame);
	wlr_seat_touch_notify_frame(fingers->below.seat->seat);
}

static void listen(struct zr_fingers *fingers)
{
	struct wlr_cursor *cursor = fingers->cursor;
	fingers->motion.notify = handle_motion;
	wl_signal_add(&cursor->events.motion, &fingers->motion);
	fingers->motion_absolute.notify = handle_motion_absolute;
	wl_signal_add(&cursor->events.motion_absolute, &fingers->motion_absolute);
	fingers->button.notify = handle_button;
	wl_signal_add(&cursor->events.button, &fingers->button);
	fingers->axis.notify = handle_axis;
	wl_signal_add(&cursor->events.axis, &fingers->axis);
	fingers->frame.notify = handle_frame;
	wl_signal_add(&cursor->events.frame, &fingers->frame);
	fingers->touch_down.notify = handle_touch_down;
	wl_signal_add(&cursor->events.touch_down, &fingers->touch_down);
	fingers->touch_up.notify = handle_touch_up;
	wl_signal_add(&cursor->events.touch_up, &fingers->touch_up);
	fingers->touch_motion.notify = handle_touch_motion;
	wl_signal_add(&cursor->events.touch_motion, &fingers->touch_motion);
	fingers->touch_frame.notify = handle_touch_frame;
	wl_signal_add(&cursor->events.touch_frame, &fingers->touch_frame);
}

/* Mapped to the tablet's own screen, a device turns with the picture. */
static void handle_touching(struct wl_listener *listener, void *data)
{
	struct zr_fingers *fingers = wl_container_of(listener, fingers, touching);
	struct zr_seat *seat = fingers->below.seat;
	struct wlr_input_device *device = data;
	const struct zr_output *screen = zr_screens_main(seat->screens);
	wlr_cursor_attach_input_device(fingers->cursor, device);
	if (screen) {
		wlr_cursor_map_input_to_output(fingers->cursor, device, screen->output);
	}
	if (device->type == WLR_INPUT_DEVICE_POINTER) {
		wlr_seat_set_capabilities(seat->seat, WL_SEAT_CAPABILITY_KEYBOARD |
							      WL_SEAT_CAPABILITY_TOUCH |
							      WL_SEAT_CAPABILITY_POINTER);
	}
}

int zr_fingers_init(
	struct zr_fingers *fingers, const struct zr_fingers_below *below, struct zr_error *error)
{
	assert(fingers && below && below->core && below->seat);
	assert(below->keyboard && below->sheet && below->views);
	fingers->cursor = wlr_cursor_create();
	if (!fingers->cursor) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the pointer");
	}
	fingers->below = *below;
	wlr_cursor_attach_output_layout(fingers->cursor, below->core->output_layout);
	listen(fingers);
	fingers->touching.notify = handle_touching;
	wl_signal_add(&below->seat->events.touching, &fingers->touching);
	return 0;
}

void zr_fingers_finish(struct zr_fingers *fingers)
{
	assert(fingers);
	if (fingers->cursor) {
		wl_list_remove(&fingers->touching.link);
		wlr_cursor_destroy(fingers->cursor);
		fingers->cursor = NULL;
	}
}
