/*
 * The key map is searched at each letter, some hundred keys: quicker than a person types by far,
 * and there is no table that could disagree with the map.
 */
#include "tablet/shell/input/keystroke.h"

#include <assert.h>
#include <linux/input-event-codes.h>
#include <string.h>

#include "lib/base/utf8.h"

/* What XKB adds to a kernel's key code. */
#define XKB_OFFSET 8

/* The character as UTF-32, 0 when text is not exactly one. */
static uint32_t decode(const char *text)
{
	uint32_t character = 0;
	const size_t bytes = strlen(text);
	return bytes > 0 && zr_utf8_read(text, bytes, &character) == bytes ? character : 0;
}

static bool types(struct xkb_keymap *keymap, const struct zr_keystroke *stroke, uint32_t character)
{
	const xkb_keysym_t *symbols = NULL;
	const int count = xkb_keymap_key_get_syms_by_level(
		keymap, stroke->code + XKB_OFFSET, stroke->layout, stroke->is_shifted, &symbols);
	return count == 1 && xkb_keysym_to_utf32(symbols[0]) == character;
}

static bool is_in_letter_block(uint32_t code)
{
	return (code >= KEY_1 && code <= KEY_EQUAL) || (code >= KEY_Q && code <= KEY_RIGHTBRACE) ||
	       (code >= KEY_A && code <= KEY_GRAVE) ||
	       (code >= KEY_BACKSLASH && code <= KEY_SLASH) || code == KEY_SPACE;
}

/* Plain before shifted, so that a character that both give costs no modifier. */
static bool find_in_layout(
	struct xkb_keymap *keymap, uint32_t character, struct zr_keystroke *stroke)
{
	for (stroke->code = KEY_1; stroke->code <= KEY_SPACE; stroke->code++) {
		for (int shifted = 0; shifted < 2 && is_in_letter_block(stroke->code); shifted++) {
			stroke->is_shifted = shifted != 0;
			if (types(keymap, stroke, character)) {
				return true;
			}
		}
	}
	return false;
}

bool zr_keystroke_find(struct xkb_keymap *keymap, const char *text, struct zr_keystroke *ret_stroke)
{
	assert(keymap && text && ret_stroke);
	const uint32_t character = decode(text);
	const xkb_layout_index_t layouts = xkb_keymap_num_layouts(keymap);
	struct zr_keystroke stroke = {0};
	for (; character != 0 && stroke.layout < layouts; stroke.layout++) {
		if (find_in_layout(keymap, character, &stroke)) {
			*ret_stroke = stroke;
			return true;
		}
	}
	return false;
}
