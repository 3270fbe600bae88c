/*
 * Whole conversions: what the sheets say stands in the XForm, and a fault names its place.
 *
 * Tests: sheet/cell.c sheet/heading.c sheet/pair.c sheet/phrase.c sheet/reference.c sheet/report.c
 * sheet/settings.c sheet/table.c survey/entity.c survey/entity_scope.c survey/expression.c
 * survey/links.c survey/lists.c survey/loop.c survey/meta.c survey/parameters.c survey/question.c
 * survey/question_type.c survey/range.c survey/reference_path.c survey/rows.c survey/save_to.c
 * survey/survey_item.c survey/survey_names.c survey/table_list.c survey/wordings.c write/controls.c
 * write/document.c write/entity_node.c write/itemset.c write/itemsets_csv.c write/language.c
 * write/language_check.c write/markup.c write/model.c write/node_tree.c write/secondary.c
 */
#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/xlsform/xlsform.h"
#include "test/unit/xlsform/sheets.h"

static struct zr_xlsform *convert(const char *sheets)
{
	struct zr_error error = {0};
	struct zr_workbook *book = sheets_of(sheets);
	struct zr_xlsform *form = NULL;
	int code = zr_xlsform_convert(book, NULL, &form, &error);
	zr_workbook_free(book);
	if (code != 0) {
		fail_msg("%u %s %s", error.line, error.where, error.message);
	}
	assert_facts(form);
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
	struct zr_workbook *book = sheets_of(sheets);
	struct zr_xlsform *form = NULL;
	assert_int_equal(zr_xlsform_convert(book, NULL, &form, &error), code);
	assert_null(form);
	assert_int_equal(error.line, line);
	assert_string_equal(error.where, where);
	assert_non_null(strstr(error.message, word));
	assert_true(error.kind > ZR_FAULT_SENTENCE);
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

static void offers_the_nearest_name(void **state)
{
	expect_error("# survey\ntype|name|label\ntext|village|V\ntext|q|${vilage}\n",
		ZR_E_REFERENCE, 3, "survey!C (label)", "did you mean 'village'?");
	expect_error("# survey\ntype|name|label\nselect_one yesno|q|Q\n"
		     "# choices\nlist_name|name|label\nyes_no|y|Y\n",
		ZR_E_REFERENCE, 2, "survey!A (type)", "did you mean 'yes_no'?");
	expect_error("# survey\ntype|name|label\nintegr|q|Q\n", ZR_E_UNSUPPORTED, 2,
		"survey!A (type)", "did you mean 'integer'?");
	expect_error("# survey\ntype|name|label\ntextes|q|Q\n", ZR_E_UNSUPPORTED, 2,
		"survey!A (type)", "did you mean 'text'?");
	expect_error("# survey\ntype|name|label\nselct_one l|q|Q\n", ZR_E_UNSUPPORTED, 2,
		"survey!A (type)", "did you mean 'select_one'?");
	expect_error("# survey\ntype|name|label\ninteger|age|A\ntext|q|${aeg}\n", ZR_E_REFERENCE, 3,
		"survey!C (label)", "did you mean 'age'?");
}

static struct zr_xlsform *try(const char *sheets)
{
	struct zr_error error = {0};
	struct zr_workbook *book = sheets_of(sheets);
	struct zr_xlsform *form = NULL;
	assert_int_equal(zr_xlsform_try(book, NULL, &form, &error), 0);
	assert_facts(form);
	zr_workbook_free(book);
	return form;
}

/* The faults as "SHEET!COLUMN row" with blanks between. */
static void expect_faults(const char *sheets, const char *expected)
{
	struct zr_xlsform *form = try(sheets);
	char got[400] = "";
	for (size_t i = 0, used = 0; i < zr_xlsform_fault_count(form); i++) {
		const struct zr_error *fault = zr_xlsform_fault(form, i);
		used += (size_t)snprintf(got + used, sizeof got - used, "%s%.*s %u",
			i > 0 ? ", " : "", (int)strcspn(fault->where, " "), fault->where,
			fault->line);
	}
	assert_string_equal(got, expected);
	zr_xlsform_free(form);
}

static void tells_all_faults_in_the_order_of_the_sheets(void **state)
{
	expect_faults("# survey\ntype|name|label|relevant\n"
		      "text|a|A ${no}|${nor}\ninteger|1st|B|\nselect_one l|c|C|\n"
		      "selct|d|D|\ntext|a|A|${\n"
		      "# choices\nlist_name|name|label\nm||M\nm|x|X\nm|x|X\n"
		      "# settings\nname\na b\n",
		"survey!C 2, survey!D 2, survey!B 3, survey!A 4, survey!A 5, survey!B 6, "
		"survey!D 6, choices!B 2, choices!B 4, settings!A 2");
}

static void tells_nothing_that_follows_from_a_fault(void **state)
{
	/* what refers to a row at fault, to the list's one bad choice, to a name told twice */
	expect_faults("# survey\ntype|name|label|relevant\nno|a|A|\n|b|B|\ntext||C|\n"
		      "select_one l|d|D|\nselect_one x or_other|e|E|\n"
		      "text|f|${a} ${b} ${d} ${e} ${e_other}|${a} = ${b}\n"
		      "# choices\nlist_name|name|label\nl||L\n",
		"survey!A 2, survey!B 3, survey!B 4, survey!A 6, choices!B 2");
	expect_faults(
		"# survey\ntype|name|label\nselect_one x|a|A\nselect_one y|b|B\n", "survey!A 2");
	expect_faults("# survey\ntype|name|label\nbegin group|g|G\ntext|q|Q\nend group||\n"
		      "begin group|h|H\ntext|q|Q\nend group||\n"
		      "text|r|${q}\ntext|s|${q}\n",
		"survey!C 8");
	expect_faults("# survey\ntype|name|label|save_to\ntext|a|A|p\ntext|b|B|q\n", "survey!D 2");
}

static void goes_on_behind_ends_that_do_not_fit(void **state)
{
	/* the end of another kind, before the right one: one fault and not two */
	expect_faults("# survey\ntype|name|label\nbegin repeat|r|R\ntext|a|A\nend group||\n"
		      "end repeat||\ntext|b|B\n",
		"survey!A 4");
	expect_faults("# survey\ntype|name|label\nend group||\nbegin group|g|G\n"
		      "begin repeat|r|R\ntext|a|A\nend group||\ntext|b|${a}\n"
		      "begin group|h|H\nend repeat||\nbegin group|i|I\ntext|c|${b}\n",
		"survey!A 2, survey!A 6, survey!A 9, survey!A 10");
}

static void keeps_as_many_faults_as_it_says(void **state)
{
	char sheets[8192];
	size_t used = (size_t)snprintf(sheets, sizeof sheets, "# survey\ntype|name|label\n");
	for (unsigned i = 0; i <= ZR_XLSFORM_FAULT_COUNT_MAX; i++) {
		used += (size_t)snprintf(
			sheets + used, sizeof sheets - used, "text|q%u|${no}\n", i);
	}
	struct zr_xlsform *form = try(sheets);
	assert_int_equal(zr_xlsform_fault_count(form), ZR_XLSFORM_FAULT_COUNT_MAX);
	assert_int_equal(zr_xlsform_more_faults(form), 1);
	zr_xlsform_free(form);
}

static void warns_of_the_setting_flat(void **state)
{
	struct zr_xlsform *form = convert("# survey\ntype|name|label\nbegin group|g|G\ntext|q|Q\n"
					  "end group||\n# settings\nform_id|flat\nf|yes\n");
	assert_int_equal(zr_xlsform_warning_count(form), 1);
	const struct zr_xlsform_warning *warning = zr_xlsform_warning(form, 0);
	assert_string_equal(warning->sheet, "settings");
	assert_int_equal(warning->row, 2);
	assert_int_equal(warning->column, 2);
	assert_non_null(strstr(zr_xlsform_text(form, NULL), "/data/g/q"));
	zr_xlsform_free(form);
	form = convert("# survey\ntype|name|label\ntext|q|Q\n# settings\nflat\nno\n");
	assert_int_equal(zr_xlsform_warning_count(form), 0);
	zr_xlsform_free(form);
}

static void takes_namespaces_with_quotes_and_without(void **state)
{
	struct zr_xlsform *form = convert("# survey\ntype|name|label\ntext|q|Q\n"
					  "# settings\nform_id|namespaces\n"
					  "f|cht=https://example.org/cht e=\"urn:e\" s='urn:s'\n");
	static const char *const declared[] = {
		"xmlns:cht=\"https://example.org/cht\"", "xmlns:e=\"urn:e\"", "xmlns:s=\"urn:s\""};
	for (size_t i = 0; i < sizeof declared / sizeof declared[0]; i++) {
		assert_non_null(strstr(zr_xlsform_text(form, NULL), declared[i]));
	}
	zr_xlsform_free(form);
	static const char *const broken[] = {"cht", "cht=", "e=\"urn:e"};
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		char sheets[200];
		(void)snprintf(sheets, sizeof sheets,
			"# survey\ntype|name|label\ntext|q|Q\n# settings\nnamespaces\n%s\n",
			broken[i]);
		expect_error(sheets, ZR_E_SYNTAX, 2, "settings!A (namespaces)", "prefix=\"uri\"");
	}
}

