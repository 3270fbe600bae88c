#include "test/unit/unit.h"

#include <string.h>

#include "tablet/shell/keyboard/relatives.h"

/* Each letter that the layout has, by tap or behind another: a small alphabet and its capitals. */
static bool has(enum zr_layout layout, bool is_shifted, const char *text, bool with_relatives)
{
	struct zr_layout_key keys[ZR_KEY_COUNT_MAX];
	const size_t count = zr_layout_keys(layout, is_shifted, 800, 296, keys);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(keys[i].text, text) == 0 ||
			(with_relatives && strstr(zr_relatives_of(keys[i].text), text))) {
			return true;
		}
	}
	return false;
}

static void check_alphabet(
	enum zr_layout layout, const char *small, const char *capital, bool with_relatives)
{
	while (*small != '\0') {
		const struct zr_layout_key lower = zr_layout_text_key(&small);
		const struct zr_layout_key upper = zr_layout_text_key(&capital);
		if (!has(layout, false, lower.text, with_relatives)) {
			print_error("no %s in %s\n", lower.text, zr_layout_name(layout));
			fail();
		}
		assert_true(has(layout, true, upper.text, with_relatives));
	}
	assert_int_equal(*capital, '\0');
}

#define RUSSIAN_SMALL "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
#define RUSSIAN_LARGE "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"
#define TATAR_SMALL   "аәбвгдеёжҗзийклмнңоөпрстуүфхһцчшщъыьэюя"
#define TATAR_LARGE   "АӘБВГДЕЁЖҖЗИЙКЛМНҢОӨПРСТУҮФХҺЦЧШЩЪЫЬЭЮЯ"
#define BASHKIR_SMALL "абвгғдҙеёжзийкҡлмнңоөпрсҫтуүфхһцчшщъыьэәюя"
#define BASHKIR_LARGE "АБВГҒДҘЕЁЖЗИЙКҠЛМНҢОӨПРСҪТУҮФХҺЦЧШЩЪЫЬЭӘЮЯ"
#define CHUVASH_SMALL "аӑбвгдеёӗжзийклмнопрсҫтуӳфхцчшщъыьэюя"
#define CHUVASH_LARGE "АӐБВГДЕЁӖЖЗИЙКЛМНОПРСҪТУӲФХЦЧШЩЪЫЬЭЮЯ"

static void each_language_has_its_alphabet_one_tap_away(void **state)
{
	check_alphabet(ZR_LAYOUT_RUSSIAN, RUSSIAN_SMALL, RUSSIAN_LARGE, false);
	check_alphabet(ZR_LAYOUT_TATAR, TATAR_SMALL, TATAR_LARGE, false);
	check_alphabet(ZR_LAYOUT_BASHKIR, BASHKIR_SMALL, BASHKIR_LARGE, false);
	check_alphabet(ZR_LAYOUT_CHUVASH, CHUVASH_SMALL, CHUVASH_LARGE, false);
	check_alphabet(ZR_LAYOUT_ENGLISH, "abcdefghijklmnopqrstuvwxyz",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ", false);
}

static void each_cyrillic_layout_has_all_alphabets_by_holding(void **state)
{
	for (int layout = 0; layout < ZR_LAYOUT_COUNT; layout++) {
		if (zr_layout_is_cyrillic((enum zr_layout)layout)) {
			check_alphabet((enum zr_layout)layout, TATAR_SMALL, TATAR_LARGE, true);
			check_alphabet((enum zr_layout)layout, BASHKIR_SMALL, BASHKIR_LARGE, true);
			check_alphabet((enum zr_layout)layout, CHUVASH_SMALL, CHUVASH_LARGE, true);
		}
	}
}

static void a_row_stands_above_its_key_and_inside(void **state)
{
	static const int widths[] = {800, 1280};
	struct zr_layout_key keys[ZR_KEY_COUNT_MAX];
	struct zr_layout_key row[ZR_RELATIVES_MAX];
	for (int form = 0; form < ZR_LAYOUT_COUNT * 2; form++) {
		const enum zr_layout layout = (enum zr_layout)(form / 2);
		const int width = widths[form % 2];
		const struct zr_panel panel = zr_panel_of(width, width == 800 ? 1280 : 800, 0, 0);
		const int height = zr_layout_height(zr_layout_rows(layout), &panel);
		const size_t count = zr_layout_keys(layout, false, width, height, keys);
		for (size_t i = 0; i < count; i++) {
			const size_t row_count = zr_relatives_keys(&keys[i], width, row);
			for (size_t j = 0; j < row_count; j++) {
				const struct zr_box *box = &row[j].box;
				assert_in_range(box->width, 53, width);
				assert_in_range(box->height, 53, 300);
				assert_in_range(box->x, 0, width - box->width);
				assert_true(box->y + box->height <= keys[i].box.y);
			}
		}
	}
}

static void a_row_at_the_right_edge_moves_inside(void **state)
{
	const struct zr_layout_key key = {.action = ZR_KEY_TEXT,
		.text = "у",
		.box = {.x = 730, .y = 8, .width = 60, .height = 56}};
	struct zr_layout_key row[ZR_RELATIVES_MAX];
	assert_int_equal(zr_relatives_keys(&key, 800, row), 2);
	assert_true(row[1].box.x + row[1].box.width <= 800);
	assert_true(row[0].box.x + row[0].box.width < row[1].box.x);
}

static void english_and_signs_have_none(void **state)
{
	assert_string_equal(zr_relatives_of("a"), "");
	assert_string_equal(zr_relatives_of("-"), "");
	assert_string_equal(zr_relatives_of(""), "");
	assert_string_equal(zr_relatives_of("Ж"), "Җ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_language_has_its_alphabet_one_tap_away),
		cmocka_unit_test(each_cyrillic_layout_has_all_alphabets_by_holding),
		cmocka_unit_test(a_row_stands_above_its_key_and_inside),
		cmocka_unit_test(a_row_at_the_right_edge_moves_inside),
		cmocka_unit_test(english_and_signs_have_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
