/* Answers against their lists, and against one another.
 * Tests: choices.c lib/form/session/answer.c */
#include "lib/form/session/verify.h"
#include "lib/form/session/working.h"
#include "test/unit/form/form_unit.h"

#define SELECT(kind, name, items) "<" kind " ref='/data/" name "'>" items "</" kind ">"
#define ITEM(value)               "<item><label>" value "</label><value>" value "</value></item>"
#define ABC                       ITEM("a") ITEM("b") ITEM("c")

static enum zr_verdict check_at(struct zr_session *session, const char *path)
{
	const struct zr_item item = form_unit_item(session, path);
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	assert_int_equal(zr_session_check(session, &item, &verdict, NULL), 0);
	return verdict;
}

static void expect_current(struct zr_session *session)
{
	struct zr_buffer stale = {0};
	assert_int_equal(zr_verify_states(session, NULL, &stale, NULL), 0);
	assert_string_equal(zr_buffer_text(&stale), "");
	zr_buffer_finish(&stale);
}

static void starts_without_what_no_list_has(void **state)
{
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><all>a b c</all><odd>c a</odd><gone>zzz</gone><part>a zzz"
		"</part><comma>a,b</comma><far>x</far><near>n1</near></data></instance>"
		"<instance id='l'><root><item><n>n1</n></item><item><n>n2</n></item></root>"
		"</instance><bind nodeset='/data/gone' required='true()'/>",
		SELECT("select", "all", ABC) SELECT("select", "odd", ABC) SELECT(
			"select1", "gone", ABC) SELECT("select", "part", ABC) SELECT("select",
			"comma", ABC) "<select1 ref='/data/far'><itemset "
				      "nodeset=\"instance('l')/root/item\"><value ref='n'/>"
				      "</itemset></select1><select1 ref='/data/near'><itemset "
				      "nodeset=\"instance('l')/root/item\"><value ref='n'/>"
				      "</itemset></select1>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/all"), "a b c");
	assert_string_equal(form_unit_value(session, "/data/odd"), "a c");
	assert_string_equal(form_unit_value(session, "/data/gone"), "");
	assert_string_equal(form_unit_value(session, "/data/part"), "a");
	assert_string_equal(form_unit_value(session, "/data/comma"), "");
	assert_string_equal(form_unit_value(session, "/data/far"), "");
	assert_string_equal(form_unit_value(session, "/data/near"), "n1");
	assert_int_equal(check_at(session, "/data/gone"), ZR_VERDICT_REQUIRED);
	expect_current(session);
	zr_session_free(session);
	zr_form_free(form);
}

static void calculates_nothing_that_no_list_has(void **state)
{
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><age/><w>1</w><band/><far/><put/></data></instance>"
		"<instance id='l'><root><item><n>old</n><w>2</w></item></root></instance>"
		"<bind nodeset='/data/age' type='int'/><bind nodeset='/data/band' "
		"calculate=\"if(/data/age &gt; 60, 'old', if(/data/age &gt; 17, 'a', 'c'))\"/>"
		"<bind nodeset='/data/far' calculate=\"if(/data/age &gt; 60, 'old', '')\"/>",
		"<input ref='/data/age'><setvalue event='xforms-value-changed' ref='/data/put' "
		"value=\"if(/data/age &gt; 60, 'old', 'b')\"/></input><input "
		"ref='/data/w'/>" SELECT("select1", "band", ABC)
			SELECT("select1", "put", ABC) "<select1 ref='/data/far'><itemset "
						      "nodeset=\"instance('l')/root/item[w = "
						      "/data/w]\"><value ref='n'/></itemset>"
						      "</select1>");
	struct zr_session *session = form_unit_start(form);
	static const char *const STEPS[][3] = {{"20", "a", "b"}, {"70", "", ""}, {"5", "c", "b"}};
	for (size_t i = 0; i < 3; i++) {
		(void)form_unit_answer(session, "/data/age", STEPS[i][0]);
		assert_string_equal(form_unit_value(session, "/data/band"), STEPS[i][1]);
		assert_string_equal(form_unit_value(session, "/data/put"), STEPS[i][2]);
		expect_current(session);
	}
	(void)form_unit_answer(session, "/data/age", "70");
	assert_string_equal(form_unit_value(session, "/data/far"), "");
	(void)form_unit_answer(session, "/data/w", "2");
	assert_string_equal(form_unit_value(session, "/data/far"), "old");
	expect_current(session);
	zr_session_free(session);
	zr_form_free(form);
}

