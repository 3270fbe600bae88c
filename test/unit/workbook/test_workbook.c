/* The workbook: cells in any order, borrowed text, and its limits. */
#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/workbook/workbook.h"
#include "test/unit/unit.h"

struct fixture {
	struct zr_workbook *book;
	struct zr_error error;
};

static int set_up(void **state)
{
	struct fixture *fixture = test_calloc(1, sizeof *fixture);
	*state = fixture;
	return zr_workbook_new(&fixture->book, &fixture->error);
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	zr_workbook_free(fixture->book);
	test_free(fixture);
	return 0;
}

static size_t add(struct fixture *fixture, const char *name)
{
	size_t index = SIZE_MAX;
	assert_int_equal(zr_workbook_add_sheet(fixture->book, name, &index, &fixture->error), 0);
	return index;
}

static int set(struct fixture *fixture, size_t row, size_t column, const char *text)
{
	return zr_workbook_set(fixture->book, (struct zr_workbook_place){0, row, column}, text,
		strlen(text), &fixture->error);
}

static void keeps_cells_in_any_order(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(add(fixture, "survey"), 0);
	assert_int_equal(add(fixture, "choices"), 1);
	assert_int_equal(set(fixture, 2, 3, "имя"), 0);
	assert_int_equal(set(fixture, 0, 0, "type"), 0);
	assert_int_equal(set(fixture, 0, 0, "Type"), 0);
	assert_int_equal(zr_workbook_sheets(fixture->book), 2);
	assert_string_equal(zr_workbook_sheet_name(fixture->book, 1), "choices");
	assert_int_equal(zr_workbook_rows(fixture->book, 0), 3);
	assert_int_equal(zr_workbook_columns(fixture->book, 0), 4);
	assert_int_equal(zr_workbook_rows(fixture->book, 1), 0);
	assert_string_equal(zr_workbook_cell(fixture->book, 0, 0, 0), "Type");
	assert_string_equal(zr_workbook_cell(fixture->book, 0, 2, 3), "имя");
	assert_string_equal(zr_workbook_cell(fixture->book, 0, 1, 1), "");
	assert_string_equal(zr_workbook_cell(fixture->book, 0, 99, 99), "");
}

static void blanks_in_a_far_cell_do_not_stretch_a_sheet(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(add(fixture, "survey"), 0);
	assert_int_equal(set(fixture, 1, 1, "x"), 0);
	assert_int_equal(set(fixture, ZR_WORKBOOK_ROW_COUNT_MAX - 1, 16383, " "), 0);
	assert_int_equal(set(fixture, 1, 16383, "\t\n"), 0);
	assert_int_equal(set(fixture, 9, 16383, " \u200b\u00a0"), 0);
	assert_int_equal(zr_workbook_rows(fixture->book, 0), 2);
	assert_int_equal(zr_workbook_columns(fixture->book, 0), 2);
	assert_int_equal(set(fixture, 1, 0, " "), 0);
	assert_string_equal(zr_workbook_cell(fixture->book, 0, 1, 0), " ");
	assert_int_equal(set(fixture, 1, 16383, "x"), ZR_E_LIMIT);
	assert_string_equal(fixture->error.where, "survey!XFD");
}

static void empty_texts_do_not_stretch_a_sheet(void **state)
{
	struct fixture *fixture = *state;
	(void)add(fixture, "survey");
	assert_int_equal(set(fixture, 500, 90, ""), 0);
	assert_int_equal(zr_workbook_rows(fixture->book, 0), 0);
	assert_int_equal(set(fixture, 1, 1, "x"), 0);
	assert_int_equal(set(fixture, 1, 1, ""), 0);
	assert_string_equal(zr_workbook_cell(fixture->book, 0, 1, 1), "");
}

static void refuses_a_second_sheet_of_the_same_name(void **state)
{
	struct fixture *fixture = *state;
	size_t index = 7;
	(void)add(fixture, "survey");
	assert_int_equal(zr_workbook_add_sheet(fixture->book, "survey", &index, &fixture->error),
		ZR_E_EXISTS);
	assert_int_equal(index, 7);
	assert_non_null(strstr(fixture->error.message, "'survey'"));
}

