/*
 * Whole conversions: what the sheets say stands in the XForm, and a fault names its place.
 *
 * Tests: controls.c itemset.c language.c language_check.c links.c lists.c loop.c markup.c meta.c
 * Tests: model.c node_tree.c pair.c parameters.c phrase.c question.c question_type.c range.c
 * Tests: reference.c report.c rows.c secondary.c settings.c table.c tree.c heading.c expression.c
 * Tests: entity.c entity_scope.c save_to.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/xlsform/xlsform.h"

/* Sheets as text: a line "# survey" begins one, "a|b|c" is a row. */
static struct zr_workbook *book_of(const char *text)
{
	struct zr_workbook *book = NULL;
	size_t sheet = 0, row = 0;
	assert_int_equal(zr_workbook_new(&book, NULL), 0);
	while (*text != '\0') {
		size_t line = strcspn(text, "\n");
		if (text[0] == '#') {
			char name[32] = "";
			memcpy(name, text + 2, line - 2);
			assert_int_equal(zr_workbook_add_sheet(book, name, &sheet, NULL), 0);
			row = 0;
		} else {
			const char *at = text;
			for (size_t column = 0; at <= text + line; column++) {
				size_t bytes = strcspn(at, "|\n");
				assert_int_equal(
					zr_workbook_set(book, sheet, row, column, at, bytes, NULL),
					0);
				at += bytes + 1;
			}
			row++;
		}
		text += line + (text[line] == '\n');
	}
	return book;
}

static struct zr_xlsform *convert(const char *sheets)
{
	struct zr_error error = {0};
	struct zr_workbook *book = book_of(sheets);
	struct zr_xlsform *form = NULL;
	int status = zr_xlsform_convert(book, NULL, &form, &error);
	zr_workbook_free(book);
	if (status != 0) {
		fail_msg("%u %s %s", error.line, error.where, error.message);
	}
	return form;
}

static void expect_in(const char *sheets, const char *part)
{
	struct zr_xlsform *form = convert(sheets);
	if (strstr(zr_xlsform_text(form, NULL), part) == NULL) {
		fail_msg("no %s in %s", part, zr_xlsform_text(form, NULL));
	}
	zr_xlsform_free(form);
}

static void expect_error(
	const char *sheets, int code, unsigned line, const char *where, const char *word)
{
	struct zr_error error = {0};
	struct zr_workbook *book = book_of(sheets);
	struct zr_xlsform *form = NULL;
	assert_int_equal(zr_xlsform_convert(book, NULL, &form, &error), code);
	assert_null(form);
	assert_int_equal(error.line, line);
	assert_string_equal(error.where, where);
	assert_non_null(strstr(error.message, word));
	zr_workbook_free(book);
}

static void writes_a_question_with_bind_and_label(void **state)
{
	const char *sheets = "# survey\ntype|name|label\ntext|q|A < B\n";
	expect_in(sheets, "<bind nodeset=\"/data/q\" type=\"string\"/>");
	expect_in(sheets, "<input ref=\"/data/q\"><label>A &lt; B</label></input>");
}

static void resolves_references_within_a_repeat_relatively(void **state)
{
	expect_in("# survey\ntype|name|label|relevant\nbegin repeat|r|R|\ntext|a|A|\n"
		  "text|b|B|${a} = 1\nend repeat|||\n",
		"relevant=\" ../a  = 1\"");
}

static void writes_the_languages_of_a_label(void **state)
{
	expect_in(
		"# survey\ntype|name|label::English (en)|label::Русский (ru)\ntext|q|Age|Возраст\n",
		"<translation lang=\"Русский (ru)\">\n<text id=\"/data/q:label\"><value>Возраст");
}

static void sets_a_computed_default_by_an_action(void **state)
{
	expect_in("# survey\ntype|name|label|default\ndate|q|Q|today()\n",
		"<setvalue ref=\"/data/q\" event=\"odk-instance-first-load\" value=\"today()\"/>");
	expect_in("# survey\ntype|name|label|default\ndate|q|Q|2026-01-02\n", "<q>2026-01-02</q>");
}

static void names_the_place_of_a_misspelt_reference(void **state)
{
	expect_error("# survey\ntype|name|label\ntext|q|${age}\n", ZR_E_REFERENCE, 2,
		"survey!C (label)", "'age'");
}

static void names_the_place_of_a_missing_list(void **state)
{
	expect_error("# survey\ntype|name|label\nselect_one yes_no|q|Q\n", ZR_E_REFERENCE, 2,
		"survey!A (type)", "'yes_no'");
}

static void names_both_rows_of_a_name_used_twice(void **state)
{
	expect_error("# survey\ntype|name|label\ntext|q|A\ntext|q|B\n", ZR_E_EXISTS, 3,
		"survey!B (name)", "row 2");
}

static void names_the_group_that_is_never_closed(void **state)
{
	expect_error("# survey\ntype|name|label\nbegin group|g|G\ntext|q|A\n", ZR_E_SYNTAX, 2,
		"survey!A (type)", "'g'");
}

static void warns_of_a_choice_without_a_label(void **state)
{
	struct zr_xlsform *form = convert("# survey\ntype|name|label\nselect_one l|q|Q\n"
					  "# choices\nlist_name|name|label\nl|a|\n");
	assert_int_equal(zr_xlsform_warning_count(form), 1);
	assert_string_equal(zr_xlsform_warning(form, 0)->sheet, "choices");
	assert_int_equal(zr_xlsform_warning(form, 0)->row, 2);
	assert_int_equal(zr_xlsform_warning(form, 0)->column, 3);
	zr_xlsform_free(form);
}

static void writes_external_choices_as_csv(void **state)
{
	struct zr_xlsform *form =
		convert("# survey\ntype|name|label|choice_filter\n"
			"select_one_external l|q|Q|true()\n"
			"# external_choices\nlist name|name|label\nl|a|say \"a\"\n");
	assert_string_equal(zr_xlsform_itemsets(form, NULL),
		"\"list_name\",\"name\",\"label\"\n\"l\",\"a\",\"say \"\"a\"\"\"\n");
	zr_xlsform_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_a_question_with_bind_and_label),
		cmocka_unit_test(resolves_references_within_a_repeat_relatively),
		cmocka_unit_test(writes_the_languages_of_a_label),
		cmocka_unit_test(sets_a_computed_default_by_an_action),
		cmocka_unit_test(names_the_place_of_a_misspelt_reference),
		cmocka_unit_test(names_the_place_of_a_missing_list),
		cmocka_unit_test(names_both_rows_of_a_name_used_twice),
		cmocka_unit_test(names_the_group_that_is_never_closed),
		cmocka_unit_test(warns_of_a_choice_without_a_label),
		cmocka_unit_test(writes_external_choices_as_csv),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
