/*
 * State and picture of the keyboard, changed in one place (set_layout, set_visible) and drawn in
 * one (show), so that a forgotten redraw cannot leave a key that types what it does not say.
 */
#include "tablet/shell/keyboard/keyboard.h"

#include <assert.h>
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <string.h>

#include "tablet/shell/core/moment.h"
#include "tablet/shell/keyboard/balloon.h"
#include "tablet/shell/scene/canvas.h"
#include "tablet/shell/keyboard/keycap.h"

#define HOLD_AGAIN_MS   10 /* the touch screen's clock and ours round apart */
#define REPEAT_FIRST_MS 500
#define REPEAT_NEXT_MS  70
#define HIDE_DELAY_MS   250
#define LOCK_WITHIN_US  400000 /* between the two taps that lock shift */

/* The same for all layouts of a field, so that nothing moves while one goes between them. */
static int height(const struct zr_keyboard *keyboard)
{
	const int home = zr_layout_rows(keyboard->home);
	const int latin = zr_layout_rows(keyboard->latin);
	return zr_layout_height(home > latin ? home : latin, &keyboard->core->panel);
}

static int top(const struct zr_keyboard *keyboard)
{
	return keyboard->core->panel.height - height(keyboard);
}

static void tell_relatives(struct zr_buffer *line, const struct zr_layout_key *key)
{
	const char *rest = zr_relatives_of(key->text);
	const char *before = ",\"more\":[";
	if (*rest == '\0') {
		return;
	}
	while (*rest != '\0') {
		const struct zr_layout_key relative = zr_layout_text_key(&rest);
		zr_probe_add(line, "%s", before);
		zr_probe_add_string(line, relative.name);
		before = ",";
	}
	zr_probe_add(line, "]");
}

static void tell_keys(const struct zr_keyboard *keyboard, struct zr_buffer *line,
	const struct zr_layout_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct zr_layout_key *key = &keys[i];
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
	struct zr_probe *probe = &keyboard->core->probe;
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
		.panel = &keyboard->core->panel,
		.layout = keyboard->layout,
		.letters = keyboard->letters,
		.home = keyboard->home};
}

static struct wlr_buffer *draw_picture(const struct zr_keyboard *keyboard)
{
	assert(keyboard->key_count > 0);
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
	assert(keyboard->width > 0);
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
		zr_canvas_show(*picture, keyboard->core->layers[ZR_LAYER_KEYBOARD], 0,
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
		zr_core_arrange(keyboard->core);
	}
}

static void set_letters(struct zr_keyboard *keyboard, enum zr_layout letters)
{
	if (keyboard->letters != letters) {
		keyboard->letters = letters;
		drop_picture(keyboard, ZR_LAYOUT_DIGITS, ZR_SHIFT_OFF); /* they name the letters */
		drop_picture(keyboard, ZR_LAYOUT_PAD, ZR_SHIFT_OFF);
	}
}

static void set_layout(struct zr_keyboard *keyboard, enum zr_layout layout, enum zr_shift shift)
{
	assert(layout < ZR_LAYOUT_COUNT && shift < ZR_SHIFT_COUNT);
	if (keyboard->layout == layout && keyboard->shift == shift) {
		return;
	}
	keyboard->layout = layout;
	keyboard->shift = shift;
	if (zr_layout_is_letters(layout)) {
		set_letters(keyboard, layout);
	}
	show(keyboard);
}

/* Capitals that the field asked for. Tapping shift takes them back. */
static enum zr_shift due_shift(const struct zr_keyboard *keyboard)
{
	if (keyboard->field.capitals == ZR_FIELD_ALL_CAPITALS) {
		return ZR_SHIFT_LOCKED;
	}
	return keyboard->is_capital_due ? ZR_SHIFT_ONCE : ZR_SHIFT_OFF;
}

/* Only a change counts: a person may have tapped shift since. */
static void expect_capital(struct zr_keyboard *keyboard, bool is_due)
{
	if (is_due == keyboard->is_capital_due) {
		return;
	}
	keyboard->is_capital_due = is_due;
	if (zr_layout_is_letters(keyboard->layout) && keyboard->shift != ZR_SHIFT_LOCKED) {
		set_layout(keyboard, keyboard->layout, due_shift(keyboard));
	}
}

static void mark(struct zr_keyboard *keyboard, const struct zr_layout_key *key)
{
	assert(key != NULL);
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
	zr_canvas_show(&canvas->base, keyboard->core->layers[ZR_LAYER_KEYBOARD], key->box.x,
		top(keyboard) + key->box.y, &keyboard->pressed_node);
	wlr_buffer_drop(&canvas->base);
}

static void switch_letters(struct zr_keyboard *keyboard)
{
	enum zr_layout next = keyboard->letters;
	if (zr_layout_is_letters(keyboard->layout)) {
		next = zr_layout_is_cyrillic(keyboard->layout) ? keyboard->latin : keyboard->home;
		if (keyboard->field.keys != ZR_FIELD_LATIN) {
			keyboard->chosen = next;
		}
	}
	set_layout(keyboard, next, due_shift(keyboard));
}