/* The list of a second question for the node cuts nothing; a repeat is no list at all. */
static void calculates_what_it_likes_where_another_question_asks_first(void **state)
{
	static const char *const FIRST[] = {"<input ref='/data/a'/>",
		"<group ref='/data/a'><label>Group</label></group>", "<repeat nodeset='/data/a'/>"};
	for (size_t i = 0; i < sizeof FIRST / sizeof *FIRST; i++) {
		char body[400];
		(void)snprintf(body, sizeof body,
			"%s<select1 ref='/data/a'><itemset nodeset=\"instance('l')/root/item[n != "
			"/data/b]\"><value ref='n'/></itemset></select1><input ref='/data/b'/>",
			FIRST[i]);
		struct zr_form *form = form_unit_load(
			"<instance><data id='f'><a/><b/></data></instance><instance id='l'><root>"
			"<item><n>x</n></item></root></instance><bind nodeset='/data/a' "
			"calculate=\"concat('not ', /data/b)\"/>",
			body);
		struct zr_session *session = form_unit_start(form);
		(void)form_unit_answer(session, "/data/b", "x");
		assert_string_equal(form_unit_value(session, "/data/a"), "not x");
		zr_session_free(session);
		zr_form_free(form);
	}
}

static void shows_what_a_record_has_and_its_list_has_not(void **state)
{
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><one/><many/></data></instance>",
			SELECT("select1", "one", ABC) SELECT("select", "many", ABC));
	static const char XML[] = "<data id='f'><one>zzz</one><many>a zzz</many></data>";
	const struct zr_session_env env = {.now_us = 1};
	struct zr_session *session = NULL;
	assert_int_equal(zr_session_restore(form, &env, XML, sizeof XML - 1, &session, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/one"), "zzz");
	assert_int_equal(check_at(session, "/data/one"), ZR_VERDICT_NOT_A_CHOICE);
	assert_int_equal(check_at(session, "/data/many"), ZR_VERDICT_NOT_A_CHOICE);
	assert_int_equal(form_unit_answer(session, "/data/one", "c"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(form_unit_answer(session, "/data/many", "c a"), ZR_VERDICT_ACCEPTED);
	struct zr_item item;
	enum zr_verdict verdict = ZR_VERDICT_REQUIRED;
	assert_int_equal(zr_session_validate(session, &item, &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_ACCEPTED);
	zr_session_free(session);
	zr_form_free(form);
}

/* ---- answers that are given together ---- */

static struct zr_form *load_each_other(void)
{
	return form_unit_load(
		"<instance><data id='f'><first/><second/><low/><high/><sum/><n/><r><v/></r></data>"
		"</instance><bind nodeset='/data/first' constraint='. != /data/second'/>"
		"<bind nodeset='/data/second' constraint='. != /data/first'/>"
		"<bind nodeset='/data/low' type='int' constraint=\". &lt; /data/high or "
		"/data/high = ''\"/><bind nodeset='/data/high' type='int' "
		"constraint='. &gt; /data/low'/><bind nodeset='/data/sum' "
		"calculate='/data/low + /data/high'/><bind nodeset='/data/n' type='int'/>",
		SELECT("select1", "first", ABC) SELECT("select1", "second",
			ABC) "<input ref='/data/low'/><input ref='/data/high'/><input "
			     "ref='/data/n'/>"
			     "<repeat nodeset='/data/r' jr:count='/data/n'><input ref='/data/r/v'/>"
			     "</repeat>");
}

static bool answer_both(
	struct zr_session *session, struct zr_session_entry entries[2], int *ret_code)
{
	bool is_stored = true;
	*ret_code = zr_session_answer_all(session, entries, 2, &is_stored, NULL);
	return is_stored;
}

/* A default that the question cannot show is no answer to it. */
static void shows_what_no_question_of_that_type_takes(void **state)
{
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><day>31.12.2026</day><n>3000000000</n><d>1,5</d><r>77</r>"
		"<note>31.12.2026</note><good>2026-12-31</good><c/></data></instance>"
		"<bind nodeset='/data/day' type='date' required='true()'/>"
		"<bind nodeset='/data/n' type='int'/><bind nodeset='/data/d' type='decimal'/>"
		"<bind nodeset='/data/r' type='int'/><bind nodeset='/data/good' type='date'/>"
		"<bind nodeset='/data/note' type='date' readonly='true()'/>"
		"<bind nodeset='/data/c' type='decimal' calculate='0.1 + 0.2'/>",
		"<input ref='/data/day'/><input ref='/data/n'/><input ref='/data/d'/>"
		"<range ref='/data/r' start='0' end='10' step='1'/><input ref='/data/note'/>"
		"<input ref='/data/good'/><input ref='/data/c'/>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(check_at(session, "/data/day"), ZR_VERDICT_WRONG_TYPE);
	assert_int_equal(check_at(session, "/data/n"), ZR_VERDICT_TOO_MANY_DIGITS);
	assert_int_equal(check_at(session, "/data/d"), ZR_VERDICT_WRONG_TYPE);
	assert_int_equal(check_at(session, "/data/r"), ZR_VERDICT_NOT_IN_RANGE);
	assert_int_equal(check_at(session, "/data/note"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(check_at(session, "/data/good"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(check_at(session, "/data/c"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(form_unit_answer(session, "/data/n", ""), ZR_VERDICT_ACCEPTED);
	assert_int_equal(check_at(session, "/data/n"), ZR_VERDICT_ACCEPTED);
	zr_session_free(session);
	zr_form_free(form);
}

static void judges_answers_of_one_screen_together(void **state)
{
	struct zr_form *form = load_each_other();
	struct zr_session *session = form_unit_start(form);
	int code = 0;
	(void)form_unit_answer(session, "/data/first", "a");
	(void)form_unit_answer(session, "/data/second", "b");
	assert_int_equal(
		form_unit_answer(session, "/data/first", "b"), ZR_VERDICT_CONSTRAINT_VIOLATED);
	struct zr_session_entry swap[2] = {
		{.item = form_unit_item(session, "/data/first"), .value = "b"},
		{.item = form_unit_item(session, "/data/second"), .value = "a"}};
	assert_true(answer_both(session, swap, &code) && code == 0);
	assert_string_equal(form_unit_value(session, "/data/first"), "b");
	assert_string_equal(form_unit_value(session, "/data/second"), "a");
	(void)form_unit_answer(session, "/data/low", "1");
	(void)form_unit_answer(session, "/data/high", "2");
	struct zr_session_entry raise[2] = {
		{.item = form_unit_item(session, "/data/low"), .value = "10"},
		{.item = form_unit_item(session, "/data/high"), .value = "020"}};
	assert_true(answer_both(session, raise, &code) && code == 0);
	assert_string_equal(form_unit_value(session, "/data/high"), "20");
	assert_string_equal(form_unit_value(session, "/data/sum"), "30");
	expect_current(session);
	zr_session_free(session);
	zr_form_free(form);
}

static void stores_none_of_them_when_one_does_not_stand(void **state)
{
	struct zr_form *form = load_each_other();
	struct zr_session *session = form_unit_start(form);
	int code = 0;
	struct zr_session_entry crossed[2] = {
		{.item = form_unit_item(session, "/data/low"), .value = "5"},
		{.item = form_unit_item(session, "/data/high"), .value = "3"}};
	assert_false(answer_both(session, crossed, &code));
	assert_int_equal(code, 0);
	assert_int_equal(crossed[0].verdict, ZR_VERDICT_CONSTRAINT_VIOLATED);
	assert_int_equal(crossed[1].verdict, ZR_VERDICT_CONSTRAINT_VIOLATED);
	crossed[1].value = "many";
	assert_false(answer_both(session, crossed, &code));
	assert_int_equal(crossed[0].verdict, ZR_VERDICT_ACCEPTED);
	assert_int_equal(crossed[1].verdict, ZR_VERDICT_WRONG_TYPE);
	crossed[1] = (struct zr_session_entry){
		.item = form_unit_item(session, "/data/n"), .value = "2147483647"};
	assert_false(answer_both(session, crossed, &code));
	assert_int_equal(code, ZR_E_LIMIT);
	assert_string_equal(form_unit_value(session, "/data/low"), "");
	assert_string_equal(form_unit_value(session, "/data/n"), "");
	expect_current(session);
	zr_session_free(session);
	zr_form_free(form);
}

static void takes_no_blank_for_an_answer(void **state)
{
	struct zr_form *form = form_unit_load("<instance><data id='f'><a/><b>\u2060</b></data>"
					      "</instance><bind nodeset='/data/a' "
					      "required='true()'/><bind nodeset='/data/b' "
					      "required='true()'/>",
		"<input ref='/data/a'/><input ref='/data/b'/>");
	struct zr_session *session = form_unit_start(form);
	static const char *const BLANKS[] = {" ", "\t\n", "\u200b", "\u00a0\u2003", "\ufeff\u3164",
		"\u00ad", "\u2800", "\U000e0020"};
	for (size_t i = 0; i < sizeof BLANKS / sizeof *BLANKS; i++) {
		assert_int_equal(
			form_unit_answer(session, "/data/a", BLANKS[i]), ZR_VERDICT_ACCEPTED);
		assert_string_equal(form_unit_value(session, "/data/a"), "");
		assert_int_equal(check_at(session, "/data/a"), ZR_VERDICT_REQUIRED);
	}
	assert_int_equal(check_at(session, "/data/b"), ZR_VERDICT_REQUIRED);
	(void)form_unit_answer(session, "/data/a", "a\u200bb");
	assert_string_equal(form_unit_value(session, "/data/a"), "a\u200bb");
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_without_what_no_list_has),
		cmocka_unit_test(calculates_nothing_that_no_list_has),
		cmocka_unit_test(calculates_what_it_likes_where_another_question_asks_first),
		cmocka_unit_test(shows_what_a_record_has_and_its_list_has_not),
		cmocka_unit_test(shows_what_no_question_of_that_type_takes),
		cmocka_unit_test(judges_answers_of_one_screen_together),
		cmocka_unit_test(stores_none_of_them_when_one_does_not_stand),
		cmocka_unit_test(takes_no_blank_for_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
