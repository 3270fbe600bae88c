#include "test/unit/unit.h"

#include <string.h>

#include "tablet/shell/layout.h"

#define HEIGHT zr_layout_height(ZR_LAYOUT_RUSSIAN)

static void check_keys(enum zr_layout layout, bool is_shifted, int width, int height)
{
	struct zr_key keys[ZR_KEY_COUNT_MAX];
	const size_t count = zr_layout_keys(layout, is_shifted, width, height, keys);
	for (size_t i = 0; i < count; i++) {
		const struct zr_box *box = &keys[i].box;
		assert_in_range(box->width, ZR_KEY_PIXELS_MIN, width);
		assert_in_range(box->height, ZR_KEY_PIXELS_MIN, height);
		assert_in_range(box->x, 0, width - box->width);
		assert_in_range(box->y, 0, height - box->height);
		assert_true(keys[i].name[0] != '\0');
		assert_ptr_equal(zr_layout_find(keys, count, box->x + box->width / 2,
					 box->y + box->height / 2),
			&keys[i]);
	}
}

static void every_key_is_large_enough_at_both_widths(void **state)
{
	for (int form = 0; form < ZR_LAYOUT_COUNT * 2; form++) {
		const enum zr_layout layout = (enum zr_layout)(form / 2);
		const bool is_shifted = form % 2 != 0;
		check_keys(layout, is_shifted, 1280, zr_layout_height(layout));
		check_keys(layout, is_shifted, 800, zr_layout_height(layout));
	}
}

static void five_rows_take_little_more_of_the_screen_than_four(void **state)
{
	const int tatar = zr_layout_height(ZR_LAYOUT_TATAR);
	assert_in_range(tatar, HEIGHT, HEIGHT + 24);
	assert_int_equal(zr_layout_height(ZR_LAYOUT_ENGLISH), HEIGHT);
	check_keys(ZR_LAYOUT_ENGLISH, false, 1280, tatar);
	check_keys(ZR_LAYOUT_DIGITS, false, 800, tatar);
	check_keys(ZR_LAYOUT_PAD, false, 800, tatar);
}

static bool has_text(enum zr_layout layout, bool is_shifted, const char *text)
{
	struct zr_key keys[ZR_KEY_COUNT_MAX];
	const size_t count = zr_layout_keys(layout, is_shifted, 1280, HEIGHT, keys);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(keys[i].text, text) == 0) {
			return true;
		}
	}
	return false;
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
	struct zr_key keys[ZR_KEY_COUNT_MAX];
	const size_t count = zr_layout_keys(ZR_LAYOUT_PAD, false, 1280, HEIGHT, keys);
	const struct zr_key *two = NULL;
	const struct zr_key *zero = NULL;
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
	struct zr_key keys[ZR_KEY_COUNT_MAX];
	const size_t count = zr_layout_keys(ZR_LAYOUT_ENGLISH, false, 1280, HEIGHT, keys);
	assert_null(zr_layout_find(keys, count, -5, 20));
	assert_null(zr_layout_find(keys, count, 1300, 20));
	assert_null(zr_layout_find(keys, count, 20, HEIGHT + 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_large_enough_at_both_widths),
		cmocka_unit_test(five_rows_take_little_more_of_the_screen_than_four),
		cmocka_unit_test(every_letter_of_both_alphabets_is_there),
		cmocka_unit_test(the_pad_stands_in_columns),
		cmocka_unit_test(a_touch_outside_hits_no_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
