/*
 * The on-screen keyboard: drawn by the shell, above everything, at the foot of the screen.
 *
 * It shows while a client has a text field in hand (text_input.h) and nobody put it away with its
 * hide key. Characters go to whoever listens (text_input.h), enter and backspace as keys of the
 * seat's virtual keyboard. A picture of each layout is
 * drawn once; a pressed key is a small node above it, so that a touch costs one key's drawing.
 * Shift holds for one letter; tapped twice, until tapped again. A field may ask for Latin letters
 * and for capitals (field.h): it gets them without changing what the next field finds. A finger
 * that rests on a letter with relatives opens their row above it (hold.h). The language of the
 * tablet chooses the Cyrillic letters; the layout key goes between them and English.
 */
#ifndef ZR_SHELL_KEYBOARD_H
#define ZR_SHELL_KEYBOARD_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_scene.h>

#include "lib/base/error.h"
#include "tablet/shell/core/core.h"
#include "tablet/shell/input/seat.h"
#include "tablet/shell/keyboard/field.h"
#include "tablet/shell/keyboard/hold.h"
#include "tablet/shell/keyboard/layout.h"

enum zr_shift {
	ZR_SHIFT_OFF,
	ZR_SHIFT_ONCE,
	ZR_SHIFT_LOCKED,
	ZR_SHIFT_COUNT,
};

struct zr_keyboard {
	struct zr_core *core;
	struct zr_seat *seat;
	enum zr_layout layout;
	enum zr_layout home;    /* the Cyrillic letters of the tablet's language */
	enum zr_layout latin;   /* the Latin ones of the field in hand */
	enum zr_layout letters; /* what the digits' and the pad's layout key goes back to */
	enum zr_layout chosen;  /* by the person, for fields that ask for none */
	enum zr_shift shift;
	struct zr_field field; /* in hand */
	bool is_capital_due;   /* by what stands before the cursor, as heard last */
	char typed[8];         /* last, and the application did not tell it yet; else "" */
	int64_t shift_us;      /* when it was tapped */
	bool is_visible;
	bool is_dismissed;     /* put away by its hide key until the application is touched */
	struct zr_panel panel; /* that keys and pictures are for */
	int width;
	struct zr_layout_key keys[ZR_KEY_COUNT_MAX];
	size_t key_count;
	struct wlr_buffer *pictures[ZR_LAYOUT_COUNT][ZR_SHIFT_COUNT]; /* drawn when first shown */
	struct wlr_scene_node *node;
	struct wlr_scene_node *pressed_node;
	struct wlr_scene_node *balloon_node;
	const struct zr_layout_key *pressed; /* of keys */
	int32_t finger;                      /* that presses it */
	struct zr_hold hold;                 /* of pressed */
	struct wl_event_source *hold_timer;
	struct wl_event_source *repeat_timer;
	struct wl_event_source *hide_timer; /* so that going from field to field does not flicker */
	struct {
		struct wl_signal typed; /* a character: const char *, UTF-8 */
	} events;
};

int zr_keyboard_init(struct zr_keyboard *keyboard, struct zr_core *core, struct zr_seat *seat,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_keyboard_finish(struct zr_keyboard *keyboard);

/* The screen's size changed. */
void zr_keyboard_arrange(struct zr_keyboard *keyboard);

/* Pixels it takes of the screen now. */
int zr_keyboard_height(const struct zr_keyboard *keyboard);

/* A field is in hand; before is what stands before its cursor, NULL when it does not say. */
void zr_keyboard_show(
	struct zr_keyboard *keyboard, const struct zr_field *field, const char *before);
/* The field is still there and said something. */
void zr_keyboard_keep(struct zr_keyboard *keyboard, const char *before);
void zr_keyboard_hide(struct zr_keyboard *keyboard);

/* The tablet's language, as often as somebody says it. */
void zr_keyboard_set_language(struct zr_keyboard *keyboard, enum zr_language language);

struct zr_touch {
	int32_t finger;
	double x, y;      /* on the screen; up leaves them out */
	uint32_t time_ms; /* of the touch screen */
};

/* down returns whether the finger is the keyboard's. */
bool zr_keyboard_down(struct zr_keyboard *keyboard, const struct zr_touch *touch);
void zr_keyboard_move(struct zr_keyboard *keyboard, const struct zr_touch *touch);
void zr_keyboard_up(struct zr_keyboard *keyboard, const struct zr_touch *touch);

#endif
