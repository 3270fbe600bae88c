/*
 * Keyboards, those that people plug in and the virtual one of the screen's. They share one key map,
 * so that clients see a single keyboard whose modifiers alone change hands: a change of key map
 * would make each client read it again with every letter.
 */
#include "tablet/shell/input/seat.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/interfaces/wlr_input_device.h>
#include <wlr/interfaces/wlr_keyboard.h>
#include <wlr/types/wlr_data_device.h>
#include <xkbcommon/xkbcommon.h>

#include "tablet/shell/core/moment.h"
#include "tablet/shell/input/keymap.h"
#include "tablet/shell/input/keystroke.h"

struct zr_hardware_keyboard {
	struct wl_list link; /* zr_seat.keyboards */
	struct zr_seat *seat;
	struct wlr_input_device *device;
	struct wl_listener key;
	struct wl_listener modifiers;
	struct wl_listener destroy;
};

/* Both live in struct zr_seat: there is nothing to free. */
static void destroy_virtual_keyboard(struct wlr_keyboard *keyboard)
{
}

static void destroy_virtual_device(struct wlr_input_device *device)
{
}

static const struct wlr_keyboard_impl keyboard_impl = {.destroy = destroy_virtual_keyboard};

static const struct wlr_input_device_impl device_impl = {.destroy = destroy_virtual_device};

bool zr_seat_is_awake(struct zr_seat *seat)
{
	assert(seat && seat->core);
	return zr_screens_wake(seat->screens);
}

/* All keyboards have one key map, so clients see one keyboard: only its modifiers change hands. */
static void send_modifiers(struct zr_seat *seat, const struct wlr_keyboard_modifiers *modifiers)
{
	if (memcmp(&seat->sent, modifiers, sizeof seat->sent) != 0) {
		seat->sent = *modifiers;
		wlr_seat_keyboard_notify_modifiers(seat->seat, &seat->sent);
	}
}

static void handle_key(struct wl_listener *listener, void *data)
{
	struct zr_hardware_keyboard *keyboard = wl_container_of(listener, keyboard, key);
	const struct wlr_event_keyboard_key *event = data;
	struct wlr_seat *seat = keyboard->seat->seat;
	if (zr_seat_is_awake(keyboard->seat)) {
		send_modifiers(keyboard->seat, &keyboard->device->keyboard->modifiers);
		wlr_seat_keyboard_notify_key(seat, event->time_msec, event->keycode, event->state);
	}
}

static void handle_modifiers(struct wl_listener *listener, void *data)
{
	struct zr_hardware_keyboard *keyboard = wl_container_of(listener, keyboard, modifiers);
	send_modifiers(keyboard->seat, &keyboard->device->keyboard->modifiers);
}

static void drop_keyboard(struct zr_hardware_keyboard *keyboard)
{
	wl_list_remove(&keyboard->link);
	wl_list_remove(&keyboard->key.link);
	wl_list_remove(&keyboard->modifiers.link);
	wl_list_remove(&keyboard->destroy.link);
	free(keyboard);
}

static void handle_keyboard_destroy(struct wl_listener *listener, void *data)
{
	struct zr_hardware_keyboard *keyboard = wl_container_of(listener, keyboard, destroy);
	drop_keyboard(keyboard);
}

static void add_keyboard(struct zr_seat *seat, struct wlr_input_device *device)
{
	struct zr_hardware_keyboard *keyboard = calloc(1, sizeof *keyboard);
	if (!keyboard) {
		return;
	}
	keyboard->seat = seat;
	keyboard->device = device;
	wlr_keyboard_set_keymap(device->keyboard, seat->keymap);
	wlr_keyboard_set_repeat_info(device->keyboard, 25, 500);
	keyboard->key.notify = handle_key;
	wl_signal_add(&device->keyboard->events.key, &keyboard->key);
	keyboard->modifiers.notify = handle_modifiers;
	wl_signal_add(&device->keyboard->events.modifiers, &keyboard->modifiers);
	keyboard->destroy.notify = handle_keyboard_destroy;
	wl_signal_add(&device->events.destroy, &keyboard->destroy);
	wl_list_insert(&seat->keyboards, &keyboard->link);
}

static void add_device(struct zr_seat *seat, struct wlr_input_device *device)
{
	switch (device->type) {
	case WLR_INPUT_DEVICE_KEYBOARD:
		add_keyboard(seat, device);
		break;
	case WLR_INPUT_DEVICE_POINTER:
	case WLR_INPUT_DEVICE_TOUCH:
		wl_signal_emit(&seat->events.touching, device);
		break;
	default:
		break;
	}
}

static void handle_new_input(struct wl_listener *listener, void *data)
{
	struct zr_seat *seat = wl_container_of(listener, seat, new_input);
	add_device(seat, data);
}

