/* See keyboard.h. */
#include "tablet/shell/keyboard.h"

#include <assert.h>
#include <linux/input-event-codes.h>
#include <string.h>

#include "tablet/shell/balloon.h"
#include "tablet/shell/canvas.h"
#include "tablet/shell/keycap.h"
#include "tablet/shell/shell.h"

#define HOLD_AGAIN_MS   10 /* the touch screen's clock and ours round apart */
#define REPEAT_FIRST_MS 500
#define REPEAT_NEXT_MS  70
#define HIDE_DELAY_MS   250
#define LOCK_WITHIN_US  400000 /* between the two taps that lock shift */

static int height(const struct zr_keyboard *keyboard)
{
	return zr_layout_height(keyboard->home);
}

static int top(const struct zr_keyboard *keyboard)
{
	return keyboard->shell->height - height(keyboard);
}

static void tell_relatives(struct zr_buffer *line, const struct zr_key *key)
{
	const char *rest = zr_relatives_of(key->text);
	const char *before = ",\"more\":[";
	if (*rest == '\0') {
		return;
	}
	while (*rest != '\0') {
		const struct zr_key relative = zr_layout_text_key(&rest);
		zr_probe_add(line, "%s", before);
		zr_probe_add_string(line, relative.name);
		before = ",";
	}
	zr_probe_add(line, "]");
}

static void tell_keys(const struct zr_keyboard *keyboard, struct zr_buffer *line,
	const struct zr_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct zr_key *key = &keys[i];
		zr_probe_add(line, "%s{\"key\":", i > 0 ? "," : "");
		zr_probe_add_string(line, key->name);
		zr_probe_add(line, ",\"rect\":[%d,%d,%d,%d]", key->box.x,
			key->box.y + top(keyboard), key->box.width, key->box.height);
		tell_relatives(line, key);
		zr_probe_add(line, "}");
	}
}

static void tell_probe(struct zr_keyboard *keyboard)
{
	struct zr_probe *probe = &keyboard->shell->probe;
	struct zr_buffer line = {0};
	if (!zr_probe_is_on(probe)) {
		return;
	}
	zr_probe_begin(probe, &line, "keyboard");
	zr_probe_add(&line, ",\"visible\":%s,\"layout\":\"%s\",\"rect\":[0,%d,%d,%d],\"keys\":[",
		keyboard->is_visible ? "true" : "false", zr_layout_name(keyboard->layout),
		top(keyboard), keyboard->width, height(keyboard));
	tell_keys(keyboard, &line, keyboard->keys, keyboard->key_count);
	zr_probe_add(&line, "]");
	if (keyboard->hold.is_open) {
		zr_probe_add(&line, ",\"row\":[");
		tell_keys(keyboard, &line, keyboard->hold.keys, keyboard->hold.count);
		zr_probe_add(&line, "]");
	}
	zr_probe_end(probe, &line);
}

static struct zr_keycap_state state_of(const struct zr_keyboard *keyboard)
{
	return (struct zr_keycap_state){.is_shifted = keyboard->shift != ZR_SHIFT_OFF,
		.is_locked = keyboard->shift == ZR_SHIFT_LOCKED,
		.layout = keyboard->layout,
		.letters = keyboard->letters,
		.home = keyboard->home};
}

static struct wlr_buffer *draw_picture(const struct zr_keyboard *keyboard)
{
	struct zr_canvas *canvas = zr_canvas_new(keyboard->width, height(keyboard), true);
	if (!canvas) {
		return NULL;
	}
	cairo_t *cr = zr_canvas_begin(canvas);
	zr_keycap_ground(cr, keyboard->width, height(keyboard));
	const struct zr_keycap_state state = state_of(keyboard);
	for (size_t i = 0; i < keyboard->key_count; i++) {
		zr_keycap_draw(cr, &keyboard->keys[i], &state);
	}
	zr_canvas_end(canvas, cr);
	return &canvas->base;
}

static void drop_picture(struct zr_keyboard *keyboard, enum zr_layout layout, enum zr_shift shift)
{
	wlr_buffer_drop(keyboard->pictures[layout][shift]);
	keyboard->pictures[layout][shift] = NULL;
}

