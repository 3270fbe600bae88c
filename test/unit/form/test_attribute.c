/* Binds and actions on attributes, as entities have them: ODK XForms "Entities". */
#include "lib/base/cleanup.h"
#include "test/unit/form/form_unit.h"

static const char MODEL[] =
	"<instance><data id='e' version='1'><name/><person><age/></person>"
	"<meta><entity dataset='people' id='' create=''/></meta></data></instance>"
	"<bind nodeset='/data/meta/entity/@create' calculate='string-length(/data/name) > 3'/>"
	"<bind nodeset='/data/name' type='string'/>"
	"<bind nodeset='/data/person' relevant=\"/data/meta/entity/@create = '1'\"/>"
	"<setvalue event='odk-instance-first-load' ref='/data/meta/entity/@id' value=\"'e-1'\"/>";
static const char BODY[] = "<input ref='/data/name'/><input ref='/data/person/age'/>";

static void keeps_attributes_up_to_date(void **state)
{
	struct zr_form *form = form_unit_load(MODEL, BODY);
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/meta/entity/@id"), "e-1");
	assert_string_equal(form_unit_value(session, "/data/meta/entity/@create"), "0");
	struct zr_item age = form_unit_item(session, "/data/person/age");
	assert_false(zr_item_is_relevant(&age));
	assert_int_equal(form_unit_answer(session, "/data/name", "Anna"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/meta/entity/@create"), "1");
	assert_true(zr_item_is_relevant(&age));
	zr_session_free(session);
	zr_form_free(form);
}

static void attributes_live_on_after_a_restore(void **state)
{
	struct zr_form *form = form_unit_load(MODEL, BODY);
	struct zr_session *session = form_unit_start(form);
	(void)form_unit_answer(session, "/data/name", "Anna");
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer again = {0};
	assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &xml, NULL), 0);
	zr_session_free(session);
	const struct zr_session_env env = {.now_us = 1, .time_zone = "UTC", .seed = 8};
	assert_int_equal(zr_session_restore(form, &env, xml.data, xml.bytes, &session, NULL), 0);
	assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &again, NULL), 0);
	assert_string_equal(zr_buffer_text(&again), zr_buffer_text(&xml));
	(void)form_unit_answer(session, "/data/name", "Li");
	assert_string_equal(form_unit_value(session, "/data/meta/entity/@create"), "0");
	assert_string_equal(form_unit_value(session, "/data/meta/entity/@id"), "e-1");
	zr_session_free(session);
	zr_form_free(form);
}

static void every_instance_of_a_repeat_has_its_own(void **state)
{
	struct zr_form *form = form_unit_load(
		"<instance><data id='e'><p jr:template=''><age/><meta n=''/></p></data></instance>"
		"<bind nodeset='/data/p/meta/@n' calculate='../../age + position(../..)'/>",
		"<repeat nodeset='/data/p'><input ref='/data/p/age'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	struct zr_item at = zr_session_start(session);
	struct zr_item instance;
	for (int i = 0; i < 2; i++) {
		do {
			at = zr_session_next(session, &at);
		} while (at.kind != ZR_ITEM_PROMPT);
		assert_int_equal(zr_session_repeat_add(session, &at, &instance, NULL), 0);
		at = zr_session_start(session);
	}
	(void)form_unit_answer(session, "/data/p[2]/age", "40");
	assert_string_equal(form_unit_value(session, "/data/p[2]/meta/@n"), "42");
	assert_string_equal(form_unit_value(session, "/data/p[1]/meta/@n"), "");
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_attributes_up_to_date),
		cmocka_unit_test(attributes_live_on_after_a_restore),
		cmocka_unit_test(every_instance_of_a_repeat_has_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
