/* Ticks belong to the answer, not to what is drawn. */
#include "tablet/apps/census/question/ticks.h"

#include "test/unit/unit.h"

enum {
	COUNT = 500
};

static struct zr_choice villages[COUNT];
static char values[COUNT][8], labels[COUNT][24];

static int set_up(void **state)
{
	for (int i = 0; i < COUNT; i++) {
		g_snprintf(values[i], sizeof values[i], "v%d", i + 1);
		g_snprintf(labels[i], sizeof labels[i], "Village %03d", i + 1);
		villages[i] = (struct zr_choice){.value = values[i], .label = labels[i]};
	}
	return 0;
}

static GArray *shown(const char *value, const char *wanted, bool is_ticked_first, unsigned *hidden)
{
	const struct zr_ticks ticks = {value, true};
	const struct zr_ticks_view view = {wanted, is_ticked_first, 300};
	return zr_ticks_shown(villages, COUNT, &ticks, &view, hidden);
}

static guint at(const GArray *indexes, guint i)
{
	assert_true(i < indexes->len);
	return g_array_index(indexes, guint, i);
}

static void a_tick_keeps_those_that_are_not_drawn(void **state)
{
	const struct zr_ticks ticks = {"v320 v450", true};
	g_autofree char *value = zr_ticks_toggle(villages, COUNT, &ticks, "v1");
	assert_string_equal(value, "v1 v320 v450");
	const struct zr_ticks three = {value, true};
	g_autofree char *without = zr_ticks_toggle(villages, COUNT, &three, "v320");
	assert_string_equal(without, "v1 v450");
}

static void what_the_list_lost_falls_out(void **state)
{
	const struct zr_ticks ticks = {"gone v2", true};
	g_autofree char *value = zr_ticks_toggle(villages, COUNT, &ticks, "v3");
	assert_string_equal(value, "v2 v3");
}

static void words_are_whole(void **state)
{
	const struct zr_ticks many = {" v12  v3", true}, one = {"Campo | Campo sede", false};
	assert_true(zr_ticks_has(&many, "v12"));
	assert_true(zr_ticks_has(&many, "v3"));
	assert_false(zr_ticks_has(&many, "v1"));
	assert_false(zr_ticks_has(&many, ""));
	assert_true(zr_ticks_has(&one, "Campo | Campo sede")); /* one choice, blanks and all */
	assert_false(zr_ticks_has(&one, "Campo"));
}

static void ticked_ones_stand_first_and_all_of_them(void **state)
{
	unsigned hidden = 0;
	g_autoptr(GArray) indexes = shown("v320 v450", "", true, &hidden);
	assert_int_equal(at(indexes, 0), 319);
	assert_int_equal(at(indexes, 1), 449);
	assert_int_equal(at(indexes, 2), 0);
	assert_int_equal(indexes->len, 302);
	assert_int_equal(hidden, 198);
}

static void a_search_keeps_them_in_sight(void **state)
{
	unsigned hidden = 7;
	g_autoptr(GArray) indexes = shown("v320", " village 00", true, &hidden);
	assert_int_equal(indexes->len, 10);
	assert_int_equal(at(indexes, 0), 319);
	assert_int_equal(at(indexes, 9), 8);
	assert_int_equal(hidden, 0);
}

static void a_short_list_keeps_its_order(void **state)
{
	unsigned hidden = 0;
	const struct zr_ticks ticks = {"v3", true};
	const struct zr_ticks_view view = {"", false, 300};
	g_autoptr(GArray) indexes = zr_ticks_shown(villages, 5, &ticks, &view, &hidden);
	for (guint i = 0; i < 5; i++) {
		assert_int_equal(at(indexes, i), i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tick_keeps_those_that_are_not_drawn),
		cmocka_unit_test(what_the_list_lost_falls_out),
		cmocka_unit_test(words_are_whole),
		cmocka_unit_test(ticked_ones_stand_first_and_all_of_them),
		cmocka_unit_test(a_search_keeps_them_in_sight),
		cmocka_unit_test(a_short_list_keeps_its_order),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