static void leaves_no_form_where_there_is_nothing_to_convert(void **state)
{
	struct zr_xlsform *form = try("# choices\nlist_name|name|label\nl||L\n# other\na\nb\n");
	assert_int_equal(zr_xlsform_fault_count(form), 2);
	assert_string_equal(zr_xlsform_text(form, NULL), "");
	zr_xlsform_free(form);
}

static void names_both_rows_of_a_name_used_twice(void **state)
{
	expect_error("# survey\ntype|name|label\ntext|q|A\ntext|q|B\n", ZR_E_EXISTS, 3,
		"survey!B (name)", "row 2");
	struct zr_xlsform *form =
		try("# survey\ntype|name|label|repeat_count\nbegin repeat|r|A|1 + 1\ntext|p|P|\n"
		    "end repeat|||\nbegin repeat|r|B|1 + 2\ntext|q|Q|\nend repeat|||\n");
	/* the names of the two counts, r_count, are not the author's */
	assert_int_equal(zr_xlsform_fault_count(form), 1);
	assert_int_equal(zr_xlsform_fault(form, 0)->line, 5);
	zr_xlsform_free(form);
}

static void names_the_group_that_is_never_closed(void **state)
{
	expect_error("# survey\ntype|name|label\nbegin group|g|G\ntext|q|A\n", ZR_E_SYNTAX, 2,
		"survey!A (type)", "'g'");
}

