#include "test/unit/unit.h"

#include <linux/input-event-codes.h>
#include <stdio.h>

#include "tablet/shell/input/keymap.h"
#include "tablet/shell/input/keystroke.h"
#include "tablet/shell/keyboard/layout.h"

static int make_keymap(void **state)
{
	*state = zr_keymap_new();
	return *state ? 0 : -1;
}

static int drop_keymap(void **state)
{
	xkb_keymap_unref(*state);
	return 0;
}

static void finds_layout_shift_and_key(void **state)
{
	struct zr_keystroke stroke;
	assert_true(zr_keystroke_find(*state, "a", &stroke));
	assert_int_equal(stroke.code, KEY_A);
	assert_int_equal(stroke.layout, 0);
	assert_false(stroke.is_shifted);
	assert_true(zr_keystroke_find(*state, "Ф", &stroke));
	assert_int_equal(stroke.code, KEY_A);
	assert_int_equal(stroke.layout, 1);
	assert_true(stroke.is_shifted);
	assert_true(zr_keystroke_find(*state, "+", &stroke));
	assert_int_equal(stroke.code, KEY_EQUAL);
	assert_true(zr_keystroke_find(*state, " ", &stroke));
	assert_int_equal(stroke.code, KEY_SPACE);
}

static void says_when_no_key_types_it(void **state)
{
	struct zr_keystroke stroke;
	assert_false(zr_keystroke_find(*state, "ÿ", &stroke));
	assert_false(zr_keystroke_find(*state, "", &stroke));
	assert_false(zr_keystroke_find(*state, "ab", &stroke));
	assert_false(zr_keystroke_find(*state, "\xd0", &stroke));
}

static void types_the_letters_of_tatar_bashkir_and_chuvash(void **state)
{
	const char *rest = "әғҗҙҡңөҫүһӑӗӳӘҒҖҘҠҢӨҪҮҺӐӖӲ";
	struct zr_keystroke stroke;
	for (size_t i = 0; *rest != '\0'; i++) {
		const struct zr_layout_key key = zr_layout_text_key(&rest);
		assert_true(zr_keystroke_find(*state, key.text, &stroke));
		assert_int_equal(stroke.layout, 2);
		assert_int_equal(stroke.is_shifted, i >= 13);
	}
}

static void types_every_key_of_the_keyboard(void **state)
{
	struct zr_layout_key keys[ZR_KEY_COUNT_MAX];
	struct zr_keystroke stroke;
	for (int form = 0; form < ZR_LAYOUT_COUNT * 2; form++) {
		const size_t count =
			zr_layout_keys((enum zr_layout)(form / 2), form % 2 != 0, 1280, 296, keys);
		for (size_t i = 0; i < count; i++) {
			if (keys[i].action == ZR_KEY_TEXT) {
				assert_true(zr_keystroke_find(*state, keys[i].text, &stroke));
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_layout_shift_and_key),
		cmocka_unit_test(says_when_no_key_types_it),
		cmocka_unit_test(types_the_letters_of_tatar_bashkir_and_chuvash),
		cmocka_unit_test(types_every_key_of_the_keyboard),
	};
	return cmocka_run_group_tests(tests, make_keymap, drop_keymap);
}
