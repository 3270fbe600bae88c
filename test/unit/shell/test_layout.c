#include "test/unit/unit.h"

#include <string.h>

#include "tablet/shell/keyboard/layout.h"

static const struct zr_panel panels[] = {
	{1280, 800, ZR_PANEL_DOTS_PER_MM}, /* 10.1 inches */
	{800, 1280, ZR_PANEL_DOTS_PER_MM},
	{1024, 600, 4.61}, /* 10.1 inches */
	{1920, 1200, 8.85},
	{1024, 600, ZR_PANEL_DOTS_PER_MM},
	{1024, 600, 6.65}, /* 7 inches */
	{600, 1024, 6.65},
};

#define HEIGHT zr_layout_height(4, &panels[0])

static void check_keys(
	enum zr_layout layout, bool is_shifted, const struct zr_panel *panel, int height, int least)
{
	struct zr_layout_key keys[ZR_KEY_COUNT_MAX];
	const size_t count = zr_layout_keys(layout, is_shifted, panel->width, height, keys);
	for (size_t i = 0; i < count; i++) {
		const struct zr_box *box = &keys[i].box;
		assert_in_range(box->width, least, panel->width);
		assert_in_range(box->height, least, height);
		assert_in_range(box->x, 0, panel->width - box->width);
		assert_in_range(box->y, 0, height - box->height);
		assert_true(keys[i].name[0] != '\0');
		assert_ptr_equal(zr_layout_find(keys, count, box->x + box->width / 2,
					 box->y + box->height / 2),
			&keys[i]);
	}
}

static void every_key_is_as_large_as_a_touch(void **state)
{
	for (size_t i = 0; i < 4; i++) { /* 7 inches are too narrow for twelve letters */
		const int touch = zr_panel_dots(&panels[i], ZR_PANEL_TOUCH_MM);
		for (int form = 0; form < ZR_LAYOUT_COUNT * 2; form++) {
			const enum zr_layout layout = (enum zr_layout)(form / 2);
			const int height = zr_layout_height(zr_layout_rows(layout), &panels[i]);
			const bool is_narrow = layout == ZR_LAYOUT_LATIN_WIDE &&
					       zr_layout_latin(&panels[i]) != layout;
			check_keys(
				layout, form % 2 != 0, &panels[i], height, is_narrow ? 40 : touch);
		}
	}
}

static void a_flat_screen_keeps_more_than_half_for_the_application(void **state)
{
	for (size_t i = 0; i < sizeof panels / sizeof panels[0]; i++) {
		for (int rows = 4; rows <= 5; rows++) {
			const int height = zr_layout_height(rows, &panels[i]);
			assert_in_range(height, 1, panels[i].height * 46 / 100 + 8);
			check_keys(ZR_LAYOUT_ENGLISH, false, &panels[i], height, 30);
			check_keys(ZR_LAYOUT_PAD, false, &panels[i], height, 30);
			check_keys(ZR_LAYOUT_RUSSIAN, false, &panels[i], height, 30);
		}
	}
	assert_int_equal(zr_layout_height(4, &panels[2]), 8 + 4 * 45);
	assert_int_equal(zr_layout_height(4, &panels[0]), 240);
	assert_int_equal(zr_layout_height(4, &panels[1]), 296);
}

static bool has_text(enum zr_layout layout, bool is_shifted, const char *text)
{
	struct zr_layout_key keys[ZR_KEY_COUNT_MAX];
	const size_t count = zr_layout_keys(layout, is_shifted, 1280, HEIGHT, keys);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(keys[i].text, text) == 0) {
			return true;
		}
	}
	return false;
}

