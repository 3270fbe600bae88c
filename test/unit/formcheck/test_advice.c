/* Tests: advice.c lib/formcheck/outline.c (paths), cell_check.c and the odd characters of
 * expressions.c, told at their cells. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/formcheck/formcheck.h"
#include "test/unit/formcheck/told.h"

#define HEADER "# survey\ntype|name|label|relevant|appearance|calculation|default|trigger\n"
#define YES_NO "# choices\nlist_name|name|label\nyn|y|Yes\nyn|n|No\n"

static int read_nothing(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	(void)user;
	(void)ret_bytes;
	return zr_error_set(error, ZR_E_NOT_FOUND, "no %s", uri);
}

static void look_at_sheets(struct told *told, const char *sheets)
{
	*told = (struct told){.check = {.loader = {.read = read_nothing}}};
	told_look_at_sheets(told, sheets);
}

static void look_at_xform(struct told *told, const char *model, const char *body)
{
	char xml[4000];
	int bytes = snprintf(xml, sizeof xml,
		"<h:html xmlns='http://www.w3.org/2002/xforms' "
		"xmlns:h='http://www.w3.org/1999/xhtml' "
		"xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>T</h:title><model>%s"
		"</model></h:head><h:body>%s</h:body></h:html>",
		model, body);
	*told = (struct told){.check = {.missing_advice = ZR_FAULT_PUT_INTO_FOLDER,
				      .language = ZR_LANGUAGE_ENGLISH,
				      .tell = told_take,
				      .user = told,
				      .loader = {.read = read_nothing}}};
	assert_int_equal(zr_formcheck_run(&told->check, xml, (size_t)bytes, NULL, NULL), 0);
}

static void names_odd_characters_at_their_cells(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told,
		HEADER "select_one yn|a|A|||||\ntext|b|B|${a} = \u201ey\u201c||||\n"
		       "text|c|C|\u200b${a} = 'y'||||\ntext|d|D|${a}\u202f= 'y'||||\n"
		       "calculate|e||||1 \u2212 2||\ncalculate|g||||\uff43oncat(1)||\n" YES_NO);
	assert_told(&told,
		"error survey 3 D: here stands \u201e (typographic quotation mark, U+201E); "
		"type ' or \"");
	assert_told(&told,
		"error survey 4 D: here stands an invisible character (zero width space, "
		"U+200B); delete it");
	assert_told(&told, "error survey 5 D: here stands a blank that is none (narrow no-break "
			   "space, U+202F); type a blank");
	assert_told(&told, "error survey 6 F: here stands \u2212 (minus sign, U+2212); type -");
	assert_told(&told,
		"error survey 7 F: here stands \uff43 (full-width character, U+FF43); type c");
	assert_int_equal(told.check.error_count, 5);
}

static void names_what_nobody_sees_in_a_name(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told,
		HEADER "select_one yn|a|A|||||\ntext|b\u200b|B|||||\ntext\u00ad|c|C|||||\n"
		       "text|d|D|${a\u200b} = 'y'||||\n# choices\nlist_name|name|label\n"
		       "yn|y\u2060|Yes\nyn|n|No\n");
	assert_told(&told, "error survey 3 B: the 'name' 'b\u200b' is not a name;");
	assert_told(&told, "in it stands an invisible character (zero width space, U+200B)");
	assert_told(&told,
		"error survey 4 A: in 'text\u00ad' stands an invisible character (soft hyphen");
	assert_told(&told, "error survey 5 D: '${a\u200b} = 'y'' is no reference;");
	assert_told(&told, "warning choices 2 B: no condition will meet the name 'y\u2060'");
	assert_int_equal(told.check.error_count, 3);
	look_at_sheets(&told, "# survey\ntype|name|label|appearance|default|relevant\u200b\n"
			      "integer|a|A|counter\u200b|5\u200b|\ntext|b|B||5\u00a0km|\n"
			      "# settings\nform_id|form_title\nf\u200b|A\u00a0B\n");
	assert_told(&told, "warning survey 1 F: in the heading 'relevant\u200b' stands");
	assert_told(&told, "error survey 2 D: in 'counter\u200b' stands");
	assert_told(&told, "warning survey 2 E: in the default '5\u200b' stands");
	assert_told(&told, "error settings 2 A: in 'f\u200b' stands");
	assert_int_equal(told.check.error_count, 2);
	look_at_sheets(&told, HEADER "text|\u300ca\u300d|B|||||\n");
	assert_told(&told, "in it stands \u300c (corner bracket, U+300C)");
}

static void tells_letters_of_another_alphabet(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(
		&told, HEADER "select_one yn|a|A|||||\ntext|b|B|${\u0430} = 'y'||||\n" YES_NO);
	assert_told(&told, "('a' is there, but of letters of another alphabet that look the same");
	look_at_sheets(
		&told, HEADER "select_one yn|a|A|||||\ntext|b|B|${a} = '\u0443'||||\n" YES_NO);
	assert_told(&told, "('y' is there, but of letters of another alphabet that look the same; "
			   "type it again)");
}

static void takes_texts_with_odd_characters(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told, HEADER "text|\u06a9\u200c\u06a9|\u201eA\u201c \u2212 B\u00a0C|||||\n"
				     "calculate|t||||concat(${\u06a9\u200c\u06a9}, '\u00a0\u20bd "
				     "\u2013 \u00ab!\u00bb')||\n");
	assert_string_equal(told.text, "");
}

static void takes_the_dates_of_a_spreadsheet(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told,
		HEADER "date|d|D||||2026-01-15 00:00:00|\ndateTime|m|M||||2026-01-15 10:30:00|\n"
		       "time|t|T||||10:30:00|\n");
	assert_string_equal(told.text, "");
	look_at_sheets(&told, HEADER "text|d|D||||2026-01-15 00:00:00|\n# choices\n"
				     "list_name|name|label\nl|2026-01-15 00:00:00|A\n"
				     "l|2026-01-16 00:00:00|B\n");
	assert_told(&told, "warning survey 2 G: a date or time of the spreadsheet is read as "
			   "'2026-01-15 00:00:00'");
	assert_told(&told, "warning choices 2 B: a date or time");
	assert_int_equal(told.check.warning_count, 2);
}

static void tells_of_results_that_are_no_choice(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told, HEADER "integer|age|Age|||||\nselect_one yn|a|A|||if(${age} > 60, "
				     "'yes', if(${age} > 17, 'y', "
				     "''))||\n" YES_NO);
	assert_told(&told,
		"warning survey 3 F: the result 'yes' is no choice: the list yn has no such");
	assert_int_equal(told.check.warning_count, 1);
}

static void tells_of_calendars_and_exponents(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told, HEADER
		"date|d|D||islamic year|||\ndate|e|E||month-year|||\ncalculate|c||||1e3 + 1||\n"
		"calculate|k||||concat('2e5', 1.5)||\n");
	assert_told(&told, "warning survey 2 E: the Islamic calendar ('islamic') is not shown");
	assert_told(&told, "error survey 4 F: a number has no exponent");
	assert_int_equal(told.check.warning_count, 1);
	assert_int_equal(told.check.error_count, 1);
}

static void tells_of_two_repeats_of_one_name(void **state)
{
	(void)state;
	struct told told;
	look_at_xform(&told,
		"<instance><d id='d'><g><p><a/></p></g><p><a/></p><meta><instanceID/></meta></d>"
		"</instance><bind nodeset='/d/meta/instanceID' jr:preload='uid'/>",
		"<group ref='/d/g'><label>G</label><group ref='/d/g/p'><label>P</label>"
		"<repeat nodeset='/d/g/p'><input ref='/d/g/p/a'><label>A</label></input></repeat>"
		"</group></group><group ref='/d/p'><label>P</label><repeat nodeset='/d/p'>"
		"<input ref='/d/p/a'><label>A</label></input></repeat></group>");
	assert_told(&told, "warning /d/p 0 : two repeats are called 'p', here and at /d/g/p;");
	assert_int_equal(told.check.warning_count, 1);
}

static void tells_of_records_without_an_id(void **state)
{
	(void)state;
	static const char *const MADE[][2] = {{"", "stays empty"},
		{"calculate=\"concat('uuid:', 'HOUSE')\"", "is the same in every interview"},
		{"calculate=\"concat('uuid:', 'uuid()')\"", "is the same in every interview"},
		{"calculate=\"concat('uuid:', /d/q)\"", "may be the same in two interviews"},
		{"calculate=\"once(concat('uuid:', uuid()))\"", NULL}, {"jr:preload='uid'", NULL}};
	struct told told;
	for (size_t i = 0; i < sizeof MADE / sizeof *MADE; i++) {
		char model[400];
		(void)snprintf(model, sizeof model,
			"<instance><d id='d'><q/><meta><instanceID/></meta></d></instance>"
			"<bind nodeset='/d/q' type='string'/>"
			"<bind nodeset='/d/meta/instanceID' type='string' %s/>",
			MADE[i][0]);
		look_at_xform(&told, model, "<input ref='/d/q'><label>Q</label></input>");
		if (MADE[i][1] != NULL) {
			assert_told(&told, MADE[i][1]);
		}
		assert_int_equal(told.check.warning_count, MADE[i][1] != NULL);
	}
	look_at_xform(&told, "<instance><d id='d'><q/></d></instance>",
		"<input ref='/d/q'><label>Q</label></input>");
	assert_told(&told, "the form gives its records no instanceID");
	look_at_sheets(&told, HEADER "text|a|A|||||\n# settings\nform_id|omit_instanceID\nf|yes\n");
	assert_told(&told, "warning settings 2 B: the form gives its records no instanceID");
}

static void tells_of_answers_set_from_outside_a_repeat(void **state)
{
	(void)state;
	struct told told;
	look_at_sheets(&told, HEADER "text|a|A|||||\nbegin repeat|p|P|||||\ntext|b|B|||||\n"
				     "calculate|c||||${a}||${a}\ncalculate|e||||${b}||${b}\n"
				     "end repeat|||||||\n");
	assert_told(&told, "warning survey 5 H: 'c' stands in the repeat 'p'");
	assert_int_equal(told.check.warning_count, 1);
}

static void finds_questions_behind_blanks_and_relative_paths(void **state)
{
	(void)state;
	struct told told;
	look_at_xform(&told,
		"<instance><d id='d'><a/><g><b/><c/></g><meta><instanceID/></meta></d></instance>"
		"<bind nodeset=' /d/a ' constraint=' . &gt;&gt; 1 '/><bind nodeset='\n /d/g/b'/>"
		"<bind nodeset='/d/meta/instanceID' jr:preload='uid'/>",
		"<input ref=' /d/a '><label>A</label></input><group ref='/d/g'>"
		"<input ref='b'><label>B</label></input><input "
		"ref='../g/c'><label>C</label></input>"
		"</group>");
	assert_int_equal(told.check.question_count, 3);
	assert_told(&told, "error /d/a 1 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_odd_characters_at_their_cells),
		cmocka_unit_test(names_what_nobody_sees_in_a_name),
		cmocka_unit_test(tells_letters_of_another_alphabet),
		cmocka_unit_test(takes_texts_with_odd_characters),
		cmocka_unit_test(takes_the_dates_of_a_spreadsheet),
		cmocka_unit_test(tells_of_results_that_are_no_choice),
		cmocka_unit_test(tells_of_calendars_and_exponents),
		cmocka_unit_test(tells_of_two_repeats_of_one_name),
		cmocka_unit_test(tells_of_records_without_an_id),
		cmocka_unit_test(tells_of_answers_set_from_outside_a_repeat),
		cmocka_unit_test(finds_questions_behind_blanks_and_relative_paths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
