/* What happens at certain moments. Tests: event.c actions.c */
#include "lib/form/session.h"

#include "test/unit/form/form_unit.h"

#define ODK "xmlns:odk='http://www.opendatakit.org/xforms' "

static struct zr_session *start_at(const struct zr_form *form, const char *zone, const char *place)
{
	const struct zr_session_env env = {.now_us = INT64_C(1768478400000000),
		.time_zone = zone,
		.seed = 7,
		.location = place};
	struct zr_session *session = NULL;
	assert_int_equal(zr_session_new(form, &env, &session, NULL), 0);
	return session;
}

static void an_answer_in_a_group_sets_a_node_outside_and_back(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><g><in/><in_set/></g><out/><out_set/></data></instance>"
		"<bind nodeset='/data/g/in' type='int'/><bind nodeset='/data/out_set' type='int'/>",
		"<group ref='/data/g'><input ref='/data/g/in'>"
		"<setvalue ref='/data/out_set' "
		"event='xforms-value-changed'>7</setvalue></input></group>"
		"<input ref='/data/out'><setvalue ref='/data/g/in_set' "
		"event='xforms-value-changed'>"
		"8</setvalue></input>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/g/in", "foo"), ZR_VERDICT_WRONG_TYPE);
	assert_string_equal(form_unit_value(session, "/data/out_set"), "");
	assert_int_equal(form_unit_answer(session, "/data/g/in", "1"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/out_set"), "7");
	assert_int_equal(form_unit_answer(session, "/data/out", "x"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/g/in_set"), "8");
	zr_session_free(session);
	zr_form_free(form);
}

static void an_answer_in_an_outer_repeat_sets_its_inner_one(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><r1><from/><r2><to/></r2></r1></data></instance>",
		"<repeat nodeset='/data/r1'><input ref='/data/r1/from'>"
		"<setvalue ref='/data/r1/r2/to' event='xforms-value-changed' value='../../from'/>"
		"</input><repeat nodeset='/data/r1/r2'><input "
		"ref='/data/r1/r2/to'/></repeat></repeat>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/r1[1]/from", "foo"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/r1[1]/r2[1]/to"), "foo");
	zr_session_free(session);
	zr_form_free(form);
}

static void a_count_that_is_no_whole_number_is_cut(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><n/><r jr:template=''><x/></r></data></instance>"
		"<bind nodeset='/data/n' type='decimal'/>",
		"<input ref='/data/n'/><repeat nodeset='/data/r' jr:count='/data/n'>"
		"<input ref='/data/r/x'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/n", "2.5"), ZR_VERDICT_ACCEPTED);
	struct zr_item item = {0};
	assert_int_equal(zr_session_find(session, "/data/r[2]", &item), 0);
	assert_int_equal(zr_session_find(session, "/data/r[3]", &item), ZR_E_NOT_FOUND);
	zr_session_free(session);
	zr_form_free(form);
}

static void setgeopoint_takes_the_location_or_empties_the_node(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><q/><first>9.0 9.0 0 0</first><then/></data></instance>"
		"<bind nodeset='/data/then' type='geopoint'/>"
		"<odk:setgeopoint " ODK "ref='/data/first' event='odk-instance-first-load'/>",
		"<input ref='/data/q'><odk:setgeopoint " ODK
		"ref='/data/then' event='xforms-value-changed'/></input>");
	struct zr_session *session = start_at(form, "UTC", NULL);
	assert_string_equal(form_unit_value(session, "/data/first"), "");
	assert_int_equal(form_unit_answer(session, "/data/q", "a"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/then"), "");
	assert_int_equal(zr_session_set_location(session, "55.75 37.61 144.0 5.0"), 0);
	assert_int_equal(form_unit_answer(session, "/data/q", "b"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/then"), "55.75 37.61 144.0 5.0");
	assert_int_equal(zr_session_set_location(session, NULL), 0);
	assert_int_equal(form_unit_answer(session, "/data/q", "c"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/then"), "");
	zr_session_free(session);
	session = start_at(form, "UTC", "1.0 2.0");
	assert_string_equal(form_unit_value(session, "/data/first"), "1.0 2.0");
	zr_session_free(session);
	zr_form_free(form);
}

static void a_record_that_is_opened_again_keeps_its_place(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><at/></data></instance>"
			       "<odk:setgeopoint " ODK "ref='/data/at' event='odk-instance-load'/>",
			"<input ref='/data/at'/>");
	struct zr_session *session = start_at(form, "UTC", "1.0 2.0");
	struct zr_buffer xml = {0};
	assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &xml, NULL), 0);
	const struct zr_session_env env = {.now_us = 1};
	struct zr_session *restored = NULL;
	assert_int_equal(zr_session_restore(form, &env, xml.data, xml.bytes, &restored, NULL), 0);
	assert_string_equal(form_unit_value(restored, "/data/at"), "1.0 2.0");
	zr_session_free(restored);
	zr_buffer_finish(&xml);
	zr_session_free(session);
	zr_form_free(form);
}

static void moments_of_the_form_come_in_the_interviews_zone(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data "
		"id='f'><at>2025-09-25T23:15:00.000+02:00</at><time>23:14:00.000+02:00"
		"</time><worked/></data></instance>"
		"<bind nodeset='/data/at' type='dateTime'/><bind nodeset='/data/time' type='time'/>"
		"<bind nodeset='/data/worked' type='time' calculate='\"01:00:00.000+02:00\"'/>",
		"<input ref='/data/at'/>");
	struct zr_session *session = start_at(form, "Europe/Moscow", NULL);
	assert_string_equal(form_unit_value(session, "/data/at"), "2025-09-26T00:15:00.000+03:00");
	assert_string_equal(form_unit_value(session, "/data/time"), "00:14:00.000+03:00");
	assert_string_equal(form_unit_value(session, "/data/worked"), "02:00:00.000+03:00");
	zr_session_free(session);
	zr_form_free(form);
}

static void without_a_saved_record_the_last_one_is_blank(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><item>Foo</item></data></instance>"
			       "<instance id='last-saved' src='jr://instance/last-saved'/>"
			       "<setvalue event='odk-instance-first-load' ref='/data/item' "
			       "value=\"instance('last-saved')/data/item\"/>",
			"");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/item"), "");
	zr_session_free(session);
	zr_form_free(form);
}

static void what_runs_when_ready_runs_once(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><b/></data></instance>"
		"<setvalue event='xforms-ready' ref='/data/a' value=\"concat(/data/a, 'r')\"/>"
		"<setvalue event='odk-instance-load' ref='/data/b' "
		"value=\"concat(/data/b, 'l')\"/>",
		"<input ref='/data/a'/>");
	struct zr_session *session = form_unit_start(form);
	struct zr_buffer xml = {0};
	assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &xml, NULL), 0);
	zr_session_free(session);
	const struct zr_session_env env = {.time_zone = "UTC"};
	assert_int_equal(zr_session_restore(form, &env, xml.data, xml.bytes, &session, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/a"), "r");
	assert_string_equal(form_unit_value(session, "/data/b"), "ll");
	zr_session_free(session);
	zr_form_free(form);
	zr_buffer_finish(&xml);
}

static void an_action_that_follows_no_question_is_named(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><a/></data></instance>"
			       "<setvalue event='xforms-value-changed' ref='/data/a' value='1'/>",
			"<input ref='/data/a'/>");
	assert_int_equal(zr_form_warning_count(form), 1);
	assert_non_null(strstr(zr_form_warning(form, 0)->message, "belongs to a question"));
	zr_form_free(form);
}