static void refuses_what_xml_cannot_hold(void **state)
{
	static const char *const BAD[] = {"\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "a\x01",
		"\xf4\x90\x80\x80", "\xef\xbf\xbf", "\xe2\x82"};
	struct fixture *fixture = *state;
	(void)add(fixture, "survey");
	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
		assert_int_equal(set(fixture, 11, 2, BAD[i]), ZR_E_SYNTAX);
		assert_int_equal(fixture->error.line, 12);
		assert_string_equal(fixture->error.where, "survey!C");
	}
	assert_int_equal(zr_workbook_set(fixture->book, (struct zr_workbook_place){0, 0, 0}, "a\0b",
				 3, NULL),
		ZR_E_SYNTAX);
	assert_int_equal(set(fixture, 0, 0, "a\tb\r\n€\xf0\x9f\x8f\xa0"), 0);
}

static void holds_to_its_limits(void **state)
{
	struct fixture *fixture = *state;
	char name[16];
	for (size_t i = 0; i < ZR_WORKBOOK_SHEET_COUNT_MAX; i++) {
		(void)snprintf(name, sizeof name, "s%zu", i);
		assert_int_equal(add(fixture, name), i);
	}
	size_t index = 0;
	assert_int_equal(zr_workbook_add_sheet(fixture->book, "one more", &index, &fixture->error),
		ZR_E_LIMIT);
	assert_int_equal(set(fixture, ZR_WORKBOOK_ROW_COUNT_MAX - 1, 0, "x"), 0);
	assert_int_equal(set(fixture, ZR_WORKBOOK_ROW_COUNT_MAX, 0, "x"), ZR_E_LIMIT);
	assert_int_equal(set(fixture, 0, ZR_WORKBOOK_COLUMN_COUNT_MAX - 1, "x"), 0);
	assert_int_equal(set(fixture, 0, ZR_WORKBOOK_COLUMN_COUNT_MAX, "x"), ZR_E_LIMIT);
}

static void a_few_far_cells_cannot_take_all_memory(void **state)
{
	struct fixture *fixture = *state;
	(void)add(fixture, "survey");
	size_t row = 0;
	int code = 0;
	while (code == 0 && row < ZR_WORKBOOK_ROW_COUNT_MAX) {
		code = set(fixture, row++, ZR_WORKBOOK_COLUMN_COUNT_MAX - 1, "x");
	}
	assert_int_equal(code, ZR_E_LIMIT);
	assert_int_equal(row - 1, ZR_WORKBOOK_SLOT_COUNT_MAX / ZR_WORKBOOK_COLUMN_COUNT_MAX);
}

static void text_is_limited(void **state)
{
	struct fixture *fixture = *state;
	(void)add(fixture, "survey");
	size_t bytes = ZR_WORKBOOK_BYTES_MAX;
	char *text = test_malloc(bytes);
	memset(text, 'x', bytes);
	assert_int_equal(zr_workbook_set(fixture->book, (struct zr_workbook_place){0, 0, 0}, text,
				 bytes, &fixture->error),
		ZR_E_LIMIT);
	assert_int_equal(zr_workbook_set(fixture->book, (struct zr_workbook_place){0, 0, 0}, text,
				 bytes / 2, &fixture->error),
		0);
	assert_int_equal(zr_workbook_set(fixture->book, (struct zr_workbook_place){0, 1, 0}, text,
				 bytes / 2, &fixture->error),
		ZR_E_LIMIT);
	test_free(text);
}

static void names_columns_as_a_spreadsheet_does(void **state)
{
	char text[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	assert_string_equal(zr_workbook_column_name(0, text), "A");
	assert_string_equal(zr_workbook_column_name(25, text), "Z");
	assert_string_equal(zr_workbook_column_name(26, text), "AA");
	assert_string_equal(zr_workbook_column_name(701, text), "ZZ");
	assert_string_equal(zr_workbook_column_name(702, text), "AAA");
	assert_string_equal(zr_workbook_column_name(16383, text), "XFD");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(keeps_cells_in_any_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blanks_in_a_far_cell_do_not_stretch_a_sheet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			empty_texts_do_not_stretch_a_sheet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			refuses_a_second_sheet_of_the_same_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_what_xml_cannot_hold, set_up, tear_down),
		cmocka_unit_test_setup_teardown(holds_to_its_limits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_few_far_cells_cannot_take_all_memory, set_up, tear_down),
		cmocka_unit_test_setup_teardown(text_is_limited, set_up, tear_down),
		cmocka_unit_test(names_columns_as_a_spreadsheet_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
