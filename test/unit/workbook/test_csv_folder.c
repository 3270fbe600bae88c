/* Questionnaires as CSV: one file a sheet, or all sheets in one file. */
#include <string.h>

#include "lib/workbook/csv_folder.h"
#include "test/unit/unit.h"

struct fixture {
	struct zr_workbook *book;
	struct zr_error error;
};

static int set_up(void **state)
{
	*state = test_calloc(1, sizeof(struct fixture));
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	zr_workbook_free(fixture->book);
	test_free(fixture);
	return 0;
}

static int add(struct fixture *fixture, const char *text)
{
	zr_workbook_free(fixture->book);
	fixture->book = NULL;
	assert_int_equal(zr_workbook_new(&fixture->book, &fixture->error), 0);
	return zr_csv_folder_add(fixture->book, "survey", text, strlen(text), &fixture->error);
}

static void check(const struct fixture *fixture, size_t row, size_t column, const char *expected)
{
	assert_string_equal(zr_workbook_cell(fixture->book, 0, row, column), expected);
}

static void finds_what_divides_the_columns(void **state)
{
	struct fixture *fixture = *state;
	static const char *const TABLES[] = {"type,name\ntext,a;b|c\n", "type;name\ntext;a;b|c\n",
		"type\tname\ntext\ta;b|c\n", "type|name\ntext|a;b,c\n"};
	for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++) {
		assert_int_equal(add(fixture, TABLES[i]), 0);
		check(fixture, 0, 1, "name");
		check(fixture, 1, 0, "text");
	}
}

static void reads_quotes_line_ends_and_the_byte_order_mark(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(add(fixture, "\xef\xbb\xbf"
				      "type,name,\"label::Русский (ru)\"\r\n"
				      "text,a,\"two\nlines, \"\"quoted\"\"\"\r\n\rnote,,x"),
		0);
	check(fixture, 0, 0, "type");
	check(fixture, 0, 2, "label::Русский (ru)");
	check(fixture, 1, 2, "two\nlines, \"quoted\"");
	check(fixture, 3, 2, "x");
	assert_int_equal(zr_workbook_rows(fixture->book, 0), 4);
	assert_int_equal(zr_workbook_columns(fixture->book, 0), 3);
}

static void takes_the_delimiter_of_the_first_line(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(add(fixture, "type;name;\"a,b,c,d\"\nx,y;z"), 0);
	check(fixture, 1, 0, "x,y");
	assert_int_equal(add(fixture, "type\tname\nx,y\tz"), 0);
	check(fixture, 1, 0, "x,y");
	assert_int_equal(add(fixture, "type\nx"), 0);
	check(fixture, 1, 0, "x");
	assert_int_equal(add(fixture, ""), 0);
	assert_int_equal(zr_workbook_rows(fixture->book, 0), 0);
}

static void says_where_a_quotation_mark_is_wrong(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(add(fixture, "a,b\n1,\"open"), ZR_E_SYNTAX);
	assert_int_equal(fixture->error.line, 2);
	assert_string_equal(fixture->error.where, "survey!B");
	assert_int_equal(add(fixture, "a,b\n1,2\n\"x\"y,2"), ZR_E_SYNTAX);
	assert_int_equal(fixture->error.line, 3);
	assert_string_equal(fixture->error.where, "survey!A");
	assert_int_equal(add(fixture, "a,b\n1,\xcf\xf0\xe8"), ZR_E_SYNTAX);
	assert_non_null(strstr(fixture->error.message, "UTF-8"));
}

static void reads_all_sheets_from_one_file(void **state)
{
	struct fixture *fixture = *state;
	static const char TEXT[] = "survey,,\n,type,name\n,text,a\n,,\n,note,b\n"
				   "choices,list,name\n,yn,yes\nsettings\n,form_id\n,x";
	assert_int_equal(
		zr_csv_folder_read_single(TEXT, sizeof TEXT - 1, &fixture->book, &fixture->error),
		0);
	assert_int_equal(zr_workbook_sheets(fixture->book), 3);
	check(fixture, 0, 0, "type");
	check(fixture, 3, 1, "b");
	assert_string_equal(zr_workbook_sheet_name(fixture->book, 1), "choices");
	assert_string_equal(zr_workbook_cell(fixture->book, 1, 0, 0), "list");
	assert_string_equal(zr_workbook_cell(fixture->book, 1, 1, 1), "yes");
	assert_string_equal(zr_workbook_cell(fixture->book, 2, 1, 0), "x");
}

static void refuses_one_file_without_sheets(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(
		zr_csv_folder_read_single(",type\n,text", 11, &fixture->book, &fixture->error),
		ZR_E_INVALID);
	assert_int_equal(
		zr_csv_folder_read_single("s,\"", 3, &fixture->book, &fixture->error), ZR_E_SYNTAX);
	assert_null(fixture->book);
}

static void takes_the_separator_that_its_first_line_names(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(add(fixture, "sep=;\r\ntype;name, label\ntext;a\n"), 0);
	check(fixture, 0, 1, "name, label");
	check(fixture, 1, 0, "text");
}

static void says_which_encoding_to_save_in(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(add(fixture, "type,label\ntext,\xc8\xec\xff\n"), ZR_E_SYNTAX);
	assert_non_null(strstr(fixture->error.message, "Windows-1251"));
	assert_int_equal(fixture->error.line, 2);
	assert_string_equal(fixture->error.where, "survey!B");
	assert_int_equal(add(fixture, "\xff\xfet"), ZR_E_SYNTAX);
	assert_non_null(strstr(fixture->error.message, "survey.csv is UTF-16"));
	assert_int_equal(zr_csv_folder_read_single("t\0y\0", 4, &fixture->book, &fixture->error),
		ZR_E_SYNTAX);
	assert_non_null(strstr(fixture->error.message, "the file is UTF-16"));
	assert_int_equal(add(fixture, "type,label\ntext,a\x01\n"), ZR_E_SYNTAX);
	assert_non_null(strstr(fixture->error.message, "control character"));
}

static void reads_a_plain_table_as_the_survey(void **state)
{
	struct fixture *fixture = *state;
	static const char TEXT[] = "type;name\ntext;a\n";
	assert_int_equal(
		zr_csv_folder_read_single(TEXT, sizeof TEXT - 1, &fixture->book, &fixture->error),
		0);
	assert_int_equal(zr_workbook_sheets(fixture->book), 1);
	assert_string_equal(zr_workbook_sheet_name(fixture->book, 0), "survey");
	check(fixture, 1, 1, "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(finds_what_divides_the_columns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			reads_quotes_line_ends_and_the_byte_order_mark, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			takes_the_delimiter_of_the_first_line, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			says_where_a_quotation_mark_is_wrong, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reads_all_sheets_from_one_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			takes_the_separator_that_its_first_line_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(says_which_encoding_to_save_in, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			reads_a_plain_table_as_the_survey, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_one_file_without_sheets, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