static void drop_pictures(struct zr_keyboard *keyboard)
{
	for (int layout = 0; layout < ZR_LAYOUT_COUNT; layout++) {
		for (int shift = 0; shift < ZR_SHIFT_COUNT; shift++) {
			drop_picture(keyboard, (enum zr_layout)layout, (enum zr_shift)shift);
		}
	}
}

static void unmark(struct zr_keyboard *keyboard)
{
	zr_balloon_hide(&keyboard->balloon_node);
	if (keyboard->pressed_node) {
		wlr_scene_node_destroy(keyboard->pressed_node);
		keyboard->pressed_node = NULL;
	}
}

/* The layout, shift or visibility changed: keys, picture, probe. */
static void show(struct zr_keyboard *keyboard)
{
	unmark(keyboard);
	keyboard->pressed = NULL;
	keyboard->hold = (struct zr_hold){0};
	keyboard->key_count = zr_layout_keys(keyboard->layout, keyboard->shift != ZR_SHIFT_OFF,
		keyboard->width, height(keyboard), keyboard->keys);
	struct wlr_buffer **picture = &keyboard->pictures[keyboard->layout][keyboard->shift];
	if (keyboard->is_visible && !*picture) {
		*picture = draw_picture(keyboard);
	}
	if (keyboard->is_visible && *picture) {
		zr_canvas_show(*picture, keyboard->shell->layers[ZR_LAYER_KEYBOARD], 0,
			top(keyboard), &keyboard->node);
	} else if (keyboard->node) {
		wlr_scene_node_destroy(keyboard->node);
		keyboard->node = NULL;
	}
	tell_probe(keyboard);
}

static void set_visible(struct zr_keyboard *keyboard, bool is_visible)
{
	if (keyboard->is_visible != is_visible) {
		keyboard->is_visible = is_visible;
		show(keyboard);
		zr_shell_arrange(keyboard->shell);
	}
}

static void set_layout(struct zr_keyboard *keyboard, enum zr_layout layout, enum zr_shift shift)
{
	if (keyboard->layout == layout && keyboard->shift == shift) {
		return;
	}
	keyboard->layout = layout;
	keyboard->shift = shift;
	if (zr_layout_is_letters(layout) && keyboard->letters != layout) {
		keyboard->letters = layout;
		drop_picture(keyboard, ZR_LAYOUT_DIGITS, ZR_SHIFT_OFF); /* they name the letters */
		drop_picture(keyboard, ZR_LAYOUT_PAD, ZR_SHIFT_OFF);
	}
	show(keyboard);
}

static void mark(struct zr_keyboard *keyboard, const struct zr_key *key)
{
	struct zr_canvas *canvas = zr_canvas_new(key->box.width, key->box.height, false);
	if (!canvas) {
		return;
	}
	cairo_t *cr = zr_canvas_begin(canvas);
	struct zr_keycap_state state = state_of(keyboard);
	state.is_pressed = true;
	cairo_translate(cr, -key->box.x, -key->box.y);
	zr_keycap_draw(cr, key, &state);
	zr_canvas_end(canvas, cr);
	zr_canvas_show(&canvas->base, keyboard->shell->layers[ZR_LAYER_KEYBOARD], key->box.x,
		top(keyboard) + key->box.y, &keyboard->pressed_node);
	wlr_buffer_drop(&canvas->base);
}

static void switch_letters(struct zr_keyboard *keyboard)
{
	if (!zr_layout_is_letters(keyboard->layout)) {
		set_layout(keyboard, keyboard->letters, ZR_SHIFT_OFF);
	} else {
		set_layout(keyboard,
			keyboard->layout == ZR_LAYOUT_ENGLISH ? keyboard->home : ZR_LAYOUT_ENGLISH,
			ZR_SHIFT_OFF);
	}
}

static void tap_shift(struct zr_keyboard *keyboard)
{
	const int64_t now_us = zr_probe_now_us();
	const bool is_second = now_us - keyboard->shift_us < LOCK_WITHIN_US;
	enum zr_shift shift = ZR_SHIFT_OFF;
	if (keyboard->shift == ZR_SHIFT_OFF) {
		shift = ZR_SHIFT_ONCE;
	} else if (keyboard->shift == ZR_SHIFT_ONCE && is_second) {
		shift = ZR_SHIFT_LOCKED;
	}
	keyboard->shift_us = now_us;
	set_layout(keyboard, keyboard->layout, shift);
}

