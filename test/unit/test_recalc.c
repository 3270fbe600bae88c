/* What depends on what, and what is kept when it goes wrong. Tests: recalc.c graph.c */
#include "lib/form/session_priv.h"
#include "test/unit/form_unit.h"

static void accept(struct zr_session *session, const char *path, const char *value)
{
	assert_int_equal(form_unit_answer(session, path, value), ZR_VERDICT_ACCEPTED);
}

static void add_instance(struct zr_session *session)
{
	struct zr_item item = zr_session_start(session);
	do {
		item = zr_session_next(session, &item);
		assert_int_not_equal(item.kind, ZR_ITEM_END);
	} while (item.kind != ZR_ITEM_PROMPT);
	struct zr_item added;
	assert_int_equal(zr_session_repeat_add(session, &item, &added, NULL), 0);
}

static void refuses_text_that_xml_cannot_carry(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load("<instance><data id='f'><a/></data></instance>"
					      "<bind nodeset='/data/a'/>",
		"<input ref='/data/a'/>");
	struct zr_session *session = form_unit_start(form);
	static const char *const BAD[] = {"\x01", "\xff", "a\xed\xa0\x80", "b\xef\xbf\xbf"};
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		assert_int_equal(
			form_unit_answer(session, "/data/a", BAD[i]), ZR_VERDICT_WRONG_TYPE);
	}
	accept(session, "/data/a", "Анна\n\xf0\x9f\x98\x80");
	zr_session_free(session);
	zr_form_free(form);
}

static void keeps_the_old_answer_when_the_form_cannot_take_the_new(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><n/><twice/><p><x/></p></data></instance>"
		"<bind nodeset='/data/n' type='int'/>"
		"<bind nodeset='/data/twice' calculate='/data/n * 2'/>",
		"<input ref='/data/n'/>"
		"<repeat nodeset='/data/p' jr:count='/data/n'><input ref='/data/p/x'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	accept(session, "/data/n", "3");
	struct zr_item item = form_unit_item(session, "/data/n");
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	assert_int_equal(
		zr_session_answer(session, &item, "2147483648", &verdict, NULL), ZR_E_LIMIT);
	assert_string_equal(form_unit_value(session, "/data/n"), "3");
	assert_string_equal(form_unit_value(session, "/data/twice"), "6");
	struct zr_buffer stale = {0};
	assert_int_equal(zr_verify_session(session, NULL, &stale, NULL), 0);
	assert_string_equal(zr_buffer_text(&stale), "");
	zr_buffer_finish(&stale);
	zr_session_free(session);
	zr_form_free(form);
}

static void keeps_what_was_cleared_over_a_restore(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><a/><b/></data></instance>"
			       "<bind nodeset='/data/b' calculate='concat(\"x\", /data/a)'/>",
			"<input ref='/data/a'/><input ref='/data/b'/>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/b"), "x");
	accept(session, "/data/b", "");
	struct zr_buffer xml = {0};
	assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &xml, NULL), 0);
	const struct zr_session_env env = {.now_us = 1};
	struct zr_session *restored = NULL;
	assert_int_equal(zr_session_restore(form, &env, xml.data, xml.bytes, &restored, NULL), 0);
	assert_string_equal(form_unit_value(restored, "/data/b"), "");
	accept(restored, "/data/a", "1");
	assert_string_equal(form_unit_value(restored, "/data/b"), "x1");
	zr_buffer_finish(&xml);
	zr_session_free(restored);
	zr_session_free(session);
	zr_form_free(form);
}

static void follows_the_words_in_the_label_of_a_choice(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><name/><who>h</who><said/></data></instance>"
		"<bind nodeset='/data/said' calculate=\"jr:choice-name(/data/who, '/data/who')\"/>",
		"<input ref='/data/name'/><select1 ref='/data/who'><item>"
		"<label>Head: <output value='/data/name'/></label><value>h</value></item>"
		"</select1>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/said"), "Head: ");
	accept(session, "/data/name", "Anna");
	assert_string_equal(form_unit_value(session, "/data/said"), "Head: Anna");
	zr_session_free(session);
	zr_form_free(form);
}

static void drops_a_choice_when_its_row_is_renamed(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><p><name/><age/></p><head/></data></instance>",
		"<repeat nodeset='/data/p'><input ref='/data/p/name'/><input ref='/data/p/age'/>"
		"</repeat><select1 ref='/data/head'><itemset nodeset='/data/p'>"
		"<value ref='name'/><label ref='name'/></itemset></select1>");
	struct zr_session *session = form_unit_start(form);
	add_instance(session);
	accept(session, "/data/p[1]/name", "Anna");
	accept(session, "/data/head", "Anna");
	accept(session, "/data/p[1]/age", "33");
	assert_string_equal(form_unit_value(session, "/data/head"), "Anna");
	accept(session, "/data/p[1]/name", "Olga");
	assert_string_equal(form_unit_value(session, "/data/head"), "");
	zr_session_free(session);
	zr_form_free(form);
}

static void follows_which_instance_a_predicate_picks(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><p jr:template=''><x/><c jr:template=''><n/></c></p>"
		"<last/></data></instance>"
		"<bind nodeset='/data/last' calculate='count(/data/p[last()]/c/n)'/>",
		"<repeat nodeset='/data/p'><input ref='/data/p/x'/>"
		"<repeat nodeset='/data/p/c'><input ref='/data/p/c/n'/></repeat></repeat>");
	struct zr_session *session = form_unit_start(form);
	add_instance(session); /* a person */
	struct zr_item item = form_unit_item(session, "/data/p[1]/x");
	item = zr_session_next(session, &item); /* the prompt of its children */
	struct zr_item added;
	assert_int_equal(zr_session_repeat_add(session, &item, &added, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/last"), "1");
	item = zr_session_up(session, &item);
	item = zr_session_skip(session, &item);
	assert_int_equal(zr_session_repeat_add(session, &item, &added, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/last"), "0");
	zr_session_free(session);
	zr_form_free(form);
}

static void a_name_anywhere_is_read_by_its_name_alone(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><g><a/></g><all/><more/></data></instance>"
			       "<bind nodeset='/data/all' calculate='sum(//a)'/>"
			       "<bind nodeset='/data/more' calculate='/data/all + sum(/data//a)'/>",
			"<group ref='/data/g'><input ref='/data/g/a'/></group>");
	struct zr_session *session = form_unit_start(form);
	accept(session, "/data/g/a", "4");
	assert_string_equal(form_unit_value(session, "/data/more"), "8");
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_text_that_xml_cannot_carry),
		cmocka_unit_test(keeps_the_old_answer_when_the_form_cannot_take_the_new),
		cmocka_unit_test(keeps_what_was_cleared_over_a_restore),
		cmocka_unit_test(follows_the_words_in_the_label_of_a_choice),
		cmocka_unit_test(drops_a_choice_when_its_row_is_renamed),
		cmocka_unit_test(follows_which_instance_a_predicate_picks),
		cmocka_unit_test(a_name_anywhere_is_read_by_its_name_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
