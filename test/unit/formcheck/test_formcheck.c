/* Tests: comparisons.c formcheck.c expressions.c findings.c lib/formcheck/outline.c remarks.c
 * sheet_map.c tell.c trial.c
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/formcheck/formcheck.h"
#include "test/unit/formcheck/russian.h"
#include "test/unit/xlsform/sheets.h"

#define HEADER   "# survey\ntype|name|label|relevant|constraint|calculation\n"
#define QUESTION "integer|age|Age|||\n"
#define SETTINGS "\n# settings\nform_title|form_id\nHousehold|hh\n"

/* All that was told, a line each: "error survey 3 D relevant: sentence". */
struct told {
	char text[4000];
	struct zr_formcheck check;
	struct zr_form *form;
};

static void take(void *user, const struct zr_finding *finding)
{
	struct told *told = user;
	size_t used = strlen(told->text);
	bool is_russian = told->check.language == ZR_LANGUAGE_RUSSIAN;
	(void)snprintf(told->text + used, sizeof told->text - used,
		"%s%s%s %s %u %s %s%s%u%s%s: %s\n",
		is_russian ? zr_languages_code(finding->language) : "", is_russian ? " " : "",
		finding->is_error ? "error" : "warning", finding->sheet, finding->row,
		finding->column, finding->heading, finding->line > 0 ? " line " : " ",
		finding->line, finding->path, finding->aspect, finding->message);
}

static int read_wards(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	(void)user;
	if (strstr(uri, "broken.csv") != NULL) {
		return zr_buffer_add_text(ret_bytes, "name,label\n1,\"First\n");
	}
	if (strstr(uri, "empty.csv") != NULL) {
		return zr_buffer_add_text(ret_bytes, "name,label,region\n,,\n");
	}
	if (strstr(uri, "cities.csv") != NULL) {
		return zr_buffer_add_text(
			ret_bytes, "name,label,region\nomsk,Omsk,s\nold town,Old,n\n");
	}
	return strstr(uri, "wards.csv") != NULL
		       ? zr_buffer_add_text(ret_bytes, "name,label\n1,First\n")
		       : zr_error_set(error, ZR_E_NOT_FOUND, "no %s", uri);
}

static void begin(struct told *told, const struct zr_workbook *book)
{
	*told = (struct told){.check = {.book = book,
				      .missing_advice = ZR_FAULT_UPLOAD_FIRST,
				      .language = ZR_LANGUAGE_ENGLISH,
				      .tell = take}};
	told->check.user = told;
	told->check.loader.read = read_wards;
}

static void look_at_sheets(struct told *told, const char *text)
{
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = sheets_of(text);
	struct zr_formcheck_made made = {0};
	struct zr_error error = {0};
	begin(told, NULL);
	assert_int_equal(zr_formcheck_workbook(&told->check, book, NULL, &made, &error), 0);
	assert_speaks_russian(&told->check, text, NULL);
	assert_true((made.form != NULL) == (told->check.error_count == 0));
	assert_true((made.form != NULL) == (made.converted != NULL));
	told->form = made.form;
	zr_xlsform_free(made.converted);
}

static void assert_told(const char *sheets, const char *expected)
{
	struct told told;
	look_at_sheets(&told, sheets);
	if (strstr(told.text, expected) == NULL) {
		print_error("told: %s\nwanted: %s\n", told.text, expected);
	}
	assert_non_null(strstr(told.text, expected));
	assert_null(told.form);
	assert_true(told.check.error_count > 0);
}

static void a_good_form_is_counted_and_handed_over(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told,
		HEADER "integer|age|Age|||\nbegin group|g|Group|||\ntext|job|Job|${age} > 15||\n"
		       "end group|||||\nbegin repeat|p|Person|||\ntext|who|Who|||\n"
		       "calculate|n||||${age} + 1\nend repeat|||||" SETTINGS);
	assert_string_equal(told.text, "");
	assert_non_null(told.form);
	assert_string_equal(zr_form_title(told.form), "Household");
	assert_int_equal(told.check.question_count, 3);
	assert_int_equal(told.check.group_count, 1);
	assert_int_equal(told.check.repeat_count, 1);
	zr_form_free(told.form);
}