static void names_the_row_of_a_select_without_a_list(void **state)
{
	expect_error("# survey\ntype|name|label\nselect_one|q|Q\n", ZR_E_INVALID, 2,
		"survey!A (type)", "names no list");
}

static void forgives_what_older_converters_let_pass(void **state)
{
	static const char SHEETS[] = "# survey\ntype|name|label|relevance|bind::relevant\n"
				     "select_one l|q|Q||1 = 1\ntext|t|T|2 = 2|3 = 3\n"
				     "# choices\nlist_name|name|label\nl|a|A\nl|a|B\n";
	expect_error(SHEETS, ZR_E_EXISTS, 1, "survey", "'relevance'");
	const struct zr_xlsform_options options = {.is_forgiving = true};
	struct zr_workbook *book = sheets_of(SHEETS);
	struct zr_xlsform *form = NULL;
	assert_int_equal(zr_xlsform_convert(book, &options, &form, NULL), 0);
	assert_non_null(strstr(zr_xlsform_text(form, NULL), "relevant=\"1 = 1\""));
	assert_non_null(strstr(zr_xlsform_text(form, NULL), "relevant=\"2 = 2\""));
	assert_null(strstr(zr_xlsform_text(form, NULL), "3 = 3"));
	assert_int_equal(zr_xlsform_warning_count(form), 2);
	zr_xlsform_free(form);
	zr_workbook_free(book);
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

static void takes_the_headers_of_old_forms(void **state)
{
	expect_in("# survey\ncommand|tag|caption:English|Constraint Message:English|constraint\n"
		  "add integer prompt|q|How many?|Too many|. < 9\n",
		"<bind nodeset=\"/data/q\" type=\"int\" constraint=\". &lt; 9\" "
		"jr:constraintMsg=\"jr:itext('/data/q:jr:constraintMsg')\"/>");
}

static void refuses_two_headers_for_one_column(void **state)
{
	expect_error(
		"# survey\ntype|name|tag|label\ntext|q|q|Q\n", ZR_E_EXISTS, 1, "survey", "'tag'");
}

static void offers_a_filtered_list_through_an_itemset(void **state)
{
	const char *sheets = "# survey\ntype|name|label|choice_filter\ntext|r|R|\n"
			     "select_one wards|w|W|region = ${r}\n"
			     "# choices\nlist_name|name|label|region\nwards|a|A|n\n";
	expect_in(sheets, "<itemset nodeset=\"instance('wards')/root/item[region =  /data/r ]\">");
	expect_in(sheets, "<item><name>a</name><label>A</label><region>n</region></item>");
}

static void adds_the_question_of_or_other(void **state)
{
	const char *sheets = "# survey\ntype|name|label\nselect_one l or_other|q|Q\n"
			     "# choices\nlist_name|name|label\nl|a|A\n";
	expect_in(sheets, "relevant=\"selected(../q, 'other')\"");
	expect_in(sheets, "<item><name>other</name><label>Other</label></item>");
}

static void moves_a_triggered_calculation_to_its_trigger(void **state)
{
	const char *sheets = "# survey\ntype|name|label|calculation|trigger\ntext|a|A||\n"
			     "dateTime|b||now()|${a}\n";
	expect_in(sheets,
		"<setvalue ref=\"/data/b\" event=\"xforms-value-changed\" value=\"now()\"/>"
		"</input>");
	expect_in(sheets, "<bind nodeset=\"/data/b\" type=\"dateTime\"/>");
}

static void starts_at_current_within_a_predicate(void **state)
{
	expect_in("# survey\ntype|name|label|calculation\nxml-external|x||\nbegin repeat|r|R|\n"
		  "text|a|A|\ncalculate|b||instance('x')/root/item[k = ${a}]/v\nend repeat|||\n",
		"instance('x')/root/item[k =  current()/../a ]/v");
}

static void reads_what_was_saved_last(void **state)
{
	const char *sheets = "# survey\ntype|name|label|default\ntext|q|Q|${last-saved#q}\n";
	expect_in(sheets, "<instance id=\"__last-saved\" src=\"jr://instance/last-saved\"/>");
	expect_in(sheets, "value=\" instance('__last-saved')/data/q \"");
}

static void repeats_the_rows_of_a_loop_for_each_choice(void **state)
{
	expect_in(
		"# survey\ntype|name|label\nbegin loop over l|g|G\ninteger|n|How many %(label)s?\n"
		"end loop||\n# choices\nlist_name|name|label\nl|goat|goats\nl|cow|cows\n",
		"<input ref=\"/data/g/cow/n\"><label>How many cows?</label></input>");
}

/* Room for 4,096 bytes is the caller's. */
static void append(char *text, const char *more)
{
	size_t bytes = strlen(text);
	(void)snprintf(text + bytes, 4096 - bytes, "%s", more);
}

static void refuses_loops_that_make_too_much(void **state)
{
	char sheets[4096] = "# survey\ntype|name|label\n";
	for (char name = 'a'; name < 'a' + 12; name++) {
		(void)snprintf(sheets + strlen(sheets), sizeof sheets - strlen(sheets),
			"begin loop over l|%c|G\n", name);
	}
	append(sheets, "text|q|Q\n");
	for (size_t i = 0; i < 12; i++) {
		append(sheets, "end loop||\n");
	}
	append(sheets, "# choices\nlist_name|name|label\n");
	for (char name = 'a'; name < 'a' + 10; name++) {
		(void)snprintf(
			sheets + strlen(sheets), sizeof sheets - strlen(sheets), "l|c%c|C\n", name);
	}
	struct zr_error error = {0};
	struct zr_workbook *book = sheets_of(sheets);
	struct zr_xlsform *form = NULL;
	assert_int_equal(zr_xlsform_convert(book, NULL, &form, &error), ZR_E_LIMIT);
	zr_workbook_free(book);
}

static void gives_a_table_its_head(void **state)
{
	expect_in("# survey\ntype|name|label|appearance\nbegin group|g||table-list\n"
		  "select_one l|q|Q|\nend group|||\n# choices\nlist_name|name|label\nl|a|A\n",
		"<select1 ref=\"/data/g/reserved_name_for_field_list_labels_3\" "
		"appearance=\"label\"><label> </label>");
}

static void checks_the_marks_of_a_range(void **state)
{
	const char *head = "# survey\ntype|name|label|parameters\nrange|q|Q|";
	char sheets[256];
	(void)snprintf(sheets, sizeof sheets, "%sstart=0 end=1 step=0.1 tick_interval=0.3\n", head);
	expect_in(sheets, "start=\"0\" end=\"1\" step=\"0.1\" odk:tick-interval=\"0.3\"");
	expect_in(sheets, "type=\"decimal\"");
	(void)snprintf(sheets, sizeof sheets, "%sstep=2 tick_interval=3\n", head);
	expect_error(sheets, ZR_E_INVALID, 2, "survey!D (parameters)", "'tick_interval'");
	(void)snprintf(sheets, sizeof sheets, "%sstop=9\n", head);
	expect_error(sheets, ZR_E_INVALID, 2, "survey!D (parameters)", "'stop'");
}

static void declares_an_entity_where_its_answers_lie(void **state)
{
	const char *sheets = "# survey\ntype|name|label|save_to\nbegin repeat|r|R|\n"
			     "text|q|Q|colour\nend repeat|||\n"
			     "# entities\nlist_name|label\ntrees|${q}\n";
	expect_in(sheets, "<q/><meta><entity dataset=\"trees\" create=\"1\" id=\"\"><label/>"
			  "</entity></meta></r>");
	expect_in(sheets, "entities:saveto=\"colour\"");
	expect_in(sheets, "calculate=\" ../../../q \"");
}

static void refuses_an_entity_across_repeats(void **state)
{
	expect_error("# survey\ntype|name|label\nbegin repeat|r|R\ntext|a|A\nend repeat||\n"
		     "begin repeat|s|S\ntext|b|B\nend repeat||\n"
		     "# entities\nlist_name|label\ntrees|concat(${a}, ${b})\n",
		ZR_E_INVALID, 2, "entities", "'b'");
}

static void says_which_language_lacks_a_column(void **state)
{
	struct zr_xlsform *form =
		convert("# survey\ntype|name|label::English (en)|label::Русский (ru)|"
			"hint::English (en)\ntext|q|Q|В|H\n");
	assert_int_equal(zr_xlsform_warning_count(form), 1);
	char text[600];
	assert_non_null(strstr(warning_of(form, 0, text), "'Русский (ru)'"));
	zr_xlsform_free(form);
}

static void refuses_a_name_for_a_list_and_a_file(void **state)
{
	expect_error("# survey\ntype|name|label\nselect_one l|p|P\n"
		     "select_one_from_file l.csv|q|Q\n# choices\nlist_name|name|label\nl|a|A\n",
		ZR_E_EXISTS, 3, "survey", "'l'");
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
		cmocka_unit_test(offers_the_nearest_name),
		cmocka_unit_test(tells_all_faults_in_the_order_of_the_sheets),
		cmocka_unit_test(tells_nothing_that_follows_from_a_fault),
		cmocka_unit_test(goes_on_behind_ends_that_do_not_fit),
		cmocka_unit_test(keeps_as_many_faults_as_it_says),
		cmocka_unit_test(warns_of_the_setting_flat),
		cmocka_unit_test(takes_namespaces_with_quotes_and_without),
		cmocka_unit_test(leaves_no_form_where_there_is_nothing_to_convert),
		cmocka_unit_test(names_both_rows_of_a_name_used_twice),
		cmocka_unit_test(names_the_group_that_is_never_closed),
		cmocka_unit_test(names_the_row_of_a_select_without_a_list),
		cmocka_unit_test(forgives_what_older_converters_let_pass),
		cmocka_unit_test(warns_of_a_choice_without_a_label),
		cmocka_unit_test(writes_external_choices_as_csv),
		cmocka_unit_test(takes_the_headers_of_old_forms),
		cmocka_unit_test(refuses_two_headers_for_one_column),
		cmocka_unit_test(offers_a_filtered_list_through_an_itemset),
		cmocka_unit_test(adds_the_question_of_or_other),
		cmocka_unit_test(moves_a_triggered_calculation_to_its_trigger),
		cmocka_unit_test(starts_at_current_within_a_predicate),
		cmocka_unit_test(reads_what_was_saved_last),
		cmocka_unit_test(repeats_the_rows_of_a_loop_for_each_choice),
		cmocka_unit_test(refuses_loops_that_make_too_much),
		cmocka_unit_test(gives_a_table_its_head),
		cmocka_unit_test(checks_the_marks_of_a_range),
		cmocka_unit_test(declares_an_entity_where_its_answers_lie),
		cmocka_unit_test(refuses_an_entity_across_repeats),
		cmocka_unit_test(says_which_language_lacks_a_column),
		cmocka_unit_test(refuses_a_name_for_a_list_and_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
