/* A drawing as points and as a text. */
#include "tablet/apps/census/question/strokes.h"

#include "lib/base/limits.h"
#include "test/unit/unit.h"

static void expect_text(const struct zr_strokes *strokes, const char *text)
{
	g_autofree char *result = zr_strokes_format(strokes);
	assert_string_equal(result, text);
}

static void lines_are_read_as_they_were_written(void **state)
{
	ZR_CLEANUP(zr_strokes_freep) struct zr_strokes *strokes = zr_strokes_new();
	expect_text(strokes, "");
	zr_strokes_begin(strokes, 12.4, 40);
	zr_strokes_move(strokes, 13, 41);
	zr_strokes_move(strokes, 13.2, 40.9); /* the finger rests */
	zr_strokes_begin(strokes, 50, 60);
	expect_text(strokes, "12,40 13,41;50,60");
	ZR_CLEANUP(zr_strokes_freep) struct zr_strokes *again = zr_strokes_new();
	zr_strokes_begin(again, 1, 1);
	zr_strokes_parse(again, "12,40 13,41;50,60");
	expect_text(again, "12,40 13,41;50,60");
	assert_int_equal(zr_strokes_count(again), 3);
	assert_true(zr_strokes_at(again, 2).is_first);
	assert_false(zr_strokes_at(again, 1).is_first);
	zr_strokes_clear(again);
	expect_text(again, "");
}

static void the_finger_may_leave_the_sheet(void **state)
{
	ZR_CLEANUP(zr_strokes_freep) struct zr_strokes *strokes = zr_strokes_new();
	zr_strokes_begin(strokes, -40, 10);
	zr_strokes_move(strokes, 5000, 5000);
	expect_text(strokes, "0,10 900,300");
}

static void a_drawing_has_an_end(void **state)
{
	ZR_CLEANUP(zr_strokes_freep) struct zr_strokes *strokes = zr_strokes_new();
	zr_strokes_begin(strokes, 0, 0);
	for (int i = 1; i < ZR_DRAWING_POINT_COUNT_MAX + 50; i++) {
		zr_strokes_move(strokes, i % 2, i % 3);
	}
	assert_int_equal(zr_strokes_count(strokes), ZR_DRAWING_POINT_COUNT_MAX);
}

static void what_is_no_drawing_ends_it(void **state)
{
	ZR_CLEANUP(zr_strokes_freep) struct zr_strokes *strokes = zr_strokes_new();
	static const char *const texts[] = {"", "x", ",", ";", "1", "1;2", "1,"};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		zr_strokes_parse(strokes, texts[i]);
		expect_text(strokes, "");
	}
	zr_strokes_parse(strokes, "1,2;x");
	expect_text(strokes, "1,2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read_as_they_were_written),
		cmocka_unit_test(the_finger_may_leave_the_sheet),
		cmocka_unit_test(a_drawing_has_an_end),
		cmocka_unit_test(what_is_no_drawing_ends_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