static void tells_the_five_mistakes_at_their_cells(void **state)
{
	(void)state;
	assert_told(
		HEADER QUESTION "text|job|Job|${aeg} > 15||" SETTINGS, "error survey 3 D relevant");
	assert_told(HEADER QUESTION "text|job|Job||(. != ''|" SETTINGS,
		"error survey 3 E constraint 0: 1 bracket is never closed");
	assert_told(HEADER QUESTION "select_one jobs|job|Job|||" SETTINGS, "error survey 3 A type");
	assert_told(HEADER QUESTION "calculate|a||||${b} + 1\ncalculate|b||||${a} + 1" SETTINGS,
		"F calculation 0: the calculate depends on itself");
	assert_told(HEADER QUESTION "integer|age|Age again|||" SETTINGS, "error survey 3 B name");
}

static void tells_the_five_mistakes_of_one_form_in_its_order(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told, HEADER QUESTION
		"text|a|A|${aeg} > 15||\ntext|b|B||(. != ''|\nselect_one jobs|c|C|||\n"
		"calculate|d||||${e} + 1\ncalculate|e||||${d} + 1\ninteger|age|Again|||\n"
		"# choices\nlist_name|name|label\nl|x|\n" SETTINGS);
	static const char *const BEGINNINGS[] = {"warning choices 2 C label ",
		"error survey 3 D relevant ", "error survey 4 E constraint ",
		"error survey 5 A type ", "error survey 7 F calculation ",
		"error survey 8 B name "};
	const char *line = told.text;
	for (size_t i = 0; i < sizeof BEGINNINGS / sizeof BEGINNINGS[0]; i++) {
		if (strncmp(line, BEGINNINGS[i], strlen(BEGINNINGS[i])) != 0) {
			fail_msg("no %s in %s", BEGINNINGS[i], told.text);
		}
		line = strchr(line, '\n') + 1;
	}
	assert_string_equal(line, "");
}

static void tells_each_cycle_once(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told, HEADER "calculate|a||||${b}\ncalculate|b||||${a}\n"
				     "calculate|c||||${d}\ncalculate|d||||${c}\n"
				     "text|q|Q|${q} = 1||" SETTINGS);
	assert_int_equal(told.check.error_count, 3);
	assert_int_equal(told.check.question_count, 1);
}

static void tells_every_bad_expression(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told, HEADER QUESTION "text|a|A|(${age} > 1|. = 'x|\n"
					      "calculate|b||||nonsense()" SETTINGS);
	assert_int_equal(told.check.error_count, 3);
}

static void tells_which_list_is_missing_and_what_to_do(void **state)
{
	(void)state;
	assert_told(HEADER "select_one_from_file towns.csv|t|Town|||" SETTINGS,
		"error survey 2 A type 0: the file towns.csv is not beside the form; upload it");
	struct told told;
	look_at_sheets(&told, HEADER "select_one_from_file wards.csv|w|Ward|||" SETTINGS);
	assert_non_null(told.form);
	zr_form_free(told.form);
}

static void tells_what_is_wrong_with_a_list_where_it_is_named(void **state)
{
	(void)state;
	assert_told(HEADER QUESTION "select_one_from_file broken.csv|b|B|||\n" SETTINGS,
		"error survey 3 A type 0: broken.csv, line 2: a quoted field is not closed");
}

/* The form runs, as before its first entities are there; the author learns it at the desk. */
static void tells_a_list_of_which_nothing_can_be_chosen(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told,
		"# survey\ntype|name|label|choice_filter\nselect_one_from_file empty.csv|a|A|\n"
		"select_multiple_from_file empty.csv|b|B|region = ${a}\n"
		"select_one_from_file cities.csv|c|C|region = 'x'\n" SETTINGS);
	assert_non_null(strstr(told.text, "warning survey 2"));
	assert_non_null(strstr(told.text, "warning survey 3"));
	assert_non_null(strstr(told.text, "the list 'empty' has no rows"));
	assert_null(strstr(told.text, "survey 4"));
	assert_non_null(told.form);
	zr_form_free(told.form);
	look_at_sheets(&told, HEADER "select_one_from_file gone.csv|a|A|||" SETTINGS);
	assert_null(strstr(told.text, "has no rows")); /* that it is not there is told */
}

