/*
 * Fingers: touch screens, and absolute pointers taken as one finger (a virtual machine's tablet;
 * --pointer turns that off). A finger that comes down on the shell's own pictures belongs to them
 * until it lifts; every other one is passed to the surface under it as wl_touch.
 * A mouse (relative motion) is passed on as wl_pointer and is the only one with a cursor.
 */
#ifndef ZR_SHELL_FINGER_H
#define ZR_SHELL_FINGER_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_input_device.h>

#include "lib/base/error.h"
#include "tablet/shell/bar/sheet.h"
#include "tablet/shell/core/core.h"
#include "tablet/shell/input/seat.h"
#include "tablet/shell/keyboard/keyboard.h"
#include "tablet/shell/scene/view.h"

/* The id of the finger that an absolute pointer plays; touch screens count from 0. */
#define ZR_FINGER_POINTER 1000

/* More fingers than a hand has are a palm. */
#define ZR_FINGER_COUNT_MAX 10

struct zr_finger {
	bool is_down;
	int32_t id;
	double origin_x, origin_y; /* of the touched surface on the screen when it came down */
};

/* Whom a finger may touch; borrowed. */
struct zr_fingers_below {
	struct zr_core *core;
	struct zr_seat *seat;
	struct zr_keyboard *keyboard;
	struct zr_sheet *sheet;
	struct zr_views *views;
};

struct zr_fingers {
	struct zr_fingers_below below;
	struct wlr_cursor *cursor;
	struct zr_finger items[ZR_FINGER_COUNT_MAX];
	bool is_mouse;               /* the last motion was relative: buttons are a mouse's */
	struct wl_listener touching; /* seat->events.touching */
	struct wl_listener motion;
	struct wl_listener motion_absolute;
	struct wl_listener button;
	struct wl_listener axis;
	struct wl_listener frame;
	struct wl_listener touch_down;
	struct wl_listener touch_up;
	struct wl_listener touch_motion;
	struct wl_listener touch_frame;
};

int zr_fingers_init(struct zr_fingers *fingers, const struct zr_fingers_below *below,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_fingers_finish(struct zr_fingers *fingers);

#endif
