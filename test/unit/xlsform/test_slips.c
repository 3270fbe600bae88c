/*
 * What authors mistype or bring from other programs, and what they are told about it.
 *
 * Tests: unknown_type.c heading_check.c
 */
#include <stdio.h>
#include <string.h>

#include "lib/xlsform/xlsform.h"
#include "test/unit/xlsform/sheets.h"

#define HEADER "# survey\ntype|name|label\n"

/* Faults and warnings, a line each: "SHEET ROW: sentence". */
static void tell(const char *sheets, char *text, size_t size)
{
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = sheets_of(sheets);
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *form = NULL;
	assert_int_equal(zr_xlsform_try(book, NULL, &form, NULL), 0);
	assert_facts(form);
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; i < zr_xlsform_warning_count(form); i++) {
		const struct zr_xlsform_warning *at = zr_xlsform_warning(form, i);
		char said[600];
		used += (size_t)snprintf(text + used, size - used, "%s %u: %s\n", at->sheet,
			at->row, warning_of(form, i, said));
	}
	for (size_t i = 0; i < zr_xlsform_fault_count(form); i++) {
		const struct zr_error *at = zr_xlsform_fault(form, i);
		used += (size_t)snprintf(
			text + used, size - used, "%s %u: %s\n", at->where, at->line, at->message);
	}
	assert_true(used < size);
}

/* Exactly this many lines, and this text in them. */
static void expect(const char *sheets, size_t lines, const char *part)
{
	char text[4000];
	tell(sheets, text, sizeof text);
	size_t count = 0;
	for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++) {
		count++;
	}
	if (count != lines || strstr(text, part) == NULL) {
		fail_msg("%zu lines:\n%s", count, text);
	}
}

static void tells_cells_under_no_heading(void **state)
{
	(void)state;
	expect("# survey\ntype|name|label||\ntext|a|A||\ntext|b|B|${a} = 'x'|\ntext|c|C|more|\n", 1,
		"survey 3: the cell with '${a} = 'x'' stands in a column without a heading");
	expect(HEADER "select_one l|a|A\n# choices\nlist_name|name|label|\nl|x|X|\nl|y|Y|north\n",
		1, "choices 3: the cell with 'north' stands in a column without a heading");
	expect(HEADER "text|a|A\n# settings\nform_id||version\nf|1|2\n", 1,
		"settings 2: the cell with '1' stands in a column without a heading");
	expect("# survey\ntype|name|label||relevant\ntext|a|A| \xc2\xa0|1=1\n", 0, "");
}

/* U+200B, a soft hyphen: a label of them would be a question without words on the tablet. */
static void what_nobody_sees_in_a_cell_is_not_there(void **state)
{
	(void)state;
	expect(HEADER "text|a|\xe2\x80\x8b\n", 1, "the question 'a' has no label or hint");
	expect(HEADER "text|\xc2\xad|A\n", 1, "has no name");
	expect(HEADER "select_one l|a|A\n# choices\nlist_name|name|label\nl|x|\xe2\x80\x8b\n", 1,
		"choices 2: the choice 'x' has no label");
	expect("# survey\ntype|name|label|relevant\ntext|a|A|\xe2\x80\x8b\n", 0, "");
}

static void says_what_to_write_for_everyday_types(void **state)
{
	expect(HEADER "number|q|Q\n", 1, "write 'integer', or 'decimal'");
	expect(HEADER "Yes/No|q|Q\n", 1, "write 'select_one' and the name of a list");
	expect(HEADER "signature|q|Q\n", 1, "write 'image' with the appearance 'signature'");
	expect(HEADER "// a remark||\ntext|q|Q\n", 1, "a row without a type is a remark");
}

static void says_what_to_write_for_the_types_of_other_programs(void **state)
{
	expect(HEADER "text audit|q|\n", 1, "it is SurveyCTO's own; remove the row");
	expect(HEADER "calculate_here|q|\n", 1, "write 'calculate'");
}

static void a_row_of_an_unknown_type_is_told_once(void **state)
{
	expect(HEADER "qual_text||\ntext|q|Q\n", 1, "survey!A (type) 2: 'qual_text'");
}