static void tells_choices_that_blanks_part(void **state)
{
	(void)state;
	static const char XFORM[] =
		"<h:html xmlns='http://www.w3.org/2002/xforms' "
		"xmlns:h='http://www.w3.org/1999/xhtml'>\n<h:head><h:title>F</h:title>"
		"<model><instance><f id='f'><q/></f></instance></model></h:head>\n<h:body>"
		"<%s ref='/f/q'><label>Q</label><item><label>A</label><value>a "
		"b</value></item></%s>"
		"</h:body></h:html>";
	assert_told(HEADER QUESTION "select_multiple_from_file cities.csv|b|B|||\n" SETTINGS,
		"error survey 3 A type 0: the choice 'old town' has a blank in its value");
	assert_told(HEADER QUESTION
		"rank l|b|B|||\n# choices\nlist_name|name|label\nl|x|X\nl|y z|Y\n" SETTINGS,
		"error choices 3 B name 0: the name 'y z' has a blank in it");
	struct told told;
	look_at_sheets(&told, HEADER QUESTION "select_one_from_file cities.csv|b|B|||\n" SETTINGS);
	assert_string_equal(told.text, "");
	zr_form_free(told.form);
	look_at_sheets(&told, "# survey\ntype|name|label|choice_filter\n"
			      "select_multiple_from_file cities.csv|b|B|region = 's'\n" SETTINGS);
	assert_non_null(strstr(told.text, "warning survey 2 A type 0: the choice 'old town'"));
	zr_form_free(told.form);
	for (size_t i = 0; i < 2; i++) {
		char xml[600];
		const char *control = i == 0 ? "select" : "select1";
		(void)snprintf(xml, sizeof xml, XFORM, control, control);
		begin(&told, NULL);
		assert_int_equal(zr_formcheck_run(&told.check, xml, strlen(xml), NULL, NULL), 0);
		assert_int_equal(told.check.error_count, i == 0);
	}
}

static void tells_an_xform_by_line_and_node(void **state)
{
	(void)state;
	static const char xml[] =
		"<h:html xmlns='http://www.w3.org/2002/xforms' "
		"xmlns:h='http://www.w3.org/1999/xhtml'>\n<h:head><h:title>F</h:title>"
		"<model><instance><f id='f'><q/></f></instance>\n<bind nodeset='/f/q' "
		"relevant='(1'/></model></h:head>\n<h:body><input ref='/f/q'><label>Q</label>"
		"</input></h:body></h:html>";
	struct told told;
	struct zr_error error;
	begin(&told, NULL);
	assert_int_equal(zr_formcheck_run(&told.check, xml, sizeof xml - 1, &told.form, &error), 0);
	assert_non_null(strstr(told.text, "line 3/f/qrelevant"));
	begin(&told, NULL);
	assert_int_equal(zr_formcheck_run(&told.check, "<x", 2, &told.form, &error), 0);
	assert_int_equal(told.check.error_count, 1);
}

#define LISTS "\n# choices\nlist_name|name|label\nyn|yes|Yes\nyn|no|No\nn|1|One\n" SETTINGS

static void look_at_expression(struct told *told, const char *expression)
{
	char sheets[600];
	(void)snprintf(sheets, sizeof sheets,
		HEADER "select_one yn|a|A|||\nselect_multiple n|m|M|||\ntext|q|Q|%s||" LISTS,
		expression);
	look_at_sheets(told, sheets);
	assert_non_null(told->form);
	zr_form_free(told->form);
}

static void a_text_that_is_no_choice_is_told(void **state)
{
	(void)state;
	static const char *const EXPRESSIONS[][2] = {{"${a} = 'Yes'", "(did you mean 'yes'?)"},
		{"'maybe' != ${a}", "'maybe' is no choice of ${a}: its list yn has no such name"},
		{"1 = 1 and selected( ${m} , '2')", "'2' is no choice of ${m}: its list n"},
		{"${a} = 'yes '", "'yes ' is no choice of ${a}: its list yn has no such name"},
		{"${a} = 'y es'", "'y es' is no choice of ${a}"}};
	struct told told;
	for (size_t i = 0; i < sizeof EXPRESSIONS / sizeof EXPRESSIONS[0]; i++) {
		look_at_expression(&told, EXPRESSIONS[i][0]);
		assert_non_null(strstr(told.text, "warning survey 4 D relevant"));
		assert_non_null(strstr(told.text, EXPRESSIONS[i][1]));
	}
	look_at_sheets(&told, HEADER "select_one yn|a|A||. != 'Maybe'|" LISTS);
	assert_non_null(strstr(told.text, "warning survey 2 E constraint 0: 'Maybe' is no choice"));
	zr_form_free(told.form);
}