static void an_action_without_an_event_is_named(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/></data></instance><setvalue ref='/data/a' value='1'/>",
		"<input ref='/data/a'/>");
	assert_int_equal(zr_form_warning_count(form), 1);
	assert_string_equal(zr_form_warning(form, 0)->where, "/data/a");
	assert_non_null(strstr(zr_form_warning(form, 0)->message, "event"));
	zr_form_free(form);
}

static void assert_answer_fails(struct zr_session *session, const char *path, const char *value)
{
	struct zr_item item = form_unit_item(session, path);
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	assert_int_not_equal(zr_session_answer(session, &item, value, &verdict, NULL), 0);
}

static void a_setvalue_goes_where_its_conditions_say(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><k/><m/><r><a/></r><r><a/></r><r><a/></r></data></instance>"
		"<setvalue event='odk-instance-first-load' ref='/data/r[last()]/a' "
		"value=\"'end'\"/>",
		"<input ref='/data/k'>"
		"<setvalue event='xforms-value-changed' ref=\"/data/r[position() = /data/k and "
		"']/b' != '[']/a\" "
		"value='/data/k'/></input>"
		"<input ref='/data/m'>"
		"<setvalue event='xforms-value-changed' ref='/data/r[true()]/a' value='1'/></input>"
		"<repeat nodeset='/data/r'><input ref='/data/r/a'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/r[1]/a"), "");
	assert_string_equal(form_unit_value(session, "/data/r[3]/a"), "end");
	assert_int_equal(form_unit_answer(session, "/data/k", "2"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/r[1]/a"), "");
	assert_string_equal(form_unit_value(session, "/data/r[2]/a"), "2");
	assert_int_equal(form_unit_answer(session, "/data/k", "9"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/r[2]/a"), "2");
	assert_answer_fails(session, "/data/m", "x"); /* three nodes */
	assert_string_equal(form_unit_value(session, "/data/m"), "");
	zr_session_free(session);
	zr_form_free(form);
}

static void a_phone_number_is_told_under_both_of_its_names(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><b/></data></instance>"
		"<bind nodeset='/data/a' jr:preload='property' jr:preloadParams='phone number'/>"
		"<bind nodeset='/data/b' jr:preload='property' jr:preloadParams='phonenumber'/>",
		"<input ref='/data/a'/>");
	const struct zr_session_env env = {.time_zone = "UTC", .phone_number = "+7495"};
	struct zr_session *session = NULL;
	assert_int_equal(zr_session_new(form, &env, &session, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/a"), "+7495");
	assert_string_equal(form_unit_value(session, "/data/b"), "+7495");
	zr_session_free(session);
	zr_form_free(form);
}

static void no_action_follows_an_answer_that_does_not_stand(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><a/><b/><c/></data></instance>"
			       "<bind nodeset='/data/c' calculate='date(/data/a)'/>",
			"<input ref='/data/a'><setvalue event='xforms-value-changed' ref='/data/b' "
			"value=\"concat(/data/b, '!')\"/></input>");
	struct zr_session *session = form_unit_start(form);
	assert_answer_fails(session, "/data/a", "x");
	assert_string_equal(form_unit_value(session, "/data/a"), "");
	assert_string_equal(form_unit_value(session, "/data/b"), "");
	assert_int_equal(form_unit_answer(session, "/data/a", "2026-01-15"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/b"), "!");
	zr_session_free(session);
	zr_form_free(form);
}

static void actions_without_end_leave_other_questions_alone(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><b/><c/></data></instance>",
		"<input ref='/data/a'>"
		"<setvalue event='xforms-value-changed' ref='/data/b' value='random()'/></input>"
		"<input ref='/data/b'>"
		"<setvalue event='xforms-value-changed' ref='/data/a' value='random()'/></input>"
		"<input ref='/data/c'/>");
	struct zr_session *session = form_unit_start(form);
	assert_answer_fails(session, "/data/a", "1");
	assert_string_equal(form_unit_value(session, "/data/a"), "");
	assert_int_equal(form_unit_answer(session, "/data/c", "4"), ZR_VERDICT_ACCEPTED);
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_in_a_group_sets_a_node_outside_and_back),
		cmocka_unit_test(an_answer_in_an_outer_repeat_sets_its_inner_one),
		cmocka_unit_test(a_count_that_is_no_whole_number_is_cut),
		cmocka_unit_test(setgeopoint_takes_the_location_or_empties_the_node),
		cmocka_unit_test(a_record_that_is_opened_again_keeps_its_place),
		cmocka_unit_test(moments_of_the_form_come_in_the_interviews_zone),
		cmocka_unit_test(without_a_saved_record_the_last_one_is_blank),
		cmocka_unit_test(what_runs_when_ready_runs_once),
		cmocka_unit_test(an_action_that_follows_no_question_is_named),
		cmocka_unit_test(an_action_without_an_event_is_named),
		cmocka_unit_test(a_setvalue_goes_where_its_conditions_say),
		cmocka_unit_test(a_phone_number_is_told_under_both_of_its_names),
		cmocka_unit_test(no_action_follows_an_answer_that_does_not_stand),
		cmocka_unit_test(actions_without_end_leave_other_questions_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