static void a_misspelt_beginning_is_closed_by_its_end(void **state)
{
	expect(HEADER "begin grup|g|G\ntext|q|Q\nend group||\n", 1, "did you mean 'begin_group'?");
	expect(HEADER "begin group|g|G\ntext|q|Q\nend grup||\n", 1, "did you mean 'end_group'?");
	expect(HEADER "begin reapeat|g|G\ntext|q|Q\nend_reapeat||\ntext|z|Z\n", 1,
		"did you mean 'begin_repeat'?");
}

static void a_file_named_as_a_list_is_known(void **state)
{
	expect(HEADER "select_one wards.csv|q|Q\n", 1,
		"'wards.csv' is a file and no list; write 'select_one_from_file wards.csv'");
	expect(HEADER "select multiple from wards.xml|q|Q\n", 1,
		"write 'select_multiple_from_file wards.xml'");
}

static void old_spellings_of_types_are_types(void **state)
{
	static const char *const types[] = {"q note", "q date time", "q dateTime", "date time",
		"add dateTime prompt", "select one using l", "select multiple using l"};
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		char sheets[200];
		(void)snprintf(sheets, sizeof sheets,
			HEADER "%s|q|Q\n# choices\nlist_name|name|label\nl|a|A\n", types[i]);
		expect(sheets, 0, "");
	}
	expect(HEADER "add photo prompt|q|Q\n", 1, "the image 'q' has no max-pixels");
}

static void a_misspelt_header_is_told(void **state)
{
	expect("# survey\ntype|name|label|relevent\ntext|a|A|\ntext|q|Q|${a} = 1\n", 1,
		"survey 1: XLSForm has no column 'relevent', so it is left out; was 'relevant' "
		"meant?");
	expect("# survey\ntype|name|label|mandatory\ntext|q|Q|yes\n", 1, "was 'required' meant?");
	expect("# survey\ntype|name|label|lable::English (en)\ntext|q|Q|Q\n", 1,
		"was 'label::English (en)' meant?");
	expect(HEADER "text|q|Q\n# settings\nform_titel\nT\n", 1, "settings 1: XLSForm");
	expect("# survey\ntype|name|label::Русский (ru)|hint: Русский (ru)\ntext|q|Q|H\n", 1,
		"was 'hint::Русский (ru)' meant?");
	expect("# survey\ntype|name|label::ru (ru)|bind:required\ntext|q|Q|\n", 0, "");
	expect("# survey\ntype|name|label:ru (ru)|hint:ru (ru)\ntext|q|Q|H\n", 0, "");
}

static void the_attribute_of_a_header_is_known_by_its_letters(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_workbook_freep)
	struct zr_workbook *book =
		sheets_of("# survey\ntype|name|label|Bind::Required|body::Appearance\n"
			  "text|q|Q|yes|multiline\n");
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *form = NULL;
	size_t bytes = 0;
	assert_int_equal(zr_xlsform_try(book, NULL, &form, NULL), 0);
	const char *xml = zr_xlsform_text(form, &bytes);
	assert_non_null(strstr(xml, " required=\"true()\""));
	assert_non_null(strstr(xml, " appearance=\"multiline\""));
}

static void an_authors_own_column_is_not_told(void **state)
{
	expect("# survey\ntype|name|label|hints|$kuid|notes|relevent\ntext|q|Q||x|y|\n", 0, "");
	expect("# survey\ntype|name|label|hint|hints\ntext|q|Q|H|my own\n", 0, "");
	expect(HEADER "select_one l|q|Q\n# choices\nlist_name|name|label|level\nl|a|A|1\n", 0, "");
}

static void a_missing_column_is_told_once_with_its_near_name(void **state)
{
	expect("# survey\ntyp|name\ntext|q\n", 1, "lacks the column 'type' (was 'typ' meant");
	expect("# survey\ntype|nmae2|label\ntext||A\ntext||B\n", 1, "lacks the column 'name'");
	expect(HEADER "select_one l|q|Q\n# choices\nlistname|name|label\nl|a|A\n", 1,
		"lacks the column 'list_name' (was 'listname' meant to be it?)");
}

static void a_column_that_can_be_no_name_is_told(void **state)
{
	expect(HEADER "select_one l|q|Q\n# choices\nlist_name|name|label|1st\nl|a|A|x\n", 1,
		"the column '1st' is left out: a header begins with a letter");
}