/* 'n' in quotes would be true: it is a text with something in it. */
static void a_yes_or_no_that_is_no_word_of_forms_is_told_with_one(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told, "# survey\ntype|name|label|required|read_only\n"
			      "text|a|A|да|нет\ntext|b|B|Y|n\ntext|c|C|yes|TRUE\n" SETTINGS);
	static const char *const WORDS[] = {
		"survey 2 D required 0: да stands bare and counts as empty; write true()",
		"survey 2 E read_only 0: нет stands bare and counts as empty; write false()",
		"survey 3 D required 0: Y stands bare and counts as empty; write true()",
		"survey 3 E read_only 0: n stands bare and counts as empty; write false()"};
	for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
		if (strstr(told.text, WORDS[i]) == NULL) {
			fail_msg("%s\nis not told in:\n%s", WORDS[i], told.text);
		}
	}
	assert_null(strstr(told.text, "survey 4"));
	zr_form_free(told.form);
}

static void an_expression_that_means_something_else_is_told(void **state)
{
	(void)state;
	static const char *const EXPRESSIONS[][2] = {
		{"not ${a} = 'yes'", "'not' without brackets is read as part of a path"},
		{"1 < ${q} < 5", "two comparisons in a row"},
		{"'${a}' = 'yes'", "a reference in quotation marks is a text"},
		{"/data/nothing = 1", "a path leads to 'nothing', which does not stand there"},
		{"${r} = 1", "${r} is asked in each entry of the repeat 'p', so it is not one"}};
	struct told told;
	for (size_t i = 0; i < sizeof EXPRESSIONS / sizeof EXPRESSIONS[0]; i++) {
		char sheets[600];
		(void)snprintf(sheets, sizeof sheets,
			HEADER "select_one yn|a|A|||\ninteger|q|Q|||\nbegin repeat|p|P|||\n"
			       "integer|r|R|||\ninteger|s|S|${r} = 1||\nend repeat|||||\n"
			       "text|t|T|%s||" LISTS,
			EXPRESSIONS[i][0]);
		look_at_sheets(&told, sheets);
		if (strstr(told.text, EXPRESSIONS[i][1]) == NULL) {
			fail_msg("%s: %s", EXPRESSIONS[i][0], told.text);
		}
		assert_non_null(strstr(told.text, "warning survey 8 D relevant"));
		assert_null(strstr(told.text, "survey 6"));
		zr_form_free(told.form);
	}
}

static void a_number_that_no_whole_number_reaches_is_told(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told, HEADER "integer|a|A||. > 9999999999|\n"
				     "integer|b|B||. < 2147483647 and . != 3|\n"
				     "text|c|C||string-length(.) = 12 and . > 9999999999|\n"
				     "integer|d|D|${a} > 9999999999|. != count(${a99999999999})|\n"
				     "integer|a99999999999|E||. != '99999999999'|" SETTINGS);
	assert_non_null(strstr(told.text,
		"warning survey 2 E constraint 0: a question for a whole number takes none beyond "
		"2147483647, and here stands 9999999999;"));
	assert_null(strstr(strstr(told.text, "beyond") + 1, "beyond")); /* of no other */
	zr_form_free(told.form);
}

#define DEFAULTS "# survey\ntype|name|label|default\n"