/* What the key does when the finger lifts; backspace did it already. */
static void act(struct zr_keyboard *keyboard, const struct zr_key *key)
{
	switch (key->action) {
	case ZR_KEY_TEXT:
		zr_text_inputs_commit(&keyboard->shell->text_inputs, key->text);
		if (keyboard->shift == ZR_SHIFT_ONCE) {
			set_layout(keyboard, keyboard->layout, ZR_SHIFT_OFF);
		}
		break;
	case ZR_KEY_SHIFT:
		tap_shift(keyboard);
		break;
	case ZR_KEY_ENTER:
		zr_seat_type_key(&keyboard->shell->seat, KEY_ENTER);
		break;
	case ZR_KEY_LAYOUT:
		switch_letters(keyboard);
		break;
	case ZR_KEY_DIGITS:
		set_layout(keyboard, ZR_LAYOUT_DIGITS, ZR_SHIFT_OFF);
		break;
	case ZR_KEY_HIDE:
		keyboard->is_dismissed = true;
		set_visible(keyboard, false);
		break;
	case ZR_KEY_BACKSPACE:
		break;
	}
}

static int handle_hold(void *data)
{
	struct zr_keyboard *keyboard = data;
	if (zr_hold_tick(&keyboard->hold, (uint32_t)(zr_probe_now_us() / 1000))) {
		zr_balloon_show(&keyboard->hold, top(keyboard),
			keyboard->shell->layers[ZR_LAYER_KEYBOARD], &keyboard->balloon_node);
		tell_probe(keyboard);
	} else if (keyboard->hold.key && keyboard->hold.count > 0 && !keyboard->hold.is_open) {
		wl_event_source_timer_update(keyboard->hold_timer, HOLD_AGAIN_MS);
	}
	return 0;
}

static int handle_repeat(void *data)
{
	struct zr_keyboard *keyboard = data;
	if (keyboard->pressed && keyboard->pressed->action == ZR_KEY_BACKSPACE) {
		zr_seat_type_key(&keyboard->shell->seat, KEY_BACKSPACE);
		wl_event_source_timer_update(keyboard->repeat_timer, REPEAT_NEXT_MS);
	}
	return 0;
}

static int handle_hide(void *data)
{
	set_visible(data, false);
	return 0;
}

int zr_keyboard_init(struct zr_keyboard *keyboard, struct zr_shell *shell, struct zr_error *error)
{
	assert(keyboard && shell);
	*keyboard = (struct zr_keyboard){.shell = shell};
	keyboard->home = zr_layout_for(shell->options->tongue);
	keyboard->layout =
		shell->options->tongue == ZR_TONGUE_ENGLISH ? ZR_LAYOUT_ENGLISH : keyboard->home;
	keyboard->letters = keyboard->layout;
	keyboard->hold_timer = wl_event_loop_add_timer(shell->loop, handle_hold, keyboard);
	keyboard->repeat_timer = wl_event_loop_add_timer(shell->loop, handle_repeat, keyboard);
	keyboard->hide_timer = wl_event_loop_add_timer(shell->loop, handle_hide, keyboard);
	if (!keyboard->hold_timer || !keyboard->repeat_timer || !keyboard->hide_timer) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the keyboard");
	}
	return 0;
}

void zr_keyboard_finish(struct zr_keyboard *keyboard)
{
	if (!keyboard->shell) {
		return;
	}
	drop_pictures(keyboard);
	struct wl_event_source *const timers[] = {
		keyboard->hold_timer, keyboard->repeat_timer, keyboard->hide_timer};
	for (size_t i = 0; i < sizeof timers / sizeof timers[0]; i++) {
		if (timers[i]) {
			wl_event_source_remove(timers[i]);
		}
	}
	keyboard->shell = NULL;
}

void zr_keyboard_arrange(struct zr_keyboard *keyboard)
{
	if (keyboard->width != keyboard->shell->width) {
		keyboard->width = keyboard->shell->width;
		drop_pictures(keyboard);
		show(keyboard);
	} else if (keyboard->node) {
		int x = 0;
		int y = 0;
		wlr_scene_node_coords(keyboard->node, &x, &y);
		if (y != top(keyboard)) {
			show(keyboard); /* the screen's height changed */
		}
	}
}

