/*
 * Text fields of clients (text-input-v3): which one is in hand, and the way for characters into it.
 * A field in hand brings up the keyboard, with the keys that it asks for (field.h).
 *
 * Characters go as keys of the seat's virtual keyboard: GTK takes a commit_string at once and lets
 * keys wait in its queue, so that a backspace between letters would delete a later one (ADR 0042).
 * commit_string is left for characters that no key types. Source: text-input-unstable-v3 of
 * wayland-protocols.
 */
#ifndef ZR_SHELL_TEXT_INPUT_H
#define ZR_SHELL_TEXT_INPUT_H

#include <wayland-server-core.h>
#include <wlr/types/wlr_text_input_v3.h>

#include "lib/base/error.h"
#include "tablet/shell/core/core.h"
#include "tablet/shell/input/seat.h"
#include "tablet/shell/keyboard/keyboard.h"

struct zr_text_inputs {
	struct zr_core *core;
	struct zr_seat *seat;
	struct zr_keyboard *keyboard;
	struct wlr_text_input_manager_v3 *manager;
	struct wl_list list;              /* zr_text_input.link */
	struct wlr_text_input_v3 *active; /* the field in hand, NULL: none */
	struct wlr_surface *focus;        /* has the keyboard; NULL: none */
	struct wl_listener new_text_input;
	struct wl_listener focused; /* seat->events.focus */
	struct wl_listener typed;   /* keyboard->events.typed; dropped without a field in hand */
};

int zr_text_inputs_init(struct zr_text_inputs *inputs, struct zr_core *core, struct zr_seat *seat,
	struct zr_keyboard *keyboard, struct zr_error *error) ZR_MUST_CHECK;
/* Behind wl_display_destroy_clients(). */
void zr_text_inputs_finish(struct zr_text_inputs *inputs);

#endif
