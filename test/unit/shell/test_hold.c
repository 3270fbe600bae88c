#include "test/unit/unit.h"

#include <string.h>

#include "tablet/shell/keyboard/hold.h"

static struct zr_layout_key keys[ZR_KEY_COUNT_MAX];

static const struct zr_layout_key *find(const char *name)
{
	const struct zr_panel panel = zr_panel_of(800, 1280, 0, 0);
	const int height = zr_layout_height(4, &panel);
	const size_t count = zr_layout_keys(ZR_LAYOUT_RUSSIAN, false, 800, height, keys);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(keys[i].name, name) == 0) {
			return &keys[i];
		}
	}
	fail();
	return NULL;
}

static void expect_end(struct zr_hold *hold, uint32_t time_ms, const char *text)
{
	const struct zr_layout_key *key = zr_hold_end(hold, time_ms);
	assert_non_null(key);
	assert_string_equal(key->text, text);
	assert_null(hold->key);
	assert_false(hold->is_open);
}

static void a_tap_types_the_letter(void **state)
{
	struct zr_hold hold;
	zr_hold_begin(&hold, find("а"), 800, 1000);
	assert_false(zr_hold_tick(&hold, 1000));
	assert_false(zr_hold_tick(&hold, 1000 + ZR_HOLD_MS - 1));
	expect_end(&hold, 1000 + ZR_HOLD_MS - 1, "а");
}

static void a_rest_opens_the_row_once_and_chooses_what_is_above(void **state)
{
	struct zr_hold hold;
	zr_hold_begin(&hold, find("ж"), 800, 5);
	assert_true(zr_hold_tick(&hold, 5 + ZR_HOLD_MS));
	assert_false(zr_hold_tick(&hold, 6 + ZR_HOLD_MS));
	expect_end(&hold, 900, "җ");
}

static void a_slide_chooses_by_the_column(void **state)
{
	struct zr_hold hold;
	const struct zr_layout_key *key = find("у");
	const int x = key->box.x + key->box.width / 2;
	zr_hold_begin(&hold, key, 800, 0);
	assert_false(zr_hold_move(&hold, x + 70, key->box.y)); /* not open yet */
	assert_true(zr_hold_tick(&hold, ZR_HOLD_MS));
	assert_false(zr_hold_move(&hold, x, key->box.y - 30));
	assert_true(zr_hold_move(&hold, x + key->box.width + 6, key->box.y - 30));
	assert_false(zr_hold_move(&hold, x + key->box.width + 6, key->box.y + 5));
	expect_end(&hold, 2000, "ӳ");
}

static void a_finger_that_goes_away_types_nothing(void **state)
{
	struct zr_hold hold;
	const struct zr_layout_key *key = find("а");
	zr_hold_begin(&hold, key, 800, 0);
	assert_true(zr_hold_tick(&hold, ZR_HOLD_MS));
	assert_true(zr_hold_move(&hold, 700, key->box.y));
	assert_null(hold.chosen);
	assert_true(zr_hold_move(&hold, key->box.x, key->box.y));
	assert_non_null(hold.chosen);
	assert_true(zr_hold_move(&hold, key->box.x, key->box.y + 200));
	assert_null(zr_hold_end(&hold, 1000));
}

static void a_quick_tap_heard_late_types_the_letter(void **state)
{
	struct zr_hold hold;
	zr_hold_begin(&hold, find("н"), 800, 0);
	assert_true(zr_hold_tick(&hold, 700)); /* the shell was busy */
	expect_end(&hold, 90, "н");
}

static void a_rest_whose_row_nobody_saw_types_the_letter(void **state)
{
	struct zr_hold hold;
	zr_hold_begin(&hold, find("н"), 800, 0);
	expect_end(&hold, 3000, "н");
}

static void a_letter_without_relatives_opens_nothing(void **state)
{
	struct zr_hold hold;
	zr_hold_begin(&hold, find("п"), 800, 0);
	assert_false(zr_hold_tick(&hold, 5000));
	expect_end(&hold, 5000, "п");
	zr_hold_begin(&hold, find("backspace"), 800, 0);
	assert_false(zr_hold_tick(&hold, 5000));
}

static void a_clock_that_wraps_does_not_matter(void **state)
{
	struct zr_hold hold;
	zr_hold_begin(&hold, find("г"), 800, UINT32_MAX - 10);
	assert_false(zr_hold_tick(&hold, 20));
	assert_true(zr_hold_tick(&hold, ZR_HOLD_MS));
	expect_end(&hold, 600, "ғ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tap_types_the_letter),
		cmocka_unit_test(a_rest_opens_the_row_once_and_chooses_what_is_above),
		cmocka_unit_test(a_slide_chooses_by_the_column),
		cmocka_unit_test(a_finger_that_goes_away_types_nothing),
		cmocka_unit_test(a_quick_tap_heard_late_types_the_letter),
		cmocka_unit_test(a_rest_whose_row_nobody_saw_types_the_letter),
		cmocka_unit_test(a_letter_without_relatives_opens_nothing),
		cmocka_unit_test(a_clock_that_wraps_does_not_matter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
