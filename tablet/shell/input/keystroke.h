/*
 * Which key of a key map types a character: layout, shift and key code. Pure.
 * Only the letter block is searched: a keypad key means something else without its lock.
 */
#ifndef ZR_SHELL_KEYSTROKE_H
#define ZR_SHELL_KEYSTROKE_H

#include <stdbool.h>
#include <stdint.h>
#include <xkbcommon/xkbcommon.h>

struct zr_keystroke {
	uint32_t code; /* linux/input-event-codes.h */
	xkb_layout_index_t layout;
	bool is_shifted;
};

/* text is one UTF-8 character. False when no key types it; then ret_stroke is as it was. */
bool zr_keystroke_find(
	struct xkb_keymap *keymap, const char *text, struct zr_keystroke *ret_stroke);

#endif