static void names_with_blanks_cannot_be_several_answers(void **state)
{
	static const char LIST[] = "# choices\nlist_name|name|label\nl|a b|A\nl|c|C\n";
	char sheets[300];
	(void)snprintf(sheets, sizeof sheets,
		HEADER "select_multiple l|q|Q\nselect_multiple l|r|R\n%s", LIST);
	expect(sheets, 1, "choices!B (name) 2: the name 'a b' has a blank in it");
	(void)snprintf(sheets, sizeof sheets, HEADER "rank l|q|Q\n%s", LIST);
	expect(sheets, 1, "write '_' for it");
	(void)snprintf(sheets, sizeof sheets, HEADER "select_one l|q|Q\n%s", LIST);
	expect(sheets, 0, "");
}

static void a_choice_without_a_list_is_told(void **state)
{
	expect(HEADER "select_one l|q|Q\n# choices\nlist_name|name|label\nl|a|A\n|b|B\n||C\n", 1,
		"choices 3: the choice 'b' is left out: its row names no list");
}

static void headers_without_a_language_are_called_so(void **state)
{
	expect("# survey\ntype|name|label::English (en)|label::Deutsch (de)|hint\n"
	       "text|q|Q|F|H\n",
		3, "survey 1: the headers without a language lack the survey column label");
}

static void headers_below_a_title_are_found(void **state)
{
	expect("# survey\nMy survey\n\ntype|name|label\ntext|q|Q\n", 1,
		"the column 'type' stands in row 3 of the sheet 'survey'; delete the rows above");
	expect(HEADER, 1, "headers and no questions");
	expect(HEADER "text|q|Q\n# entities\nlist_name|lable\nl|${q}\n", 2,
		"has no column 'lable' (did you mean 'label'?)");
}

static void a_sheet_of_choices_alone_is_no_survey(void **state)
{
	expect("# choices\nlist_name|name|label\nl|a|A\n", 1, "there is no sheet named 'survey'");
	expect("# Sheet1\ntype|name|label\ntext|q|Q\n", 0, "");
}

static void a_misnamed_sheet_is_to_be_renamed(void **state)
{
	expect(HEADER "select_one l|q|Q\n# choises\nlist_name|name|label\nl|a|A\n", 1,
		"there is no sheet named 'choices', but 'choises'; rename it to 'choices'");
	expect("# Farm - survey\ntype|name|label\ntext|q|Q\n# x\na\n", 1,
		"there is no sheet named 'survey', but there is 'Farm - survey'");
	assert_string_equal(zr_xlsform_sheet_near("My form - Choices"), "choices");
	assert_string_equal(zr_xlsform_sheet_near("Setings"), "settings");
	assert_null(zr_xlsform_sheet_near("wards"));
	assert_null(zr_xlsform_sheet_near("os"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_cells_under_no_heading),
		cmocka_unit_test(what_nobody_sees_in_a_cell_is_not_there),
		cmocka_unit_test(says_what_to_write_for_everyday_types),
		cmocka_unit_test(says_what_to_write_for_the_types_of_other_programs),
		cmocka_unit_test(a_row_of_an_unknown_type_is_told_once),
		cmocka_unit_test(a_misspelt_beginning_is_closed_by_its_end),
		cmocka_unit_test(a_file_named_as_a_list_is_known),
		cmocka_unit_test(old_spellings_of_types_are_types),
		cmocka_unit_test(a_misspelt_header_is_told),
		cmocka_unit_test(the_attribute_of_a_header_is_known_by_its_letters),
		cmocka_unit_test(an_authors_own_column_is_not_told),
		cmocka_unit_test(a_missing_column_is_told_once_with_its_near_name),
		cmocka_unit_test(a_column_that_can_be_no_name_is_told),
		cmocka_unit_test(a_misnamed_sheet_is_to_be_renamed),
		cmocka_unit_test(names_with_blanks_cannot_be_several_answers),
		cmocka_unit_test(a_choice_without_a_list_is_told),
		cmocka_unit_test(headers_without_a_language_are_called_so),
		cmocka_unit_test(headers_below_a_title_are_found),
		cmocka_unit_test(a_sheet_of_choices_alone_is_no_survey),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
