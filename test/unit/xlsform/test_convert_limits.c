/*
 * Conversions at their limits: the last that passes, the first that is refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/xlsform/xlsform.h"
#include "test/unit/xlsform/sheets.h"

static void set(struct zr_workbook *book, size_t sheet, size_t row, size_t column, const char *text)
{
	assert_int_equal(zr_workbook_set(book, (struct zr_workbook_place){sheet, row, column}, text,
				 strlen(text), NULL),
		0);
}

static int convert(struct zr_workbook *book)
{
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *form = NULL;
	struct zr_error error;
	int code = zr_xlsform_convert(book, NULL, &form, &error);
	zr_workbook_free(book);
	return code;
}

static int convert_languages(size_t count)
{
	struct zr_workbook *book = sheets_of("# survey\ntype|name\ntext|q\n");
	for (size_t i = 0; i < count; i++) {
		char header[32];
		(void)snprintf(header, sizeof header, "label::L%zu", i);
		set(book, 0, 0, 2 + i, header);
		set(book, 0, 1, 2 + i, "Q");
	}
	return convert(book);
}

static void takes_as_many_languages_as_allowed(void **state)
{
	assert_int_equal(convert_languages(ZR_XLSFORM_LANGUAGE_COUNT_MAX), 0);
	assert_int_equal(convert_languages(ZR_XLSFORM_LANGUAGE_COUNT_MAX + 1), ZR_E_LIMIT);
}

/* Each in a group of its own, as an entity needs a container. */
static int convert_entities(size_t count)
{
	struct zr_workbook *book = sheets_of("# survey\ntype|name|label|save_to\n# entities\n"
					     "list_name|label\n");
	for (size_t i = 0; i < count; i++) {
		char name[32], save_to[32];
		(void)snprintf(name, sizeof name, "e%zu", i);
		set(book, 1, i + 1, 0, name);
		set(book, 1, i + 1, 1, "E");
		set(book, 0, 3 * i + 1, 0, "begin group");
		(void)snprintf(name, sizeof name, "g%zu", i);
		set(book, 0, 3 * i + 1, 1, name);
		set(book, 0, 3 * i + 2, 0, "text");
		(void)snprintf(name, sizeof name, "q%zu", i);
		set(book, 0, 3 * i + 2, 1, name);
		set(book, 0, 3 * i + 2, 2, "Q");
		(void)snprintf(save_to, sizeof save_to, "e%zu#p", i);
		set(book, 0, 3 * i + 2, 3, save_to);
		set(book, 0, 3 * i + 3, 0, "end group");
	}
	return convert(book);
}

static void takes_as_many_entities_as_allowed(void **state)
{
	assert_int_equal(convert_entities(ZR_XLSFORM_ENTITY_COUNT_MAX), 0);
	assert_int_equal(convert_entities(ZR_XLSFORM_ENTITY_COUNT_MAX + 1), ZR_E_LIMIT);
}

static int convert_files(size_t count)
{
	struct zr_workbook *book = sheets_of("# survey\ntype|name|label\n");
	for (size_t i = 0; i < count; i++) {
		char name[32];
		(void)snprintf(name, sizeof name, "f%zu", i);
		set(book, 0, i + 1, 0, "csv-external");
		set(book, 0, i + 1, 1, name);
	}
	return convert(book);
}

static void takes_as_many_files_as_allowed(void **state)
{
	assert_int_equal(convert_files(ZR_ORDER_FILE_COUNT_MAX), 0);
	assert_int_equal(convert_files(ZR_ORDER_FILE_COUNT_MAX + 1), ZR_E_LIMIT);
}

static int convert_cell(size_t bytes)
{
	struct zr_workbook *book = sheets_of("# survey\ntype|name|label\ntext|q|\n");
	char *text = malloc(bytes + 1);
	assert_non_null(text);
	memset(text, 'x', bytes);
	text[bytes] = '\0';
	set(book, 0, 1, 2, text);
	free(text);
	return convert(book);
}

static void takes_cells_as_long_as_allowed(void **state)
{
	assert_int_equal(convert_cell(ZR_XLSFORM_CELL_BYTES_MAX), 0);
	assert_int_equal(convert_cell(ZR_XLSFORM_CELL_BYTES_MAX + 1), ZR_E_LIMIT);
}

static int convert_groups(size_t count)
{
	struct zr_workbook *book = sheets_of("# survey\ntype|name|label\n");
	for (size_t i = 0; i < count; i++) {
		char name[32];
		(void)snprintf(name, sizeof name, "g%zu", i);
		set(book, 0, i + 1, 0, "begin group");
		set(book, 0, i + 1, 1, name);
		set(book, 0, 2 * count - i, 0, "end group");
	}
	return convert(book);
}

static void takes_groups_as_deep_as_allowed(void **state)
{
	assert_int_equal(convert_groups(ZR_FORM_DEPTH_MAX), 0);
	assert_int_equal(convert_groups(ZR_FORM_DEPTH_MAX + 1), ZR_E_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_as_many_languages_as_allowed),
		cmocka_unit_test(takes_as_many_entities_as_allowed),
		cmocka_unit_test(takes_as_many_files_as_allowed),
		cmocka_unit_test(takes_cells_as_long_as_allowed),
		cmocka_unit_test(takes_groups_as_deep_as_allowed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
