/* Controls: ODK XForms "Body Elements", "Body Attributes", "Data types", "Events and Actions". */
#include "lib/base/cleanup.h"
#include "test/unit/form_unit.h"

static void a_question_may_say_nodeset(void **state)
{
	ZR_CLEANUP(zr_form_freep)
	struct zr_form *form =
		form_unit_load("<instance><data id='d'><p><a/></p></data></instance>",
			"<repeat nodeset='/data/p'><input nodeset='/data/p/a'/></repeat>");
	const struct zr_control *repeat = zr_form_body(form)->first_child;
	assert_int_equal(repeat->kind, ZR_CONTROL_REPEAT);
	assert_string_equal(repeat->reference, "/data/p");
	assert_string_equal(repeat->first_child->reference, "/data/p/a");
}

static void an_action_names_its_bind(void **state)
{
	ZR_CLEANUP(zr_form_freep)
	struct zr_form *form = form_unit_load(
		"<instance><data id='d'><a/><b/></data></instance>"
		"<bind id='second' nodeset='/data/b' type='int'/>"
		"<setvalue event='odk-instance-first-load' bind='second' value='6 * 7'/>",
		"<input ref='/data/a'/><input bind='second'/>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/b"), "42");
	zr_session_free(session);
}

static void an_upload_says_what_it_takes(void **state)
{
	ZR_CLEANUP(zr_form_freep)
	struct zr_form *form = form_unit_load("<instance><data id='d'><a/><b/></data></instance>"
					      "<bind nodeset='/data/a' type='binary'/>",
		"<upload ref='/data/a' mediatype='image/*'/>"
		"<upload ref='/data/b' mediatype='audio/*' accept='application/pdf,.doc'/>");
	const struct zr_control *first = zr_form_body(form)->first_child;
	assert_string_equal(first->mediatype, "image/*");
	assert_string_equal(first->next->mediatype, "application/pdf,.doc");
	assert_int_equal(first->next->type, ZR_TYPE_BINARY);
}

static void every_kind_of_control_takes_its_answer(void **state)
{
	ZR_CLEANUP(zr_form_freep)
	struct zr_form *form = form_unit_load(
		"<instance><data id='d'><r/><t/><k/><s/><line/><shape/><yes/><code/></data>"
		"</instance><bind nodeset='/data/r' type='int'/>"
		"<bind nodeset='/data/k' type='odk:rank'/><bind nodeset='/data/line' "
		"type='geotrace'/>"
		"<bind nodeset='/data/shape' type='geoshape'/><bind nodeset='/data/yes' "
		"type='boolean'/>"
		"<bind nodeset='/data/code' type='barcode'/>",
		"<range ref='/data/r' start='10' end='0' step='2'/><trigger ref='/data/t'/>"
		"<rank xmlns='http://www.opendatakit.org/xforms' ref='/data/k'>"
		"<item><label>A</label><value>a</value></item>"
		"<item><label>B</label><value>b</value></item></rank><secret ref='/data/s'/>"
		"<input ref='/data/line'/><input ref='/data/shape'/><input ref='/data/yes'/>"
		"<input ref='/data/code'/>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/r", "11"), ZR_VERDICT_WRONG_TYPE);
	assert_int_equal(form_unit_answer(session, "/data/r", "4"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(form_unit_answer(session, "/data/t", "OK"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(form_unit_answer(session, "/data/k", "b a"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/k"), "b a");
	assert_int_equal(form_unit_answer(session, "/data/s", "word"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(form_unit_answer(session, "/data/line", "1 2"), ZR_VERDICT_WRONG_TYPE);
	assert_int_equal(
		form_unit_answer(session, "/data/line", "1 2 0 0;3 4 0 0"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(
		form_unit_answer(session, "/data/shape", "1 2;3 4"), ZR_VERDICT_WRONG_TYPE);
	assert_int_equal(form_unit_answer(session, "/data/shape", "1 2 0 0;3 4 0 0;1 2 0 0"),
		ZR_VERDICT_ACCEPTED);
	assert_int_equal(form_unit_answer(session, "/data/yes", "true"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/yes"), "1");
	assert_int_equal(form_unit_answer(session, "/data/code", "4600"), ZR_VERDICT_ACCEPTED);
	zr_session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_may_say_nodeset),
		cmocka_unit_test(an_action_names_its_bind),
		cmocka_unit_test(an_upload_says_what_it_takes),
		cmocka_unit_test(every_kind_of_control_takes_its_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