static void handle_request_set_selection(struct wl_listener *listener, void *data)
{
	struct zr_seat *seat = wl_container_of(listener, seat, request_set_selection);
	const struct wlr_seat_request_set_selection_event *event = data;
	wlr_seat_set_selection(seat->seat, event->source, event->serial);
}

static int init_virtual_keyboard(struct zr_seat *seat, struct zr_error *error)
{
	seat->keymap = zr_keymap_new();
	wlr_keyboard_init(&seat->virtual_keyboard, &keyboard_impl);
	wlr_input_device_init(&seat->virtual_device, WLR_INPUT_DEVICE_KEYBOARD, &device_impl,
		"zarya-keyboard", 0, 0);
	seat->virtual_device.keyboard = &seat->virtual_keyboard;
	if (!seat->keymap || !wlr_keyboard_set_keymap(&seat->virtual_keyboard, seat->keymap)) {
		return zr_error_set(
			error, ZR_E_IO, "no key map: install xkb-data, or set XKB_CONFIG_ROOT");
	}
	wlr_keyboard_set_repeat_info(&seat->virtual_keyboard, 25, 500);
	return 0;
}

int zr_seat_init(struct zr_seat *seat, struct zr_core *core, struct zr_screens *screens,
	struct zr_error *error)
{
	assert(seat && core && core->backend && screens);
	seat->seat = wlr_seat_create(core->display, "seat0");
	if (!seat->seat) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the seat");
	}
	seat->core = core;
	seat->screens = screens;
	wl_list_init(&seat->keyboards);
	wl_signal_init(&seat->events.touching);
	wl_signal_init(&seat->events.focus);
	seat->new_input.notify = handle_new_input;
	wl_signal_add(&core->backend->events.new_input, &seat->new_input);
	seat->request_set_selection.notify = handle_request_set_selection;
	wl_signal_add(&seat->seat->events.request_set_selection, &seat->request_set_selection);
	int code = init_virtual_keyboard(seat, error);
	if (code != 0) {
		return code;
	}
	wlr_seat_set_keyboard(seat->seat, &seat->virtual_device);
	wlr_seat_set_capabilities(
		seat->seat, WL_SEAT_CAPABILITY_KEYBOARD | WL_SEAT_CAPABILITY_TOUCH);
	return 0;
}

void zr_seat_finish(struct zr_seat *seat)
{
	struct zr_hardware_keyboard *keyboard;
	struct zr_hardware_keyboard *next;
	assert(seat);
	if (!seat->core) {
		return;
	}
	wl_list_for_each_safe (keyboard, next, &seat->keyboards, link) {
		drop_keyboard(keyboard);
	}
	wl_list_remove(&seat->new_input.link);
	wl_list_remove(&seat->request_set_selection.link);
	wlr_input_device_destroy(&seat->virtual_device);
	xkb_keymap_unref(seat->keymap);
	seat->core = NULL;
}

void zr_seat_focus(struct zr_seat *seat, struct wlr_surface *surface)
{
	assert(seat && seat->core);
	/* Text fields first: the one that is left hears of it before the next has the keys. */
	wl_signal_emit(&seat->events.focus, surface);
	if (!surface) {
		wlr_seat_keyboard_notify_clear_focus(seat->seat);
	} else if (seat->seat->keyboard_state.focused_surface != surface) {
		wlr_seat_keyboard_notify_enter(seat->seat, surface, NULL, 0, &seat->sent);
	}
}

static void tap_key(struct zr_seat *seat, uint32_t code)
{
	assert(code != 0);
	const uint32_t now_ms = zr_moment_now_ms();
	wlr_seat_keyboard_notify_key(seat->seat, now_ms, code, WL_KEYBOARD_KEY_STATE_PRESSED);
	wlr_seat_keyboard_notify_key(seat->seat, now_ms, code, WL_KEYBOARD_KEY_STATE_RELEASED);
}

void zr_seat_type_key(struct zr_seat *seat, uint32_t code)
{
	assert(seat && seat->core && code != 0);
	/* The layout stays: it means nothing to these keys, and a change costs clients work. */
	send_modifiers(seat, &(struct wlr_keyboard_modifiers){.group = seat->sent.group});
	tap_key(seat, code);
}

bool zr_seat_type_text(struct zr_seat *seat, const char *text)
{
	assert(seat && seat->core && text);
	struct zr_keystroke stroke;
	if (!zr_keystroke_find(seat->keymap, text, &stroke)) {
		return false;
	}
	const struct wlr_keyboard_modifiers modifiers = {
		.depressed = stroke.is_shifted ? WLR_MODIFIER_SHIFT : 0, .group = stroke.layout};
	send_modifiers(seat, &modifiers);
	tap_key(seat, stroke.code);
	return true;
}