int zr_keyboard_height(const struct zr_keyboard *keyboard)
{
	return keyboard->is_visible ? height(keyboard) : 0;
}

void zr_keyboard_show(struct zr_keyboard *keyboard, bool for_numbers)
{
	wl_event_source_timer_update(keyboard->hide_timer, 0);
	keyboard->is_dismissed = false;
	if (keyboard->width == 0) {
		return;
	}
	set_layout(keyboard, for_numbers ? ZR_LAYOUT_PAD : keyboard->letters, ZR_SHIFT_OFF);
	set_visible(keyboard, true);
}

void zr_keyboard_keep(struct zr_keyboard *keyboard)
{
	if (!keyboard->is_dismissed && keyboard->width > 0) {
		wl_event_source_timer_update(keyboard->hide_timer, 0);
		set_visible(keyboard, true);
	}
}

void zr_keyboard_hide(struct zr_keyboard *keyboard)
{
	if (keyboard->is_visible) {
		wl_event_source_timer_update(keyboard->hide_timer, HIDE_DELAY_MS);
	}
}

void zr_keyboard_set_tongue(struct zr_keyboard *keyboard, enum zr_tongue tongue)
{
	const enum zr_layout home = zr_layout_for(tongue);
	if (keyboard->home == home) {
		return;
	}
	keyboard->home = home;
	keyboard->letters = zr_layout_is_cyrillic(keyboard->letters) ? home : keyboard->letters;
	keyboard->layout = zr_layout_is_cyrillic(keyboard->layout) ? home : keyboard->layout;
	keyboard->shift = ZR_SHIFT_OFF;
	drop_pictures(keyboard);
	if (keyboard->width > 0) {
		show(keyboard);
		zr_shell_arrange(keyboard->shell);
	}
}

/* What the finger typed; the key itself when it was a tap. */
static void release(struct zr_keyboard *keyboard, uint32_t time_ms)
{
	const bool was_open = keyboard->hold.is_open;
	const struct zr_key *key = zr_hold_end(&keyboard->hold, time_ms);
	wl_event_source_timer_update(keyboard->repeat_timer, 0);
	wl_event_source_timer_update(keyboard->hold_timer, 0);
	keyboard->pressed = NULL;
	unmark(keyboard);
	if (was_open) {
		tell_probe(keyboard);
	}
	if (key) {
		const struct zr_key typed = *key; /* acting may lay the keys out again */
		act(keyboard, &typed);
	}
}

bool zr_keyboard_down(struct zr_keyboard *keyboard, const struct zr_touch *touch)
{
	const int y = (int)touch->y - top(keyboard);
	if (!keyboard->is_visible || touch->y < top(keyboard)) {
		keyboard->is_dismissed = false;
		return false;
	}
	if (keyboard->pressed) {
		release(keyboard, touch->time_ms); /* fast typists roll their fingers */
	}
	keyboard->pressed = zr_layout_find(keyboard->keys, keyboard->key_count, (int)touch->x, y);
	keyboard->finger = touch->finger;
	if (keyboard->pressed) {
		mark(keyboard, keyboard->pressed);
		zr_hold_begin(&keyboard->hold, keyboard->pressed, keyboard->width, touch->time_ms);
		if (keyboard->hold.count > 0) {
			wl_event_source_timer_update(keyboard->hold_timer, ZR_HOLD_MS);
		}
		if (keyboard->pressed->action == ZR_KEY_BACKSPACE) {
			zr_seat_type_key(&keyboard->shell->seat, KEY_BACKSPACE);
			wl_event_source_timer_update(keyboard->repeat_timer, REPEAT_FIRST_MS);
		}
	}
	return true;
}

void zr_keyboard_move(struct zr_keyboard *keyboard, const struct zr_touch *touch)
{
	if (keyboard->pressed && keyboard->finger == touch->finger &&
		zr_hold_move(&keyboard->hold, (int)touch->x, (int)touch->y - top(keyboard))) {
		zr_balloon_show(&keyboard->hold, top(keyboard),
			keyboard->shell->layers[ZR_LAYER_KEYBOARD], &keyboard->balloon_node);
	}
}

void zr_keyboard_up(struct zr_keyboard *keyboard, const struct zr_touch *touch)
{
	if (keyboard->pressed && keyboard->finger == touch->finger) {
		release(keyboard, touch->time_ms);
	}
}