static void type(struct zr_keyboard *keyboard, const char *text)
{
	assert(text[0] != '\0');
	/* A copy: a signal's data is not const. */
	char character[sizeof keyboard->typed];
	(void)snprintf(character, sizeof character, "%s", text);
	wl_signal_emit(&keyboard->events.typed, character);
	if (keyboard->shift == ZR_SHIFT_ONCE) {
		set_layout(keyboard, keyboard->layout, ZR_SHIFT_OFF);
	}
	(void)snprintf(keyboard->typed, sizeof keyboard->typed, "%s", text);
	/* A word's end is known at once; a sentence's when the application tells what it has. */
	keyboard->is_capital_due = false;
	expect_capital(keyboard, keyboard->field.capitals == ZR_FIELD_WORDS &&
					 zr_field_wants_capital(&keyboard->field, text));
}

static void tap_shift(struct zr_keyboard *keyboard)
{
	const int64_t now_us = zr_moment_now_us();
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
static void act(struct zr_keyboard *keyboard, const struct zr_layout_key *key)
{
	switch (key->action) {
	case ZR_KEY_TEXT:
		type(keyboard, key->text);
		break;
	case ZR_KEY_SHIFT:
		tap_shift(keyboard);
		break;
	case ZR_KEY_ENTER:
		keyboard->typed[0] = '\0';
		zr_seat_type_key(keyboard->seat, KEY_ENTER);
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
	if (zr_hold_tick(&keyboard->hold, zr_moment_now_ms())) {
		zr_balloon_show(&keyboard->hold, &keyboard->core->panel, top(keyboard),
			keyboard->core->layers[ZR_LAYER_KEYBOARD], &keyboard->balloon_node);
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
		zr_seat_type_key(keyboard->seat, KEY_BACKSPACE);
		wl_event_source_timer_update(keyboard->repeat_timer, REPEAT_NEXT_MS);
	}
	return 0;
}

static int handle_hide(void *data)
{
	set_visible(data, false);
	return 0;
}

/* An ordinary field has the plain English letters. */
static void choose_latin(struct zr_keyboard *keyboard)
{
	keyboard->latin = keyboard->field.keys == ZR_FIELD_LATIN
				  ? zr_layout_latin(&keyboard->core->panel)
				  : ZR_LAYOUT_ENGLISH;
}

int zr_keyboard_init(struct zr_keyboard *keyboard, struct zr_core *core, struct zr_seat *seat,
	struct zr_error *error)
{
	assert(keyboard && core && core->loop && seat);
	*keyboard = (struct zr_keyboard){.core = core, .seat = seat};
	wl_signal_init(&keyboard->events.typed);
	keyboard->home = zr_layout_for(core->options->language);
	keyboard->layout =
		core->options->language == ZR_LANGUAGE_ENGLISH ? ZR_LAYOUT_ENGLISH : keyboard->home;
	keyboard->letters = keyboard->layout;
	keyboard->chosen = keyboard->layout;
	keyboard->latin = ZR_LAYOUT_ENGLISH;
	keyboard->hold_timer = wl_event_loop_add_timer(core->loop, handle_hold, keyboard);
	keyboard->repeat_timer = wl_event_loop_add_timer(core->loop, handle_repeat, keyboard);
	keyboard->hide_timer = wl_event_loop_add_timer(core->loop, handle_hide, keyboard);
	if (!keyboard->hold_timer || !keyboard->repeat_timer || !keyboard->hide_timer) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the keyboard");
	}
	return 0;
}

void zr_keyboard_finish(struct zr_keyboard *keyboard)
{
	assert(keyboard);
	if (!keyboard->core) {
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
	keyboard->core = NULL;
}

void zr_keyboard_arrange(struct zr_keyboard *keyboard)
{
	assert(keyboard && keyboard->core && keyboard->core->panel.width > 0);
	const struct zr_panel *panel = &keyboard->core->panel;
	if (!zr_panel_equal(&keyboard->panel, panel)) {
		keyboard->panel = *panel;
		keyboard->width = panel->width;
		choose_latin(keyboard);
		drop_pictures(keyboard);
		show(keyboard);
	}
}

int zr_keyboard_height(const struct zr_keyboard *keyboard)
{
	assert(keyboard && keyboard->core);
	return keyboard->is_visible ? height(keyboard) : 0;
}

void zr_keyboard_show(
	struct zr_keyboard *keyboard, const struct zr_field *field, const char *before)
{
	assert(keyboard && keyboard->core && field);
	wl_event_source_timer_update(keyboard->hide_timer, 0);
	keyboard->is_dismissed = false;
	keyboard->field = *field;
	keyboard->is_capital_due = zr_field_wants_capital(field, before);
	keyboard->typed[0] = '\0';
	if (keyboard->width == 0) {
		return;
	}
	const int old_height = height(keyboard);
	choose_latin(keyboard);
	if (height(keyboard) != old_height) {
		drop_pictures(keyboard);
	}
	set_letters(keyboard, field->keys == ZR_FIELD_LATIN ? keyboard->latin : keyboard->chosen);
	if (field->keys == ZR_FIELD_NUMBERS) {
		set_layout(keyboard, ZR_LAYOUT_PAD, ZR_SHIFT_OFF);
	} else {
		set_layout(keyboard, keyboard->letters, due_shift(keyboard));
	}
	if (keyboard->is_visible && height(keyboard) != old_height) {
		show(keyboard);
		zr_core_arrange(keyboard->core);
	}
	set_visible(keyboard, true);
}

/* Whether the application tells what it has after the last letter typed, or still before it. */
static bool is_present(const struct zr_keyboard *keyboard, const char *before)
{
	const size_t bytes = strlen(keyboard->typed);
	const size_t before_bytes = before ? strlen(before) : 0;
	return !before || (before_bytes >= bytes &&
				  strcmp(before + before_bytes - bytes, keyboard->typed) == 0);
}

void zr_keyboard_keep(struct zr_keyboard *keyboard, const char *before)
{
	assert(keyboard && keyboard->core);
	if (keyboard->is_dismissed || keyboard->width == 0) {
		return;
	}
	wl_event_source_timer_update(keyboard->hide_timer, 0);
	if (is_present(keyboard, before)) {
		keyboard->typed[0] = '\0';
		expect_capital(keyboard, zr_field_wants_capital(&keyboard->field, before));
	}
	set_visible(keyboard, true);
}

void zr_keyboard_hide(struct zr_keyboard *keyboard)
{
	assert(keyboard && keyboard->core);
	if (keyboard->is_visible) {
		wl_event_source_timer_update(keyboard->hide_timer, HIDE_DELAY_MS);
	}
}

void zr_keyboard_set_language(struct zr_keyboard *keyboard, enum zr_language language)
{
	assert(keyboard && keyboard->core && language < ZR_LANGUAGE_COUNT);
	const enum zr_layout home = zr_layout_for(language);
	if (keyboard->home == home) {
		return;
	}
	keyboard->home = home;
	enum zr_layout *const following[] = {
		&keyboard->letters, &keyboard->chosen, &keyboard->layout};
	for (size_t i = 0; i < sizeof following / sizeof following[0]; i++) {
		*following[i] = zr_layout_is_cyrillic(*following[i]) ? home : *following[i];
	}
	keyboard->shift = due_shift(keyboard);
	drop_pictures(keyboard);
	if (keyboard->width > 0) {
		show(keyboard);
		zr_core_arrange(keyboard->core);
	}
}

/* What the finger typed; the key itself when it was a tap. */
static void release(struct zr_keyboard *keyboard, uint32_t time_ms)
{
	assert(keyboard->pressed != NULL);
	const bool was_open = keyboard->hold.is_open;
	const struct zr_layout_key *key = zr_hold_end(&keyboard->hold, time_ms);
	wl_event_source_timer_update(keyboard->repeat_timer, 0);
	wl_event_source_timer_update(keyboard->hold_timer, 0);
	keyboard->pressed = NULL;
	unmark(keyboard);
	if (was_open) {
		tell_probe(keyboard);
	}
	if (key) {
		const struct zr_layout_key typed = *key; /* acting may lay the keys out again */
		act(keyboard, &typed);
	}
}

bool zr_keyboard_down(struct zr_keyboard *keyboard, const struct zr_touch *touch)
{
	assert(keyboard && keyboard->core && touch);
	if (!keyboard->is_visible || touch->y < top(keyboard)) {
		keyboard->is_dismissed = false;
		return false;
	}
	const int y = (int)touch->y - top(keyboard);
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
			keyboard->typed[0] = '\0';
			zr_seat_type_key(keyboard->seat, KEY_BACKSPACE);
			wl_event_source_timer_update(keyboard->repeat_timer, REPEAT_FIRST_MS);
		}
	}
	return true;
}

void zr_keyboard_move(struct zr_keyboard *keyboard, const struct zr_touch *touch)
{
	assert(keyboard && keyboard->core && touch);
	if (keyboard->pressed && keyboard->finger == touch->finger &&
		zr_hold_move(&keyboard->hold, (int)touch->x, (int)touch->y - top(keyboard))) {
		zr_balloon_show(&keyboard->hold, &keyboard->core->panel, top(keyboard),
			keyboard->core->layers[ZR_LAYER_KEYBOARD], &keyboard->balloon_node);
	}
}

void zr_keyboard_up(struct zr_keyboard *keyboard, const struct zr_touch *touch)
{
	assert(keyboard && keyboard->core && touch);
	if (keyboard->pressed && keyboard->finger == touch->finger) {
		release(keyboard, touch->time_ms);
	}
}