static void a_default_that_does_not_fit_is_told(void **state)
{
	(void)state;
	static const char *const ROWS[][2] = {
		{"integer|q|Q|1,5", "the default '1,5' is no whole number"},
		{"date|q|Q|31.12.2026", "the default '31.12.2026' is no date like"},
		{"select_one yn|q|Q|Yes", "the list yn has no such name (did you mean 'yes'?)"},
		{"select_multiple yn|q|Q|yes maybe", "the default 'maybe' is no choice"},
		{"time|q|Q|noon", "is no time"},
		{"range|q|Q|77", "the default '77' is no value of its scale"}};
	static const char *const FINE[] = {"integer|q|Q|5", "date|q|Q|2026-12-31",
		"date|q|Q|today()", "select_multiple yn|q|Q|yes no", "time|q|Q|23:59:00",
		"dateTime|q|Q|2026-12-31T23:59", "text|q|Q|31.12.2026", "geopoint|q|Q|55.7 37.6",
		"range|q|Q|10"};
	struct told told;
	char sheets[400];
	for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
		(void)snprintf(sheets, sizeof sheets, DEFAULTS "%s" LISTS, ROWS[i][0]);
		look_at_sheets(&told, sheets);
		assert_non_null(strstr(told.text, "warning survey 2 D default"));
		assert_non_null(strstr(told.text, ROWS[i][1]));
		zr_form_free(told.form);
	}
	for (size_t i = 0; i < sizeof FINE / sizeof FINE[0]; i++) {
		(void)snprintf(sheets, sizeof sheets, DEFAULTS "%s" LISTS, FINE[i]);
		look_at_sheets(&told, sheets);
		assert_string_equal(told.text, "");
		zr_form_free(told.form);
	}
}

static void a_text_that_may_be_a_choice_is_not_told(void **state)
{
	(void)state;
	static const char *const EXPRESSIONS[] = {"${a} = 'yes' or ${a} = ''",
		"selected(${m}, '1')", "selected(${a}, ' yes ')", "${m} = '1.0'", "${m} = '1 2'",
		"concat(${a}, 'x') = 'x'", "${a} = string('Yes')", "'${a} = x' = 'y'",
		"count(${m}[. = '2']) = 1"};
	struct told told;
	for (size_t i = 0; i < sizeof EXPRESSIONS / sizeof EXPRESSIONS[0]; i++) {
		look_at_expression(&told, EXPRESSIONS[i]);
		assert_string_equal(told.text, "");
	}
	look_at_sheets(&told, HEADER "select_one_from_file wards.csv|a|A|||\n"
				     "text|q|Q|${a} = 'none'||" LISTS);
	assert_string_equal(told.text, "");
	zr_form_free(told.form);
}

static void finds_rows_under_old_headers_and_in_an_only_sheet(void **state)
{
	(void)state;
	assert_told("# survey\ncommand|tag|caption|relevance\ninteger|a|A|\nbegin group|g|G|\n"
		    "text|b|B|${a} >> 3\nend group|||\n" SETTINGS,
		"error survey 4 D relevance");
	assert_told("# Sheet1\ntype|name|label|relevant\ninteger|a|A|\ntext|b|B|${a} >> 3\n",
		"error Sheet1 3 D relevant");
}

static void wishes_are_told_at_the_column_that_has_them(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told, "# survey\ntype|name|label|appearance\ntext|q|Q|ex:org.app\n"
			      "background-audio|b||\n" SETTINGS);
	assert_non_null(
		strstr(told.text, "survey 2 D appearance 0: the question asks for another"));
	assert_non_null(strstr(told.text, "survey 3 A type 0: the form asks for a recording"));
	zr_form_free(told.form);
}

static void a_failed_formula_is_told_once_and_not_what_follows(void **state)
{
	(void)state;
	struct told told;
	ZR_CLEANUP(zr_workbook_freep)
	struct zr_workbook *book = sheets_of(HEADER "text|q|Q|#DIV/0!||\ntext|r|#REF!|||" SETTINGS);
	const struct zr_fault failed = {.kind = ZR_FAULT_FORMULA_FAILED};
	zr_workbook_add_note(book, (struct zr_workbook_place){0, 1, 3}, &failed);
	zr_workbook_add_note(book, (struct zr_workbook_place){0, 2, 2}, &failed);
	begin(&told, NULL);
	assert_int_equal(zr_formcheck_workbook(&told.check, book, NULL, NULL, NULL), 0);
	assert_string_equal(told.text, "warning survey 3 C label 0: the formula's result is an "
				       "error; correct the formula\n"
				       "error survey 2 D relevant 0: the formula's result is an "
				       "error; correct the formula\n");
	assert_int_equal(told.check.error_count, 1);
	assert_int_equal(told.check.warning_count, 1);
}

