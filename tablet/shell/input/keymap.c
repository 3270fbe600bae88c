/*
 * See keymap.h. A key map has four layouts at most, so the languages share one: the Bashkir layout,
 * whose letters stand on the row of digits, and on four keys of that row, where it has signs, the
 * letters that it lacks. Alt and shift take a hardware keyboard through all three.
 */
#include "tablet/shell/input/keymap.h"

#define LETTER(key, small, capital, digit, sign)                                                   \
	"key <" key "> { symbols[Group3] = [ " small ", " capital ", " digit ", " sign " ] };\n"

static const char source[] =
	"xkb_keymap {\n"
	"xkb_keycodes { include \"evdev+aliases(qwerty)\" };\n"
	"xkb_types { include \"complete\" };\n"
	"xkb_compat { include \"complete\" };\n"
	"xkb_symbols {\n"
	"include \"pc+us+ru:2+ru(bak):3+inet(evdev)+group(alt_shift_toggle)\"\n" LETTER(
		"AE01", "U0497", "U0496", "1", "exclam")    /* җ */
	LETTER("AE06", "U04D1", "U04D0", "6", "colon")      /* ӑ */
	LETTER("AE09", "U04D7", "U04D6", "9", "parenleft")  /* ӗ */
	LETTER("AE10", "U04F3", "U04F2", "0", "parenright") /* ӳ */
	"};\n"
	"};\n";

struct xkb_keymap *zr_keymap_new(void)
{
	struct xkb_context *context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	struct xkb_keymap *keymap =
		context ? xkb_keymap_new_from_string(context, source, XKB_KEYMAP_FORMAT_TEXT_V1,
				  XKB_KEYMAP_COMPILE_NO_FLAGS)
			: NULL;
	xkb_context_unref(context);
	return keymap;
}
