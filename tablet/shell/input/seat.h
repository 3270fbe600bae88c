/*
 * The seat: what a person touches and types with. Touch screens and absolute pointers (a virtual
 * machine's tablet) are fingers (finger.h); a mouse gets a cursor; hardware keyboards are passed
 * on. One more keyboard is virtual and carries what the on-screen keyboard types. All have one key
 * map, and clients see them as one.
 */
#ifndef ZR_SHELL_SEAT_H
#define ZR_SHELL_SEAT_H

#include <stdbool.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_input_device.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_seat.h>

#include "lib/base/error.h"
#include "tablet/shell/core/core.h"
#include "tablet/shell/core/screen.h"

struct zr_seat {
	struct zr_core *core;
	struct zr_screens *screens;
	struct wlr_seat *seat;
	struct wl_list keyboards;  /* zr_hardware_keyboard.link */
	struct xkb_keymap *keymap; /* of all keyboards */
	struct wlr_keyboard virtual_keyboard;
	struct wlr_input_device virtual_device;
	struct wlr_keyboard_modifiers sent; /* what clients think is held */
	struct wl_listener new_input;
	struct wl_listener request_set_selection;
	struct {
		struct wl_signal touching; /* a pointer or a touch screen came: wlr_input_device */
		struct wl_signal focus;    /* keyboards go there from now on: wlr_surface or NULL */
	} events;
};

int zr_seat_init(struct zr_seat *seat, struct zr_core *core, struct zr_screens *screens,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_seat_finish(struct zr_seat *seat);

/* Keyboards and text go to surface from now on, or nowhere (NULL). */
void zr_seat_focus(struct zr_seat *seat, struct wlr_surface *surface);

/* Types one character as a key of the virtual keyboard. False when its key map has none for it. */
bool zr_seat_type_text(struct zr_seat *seat, const char *text);

/* Presses and releases a key of the virtual keyboard (linux/input-event-codes.h). */
void zr_seat_type_key(struct zr_seat *seat, uint32_t code);

/* A person did something. False: that only woke a dark screen. */
bool zr_seat_is_awake(struct zr_seat *seat);

#endif
