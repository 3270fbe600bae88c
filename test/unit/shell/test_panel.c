#include "test/unit/unit.h"

#include "tablet/shell/core/panel.h"

static void a_size_that_can_be_is_believed(void **state)
{
	assert_true(zr_panel_is_size(1280, 800, 217, 136));
	assert_true(zr_panel_is_size(800, 1280, 136, 217));
	assert_true(zr_panel_is_size(1024, 600, 222, 125)); /* 10.1 inches, rounded */
	assert_true(zr_panel_is_size(1024, 600, 154, 86));
	const struct zr_panel panel = zr_panel_of(1920, 1200, 217, 136);
	assert_int_equal(zr_panel_dots(&panel, 10), 88);
}

static void what_cannot_be_is_not(void **state)
{
	static const int lies[][2] = {{0, 0}, {16, 9}, {16, 10}, {160, 90}, {1600, 900}, {217, 0},
		{-217, -136}, {217, 217}, {325, 203}, {520, 320}, {100, 160}};
	for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		const struct zr_panel panel = zr_panel_of(1280, 800, lies[i][0], lies[i][1]);
		assert_int_equal(zr_panel_dots(&panel, 9), 53);
	}
	assert_false(zr_panel_is_size(0, 0, 217, 136));
}

static void lengths_and_fonts_follow_the_dots(void **state)
{
	const struct zr_panel usual = zr_panel_of(1280, 800, 0, 0);
	const struct zr_panel coarse = zr_panel_of(1024, 600, 222, 130);
	const struct zr_panel fine = zr_panel_of(1920, 1200, 217, 136);
	assert_int_equal(zr_panel_scale(&usual, 48), 48);
	assert_in_range(zr_panel_scale(&coarse, 48), 37, 39);
	assert_in_range(zr_panel_scale(&fine, 48), 71, 73);
	assert_int_equal(zr_panel_font(&usual, 21), 21);
	assert_int_equal(zr_panel_font(&coarse, 18), 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_size_that_can_be_is_believed),
		cmocka_unit_test(what_cannot_be_is_not),
		cmocka_unit_test(lengths_and_fonts_follow_the_dots),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