static void latin_fields_have_letters_and_digits_at_once(void **state)
{
	assert_int_equal(zr_layout_latin(&panels[0]), ZR_LAYOUT_LATIN_WIDE);
	assert_int_equal(zr_layout_latin(&panels[1]), ZR_LAYOUT_LATIN);
	assert_int_equal(zr_layout_rows(ZR_LAYOUT_LATIN_WIDE), 4);
	static const char *const signs[] = {"a", "z", "0", "9", ".", ":", "/", "-", "#", " "};
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		assert_true(has_text(ZR_LAYOUT_LATIN, false, signs[i]));
		assert_true(has_text(ZR_LAYOUT_LATIN_WIDE, false, signs[i]));
	}
	assert_true(has_text(ZR_LAYOUT_LATIN_WIDE, true, "Q"));
	assert_false(zr_layout_is_cyrillic(ZR_LAYOUT_LATIN));
	assert_true(zr_layout_is_letters(ZR_LAYOUT_LATIN));
}

static void every_letter_of_both_alphabets_is_there(void **state)
{
	char text[3] = "";
	for (unsigned i = 0; i < 32; i++) { /* а to я: U+0430 to U+044F */
		const unsigned lower = 0x430 + i;
		const unsigned upper = 0x410 + i;
		text[0] = (char)(0xc0 | lower >> 6);
		text[1] = (char)(0x80 | (lower & 0x3f));
		assert_true(has_text(ZR_LAYOUT_RUSSIAN, false, text));
		text[0] = (char)(0xc0 | upper >> 6);
		text[1] = (char)(0x80 | (upper & 0x3f));
		assert_true(has_text(ZR_LAYOUT_RUSSIAN, true, text));
	}
	assert_true(has_text(ZR_LAYOUT_RUSSIAN, false, "ё"));
	for (char letter = 'a'; letter <= 'z'; letter++) {
		assert_true(has_text(ZR_LAYOUT_ENGLISH, false, (char[]){letter, '\0'}));
		assert_true(has_text(ZR_LAYOUT_ENGLISH, true, (char[]){(char)(letter - 32), '\0'}));
	}
	for (char digit = '0'; digit <= '9'; digit++) {
		assert_true(has_text(ZR_LAYOUT_DIGITS, false, (char[]){digit, '\0'}));
		assert_true(has_text(ZR_LAYOUT_PAD, false, (char[]){digit, '\0'}));
	}
}

static void the_pad_stands_in_columns(void **state)
{
	struct zr_layout_key keys[ZR_KEY_COUNT_MAX];
	const size_t count = zr_layout_keys(ZR_LAYOUT_PAD, false, 1280, HEIGHT, keys);
	const struct zr_layout_key *two = NULL;
	const struct zr_layout_key *zero = NULL;
	for (size_t i = 0; i < count; i++) {
		two = strcmp(keys[i].text, "2") == 0 ? &keys[i] : two;
		zero = strcmp(keys[i].text, "0") == 0 ? &keys[i] : zero;
	}
	assert_non_null(two);
	assert_non_null(zero);
	assert_int_equal(two->box.x, zero->box.x);
	assert_int_equal(two->box.width, zero->box.width);
	assert_false(zr_layout_is_letters(ZR_LAYOUT_PAD));
}

static void a_touch_outside_hits_no_key(void **state)
{
	struct zr_layout_key keys[ZR_KEY_COUNT_MAX];
	const size_t count = zr_layout_keys(ZR_LAYOUT_ENGLISH, false, 1280, HEIGHT, keys);
	assert_null(zr_layout_find(keys, count, -5, 20));
	assert_null(zr_layout_find(keys, count, 1300, 20));
	assert_null(zr_layout_find(keys, count, 20, HEIGHT + 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_as_large_as_a_touch),
		cmocka_unit_test(a_flat_screen_keeps_more_than_half_for_the_application),
		cmocka_unit_test(latin_fields_have_letters_and_digits_at_once),
		cmocka_unit_test(every_letter_of_both_alphabets_is_there),
		cmocka_unit_test(the_pad_stands_in_columns),
		cmocka_unit_test(a_touch_outside_hits_no_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