static void remarks_go_by_the_title_that_the_author_gave(void **state)
{
	(void)state;
	static const char *const TITLES[] = {"Survey", " SURVEY ", "Sheet1"};
	const struct zr_fault failed = {.kind = ZR_FAULT_FORMULA_FAILED};
	const struct zr_fault empty = {.kind = ZR_FAULT_FORMULA_WITHOUT_RESULT};
	for (size_t i = 0; i < sizeof TITLES / sizeof TITLES[0]; i++) {
		struct told told;
		char sheets[200], expected[400];
		(void)snprintf(sheets, sizeof sheets,
			"# %s\ntype|name|label|relevant\ntext|#N/A|Q|\ntext|r|R|\n", TITLES[i]);
		ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = sheets_of(sheets);
		zr_workbook_add_note(book, (struct zr_workbook_place){0, 1, 1}, &failed);
		zr_workbook_add_note(book, (struct zr_workbook_place){0, 2, 3}, &empty);
		begin(&told, NULL);
		assert_int_equal(zr_formcheck_workbook(&told.check, book, NULL, NULL, NULL), 0);
		(void)snprintf(expected, sizeof expected,
			"warning %s 3 D relevant 0: the formula has no stored result, so the cell "
			"counts as empty; open the workbook in a spreadsheet program and save it\n"
			"error %s 2 B name 0: the formula's result is an error; correct the "
			"formula\n",
			TITLES[i], TITLES[i]);
		assert_string_equal(told.text, expected);
	}
}

static void finds_the_cell_of_a_setting(void **state)
{
	(void)state;
	char letters[ZR_WORKBOOK_COLUMN_NAME_BYTES];
	struct zr_finding finding = {.column = ""};
	ZR_CLEANUP(zr_workbook_freep)
	struct zr_workbook *book = sheets_of(HEADER QUESTION SETTINGS);
	zr_tell_place_setting(book, "form_id", letters, &finding);
	assert_string_equal(finding.sheet, "settings");
	assert_int_equal(finding.row, 2);
	assert_string_equal(finding.column, "B");
	struct zr_finding none = {.column = ""};
	zr_tell_place_setting(book, "version", letters, &none);
	assert_int_equal(none.row, 0);
	zr_tell_place_setting(NULL, "version", letters, &none);
}

static void what_an_interview_meets_is_told(void **state)
{
	(void)state;
	assert_told(HEADER QUESTION
		"calculate|old||||instance('nolist')/root/item[name = ${age}]/label\n" SETTINGS,
		"error survey 3 F calculation 0: instance(): the form has no instance 'nolist'; ");
	struct told told;
	look_at_sheets(&told, HEADER QUESTION "note|n|At ${age} ${born}|||\ncalculate|born||||1\n"
					      "select_one_from_file wards.csv|w|W|||\n" SETTINGS);
	assert_string_equal(told.text, "");
	zr_form_free(told.form);
}

/* Nodes of a default namespace are meant by paths with its prefix, and the other way round. */
static void looks_at_questions_whose_paths_have_other_prefixes(void **state)
{
	(void)state;
	static const char xml[] =
		"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:e='urn:e' "
		"xmlns:h='http://www.w3.org/1999/xhtml' xmlns:jr='http://openrosa.org/javarosa' "
		"xmlns:orx='http://openrosa.org/xforms'>\n<h:head><h:title>F</h:title>"
		"<model><instance><f xmlns='urn:e' id='f'><q/><g><r/></g><orx:meta>"
		"<orx:instanceID/></orx:meta></f></instance>\n"
		"<bind nodeset='/e:f/e:q' type='int'/><bind nodeset='/e:f/e:g/e:r' "
		"relevant='TRUE'/>\n<bind nodeset='/e:f/meta/instanceID' jr:preload='uid'/>"
		"</model></h:head>\n<h:body><input ref='/e:f/e:q'><label>Q</label></input>"
		"<group ref='e:g'><label>G</label><input ref='e:r'><label>R</label></input>"
		"</group></h:body></h:html>";
	struct told told;
	begin(&told, NULL);
	assert_int_equal(zr_formcheck_run(&told.check, xml, sizeof xml - 1, &told.form, NULL), 0);
	assert_int_equal(told.check.question_count, 2);
	assert_int_equal(told.check.group_count, 1);
	assert_non_null(strstr(told.text, "/f/g/r"));
	assert_non_null(strstr(told.text, "TRUE stands bare"));
	assert_null(strstr(told.text, "instanceID"));
	zr_form_free(told.form);
}

/* The same finding at the same cell. */
static void speaks_russian_to_who_asks_for_it(void **state)
{
	(void)state;
	struct told told;
	ZR_CLEANUP(zr_workbook_freep)
	struct zr_workbook *book =
		sheets_of(HEADER QUESTION "text|q|Q|wards(${age})||\n"
					  "note|n|N|${agee} = 1||\n"
					  "text|r|R|${age} = 1 and||\n" SETTINGS);
	begin(&told, NULL);
	told.check.language = ZR_LANGUAGE_RUSSIAN;
	assert_int_equal(zr_formcheck_workbook(&told.check, book, NULL, NULL, NULL), 0);
	assert_non_null(strstr(told.text,
		"ru error survey 3 D relevant 0: функции wards() нет: проверьте, как она пишется, "
		"возле «wards(${age})»\n"));
	assert_non_null(strstr(told.text,
		"ru error survey 4 D relevant 0: вопроса с именем 'agee' на листе survey нет "
		"(может быть, 'age'?); исправьте имя в ${agee}\n"));
	assert_non_null(strstr(told.text,
		"ru error survey 5 D relevant 0: ожидается значение или путь, а выражение "
		"кончилось, возле «${age} = 1 and»\n"));
}

static void says_a_path_otherwise_in_a_workbook(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told, HEADER QUESTION "calculate|c||||../zz * 2\n"
					      "calculate|d||||../../../zz * 2\n" SETTINGS);
	assert_non_null(strstr(told.text,
		"warning survey 3 F calculation 0: a path leads to 'zz', which does not stand "
		"there; it counts as empty; write the reference ${name} for a path\n"));
	zr_form_free(told.form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_form_is_counted_and_handed_over),
		cmocka_unit_test(tells_the_five_mistakes_at_their_cells),
		cmocka_unit_test(tells_the_five_mistakes_of_one_form_in_its_order),
		cmocka_unit_test(tells_each_cycle_once),
		cmocka_unit_test(tells_every_bad_expression),
		cmocka_unit_test(tells_which_list_is_missing_and_what_to_do),
		cmocka_unit_test(tells_what_is_wrong_with_a_list_where_it_is_named),
		cmocka_unit_test(tells_a_list_of_which_nothing_can_be_chosen),
		cmocka_unit_test(tells_choices_that_blanks_part),
		cmocka_unit_test(tells_an_xform_by_line_and_node),
		cmocka_unit_test(looks_at_questions_whose_paths_have_other_prefixes),
		cmocka_unit_test(a_text_that_is_no_choice_is_told),
		cmocka_unit_test(a_yes_or_no_that_is_no_word_of_forms_is_told_with_one),
		cmocka_unit_test(an_expression_that_means_something_else_is_told),
		cmocka_unit_test(a_number_that_no_whole_number_reaches_is_told),
		cmocka_unit_test(a_default_that_does_not_fit_is_told),
		cmocka_unit_test(a_text_that_may_be_a_choice_is_not_told),
		cmocka_unit_test(finds_rows_under_old_headers_and_in_an_only_sheet),
		cmocka_unit_test(wishes_are_told_at_the_column_that_has_them),
		cmocka_unit_test(a_failed_formula_is_told_once_and_not_what_follows),
		cmocka_unit_test(remarks_go_by_the_title_that_the_author_gave),
		cmocka_unit_test(finds_the_cell_of_a_setting),
		cmocka_unit_test(what_an_interview_meets_is_told),
		cmocka_unit_test(speaks_russian_to_who_asks_for_it),
		cmocka_unit_test(says_a_path_otherwise_in_a_workbook),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
