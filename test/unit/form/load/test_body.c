/* Controls: ODK XForms "Body Elements", "Body Attributes", "Data types", "Events and Actions". */
#include "lib/base/cleanup.h"
#include "test/unit/form/form_unit.h"

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
	assert_int_equal(form_unit_answer(session, "/data/r", "11"), ZR_VERDICT_NOT_IN_RANGE);
	assert_int_equal(form_unit_answer(session, "/data/r", "x"), ZR_VERDICT_WRONG_TYPE);
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

static void a_range_takes_what_its_slider_shows(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><b/><c/></data></instance>"
		"<bind nodeset='/data/a' type='decimal'/><bind nodeset='/data/b' type='int'/>",
		"<range ref='/data/a' start='-1.5' end='1.5' step='0.1'/>"
		"<range ref='/data/b' start='10' end='0' step='3'/>"
		"<range ref='/data/c' start='0' end='5' step='0'/>");
	struct zr_session *session = form_unit_start(form);
	static const struct {
		const char *path;
		const char *value;
		bool is_there;
	} VALUES[] = {
		{"/data/a", "-1.5", true},
		{"/data/a", "0.3", true},
		{"/data/a", "1.1", true},
		{"/data/a", "0.25", false},
		{"/data/a", "1.6", false},
		{"/data/b", "10", true},
		{"/data/b", "7", true},
		{"/data/b", "6", true}, /* from the other end */
		{"/data/b", "5", false},
		{"/data/b", "-3", false},
		{"/data/c", "4.99", true}, /* without a type and steps */
		{"/data/c", "4x", false},
		{"/data/c", "x", false},
	};
	for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
		assert_int_equal(form_unit_answer(session, VALUES[i].path, VALUES[i].value),
			VALUES[i].is_there ? ZR_VERDICT_ACCEPTED : ZR_VERDICT_NOT_IN_RANGE);
	}
	assert_int_equal(form_unit_answer(session, "/data/a", ""), ZR_VERDICT_ACCEPTED);
	zr_session_free(session);
	zr_form_free(form);
}

#define RANK_OPEN(ref) "<rank xmlns='http://www.opendatakit.org/xforms' ref='" ref "'>"

static void a_rank_takes_every_choice_once(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load("<instance><data id='f'><k/><odd/></data></instance>",
		RANK_OPEN(
			"/data/k") "<item><label>A</label><value>a</value></item>"
				   "<item><label>B</label><value>b</value></item>"
				   "<item><label>C</label><value>c</value></item></rank>" RANK_OPEN(
					   "/data/odd") "<item><label>A</label><value>two words"
							"</value></item></rank>");
	struct zr_session *session = form_unit_start(form);
	static const char *const BAD[] = {"a b", "a b b", "a b c c", "a b d", "a b c d", "x"};
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		assert_int_equal(
			form_unit_answer(session, "/data/k", BAD[i]), ZR_VERDICT_NOT_A_RANKING);
	}
	assert_int_equal(form_unit_answer(session, "/data/k", "c a b"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/k"), "c a b");
	assert_int_equal(form_unit_answer(session, "/data/odd", "two words"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(form_unit_answer(session, "/data/k", ""), ZR_VERDICT_ACCEPTED);
	zr_session_free(session);
	zr_form_free(form);
}

static void a_ranking_of_a_list_that_grew_does_not_stand(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><all/><k/></data></instance>"
		"<instance id='l'><root><i><n>a</n></i><i><n>b</n></i><i><n>c</n><x>1</x></i>"
		"</root></instance>",
		"<input ref='/data/all'/>" RANK_OPEN(
			"/data/k") "<itemset nodeset=\"instance('l')/root/i[/data/all = 1 or "
				   "not(x)]\"><value ref='n'/><label ref='n'/></itemset></rank>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/k", "b a"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(form_unit_answer(session, "/data/all", "1"), ZR_VERDICT_ACCEPTED);
	struct zr_item item = form_unit_item(session, "/data/k");
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	assert_int_equal(zr_session_check(session, &item, &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_NOT_A_RANKING);
	assert_int_equal(form_unit_answer(session, "/data/k", "b c a"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(zr_session_check(session, &item, &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_ACCEPTED);
	/* the list shrinks: what is left stays in the order that was given */
	assert_int_equal(form_unit_answer(session, "/data/all", ""), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/k"), "b a");
	zr_session_free(session);
	zr_form_free(form);
}

static void an_unknown_element_is_named_and_passed_over(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><a/><b/><c/></data></instance>",
			"<imput ref='/data/a'><label>A</label></imput><input ref='/data/a'/>"
			"<h:div><h:section><input ref='/data/b'/></h:section></h:div>"
			"<input ref='/data/c'/>");
	assert_int_equal(zr_form_warning_count(form), 3);
	assert_non_null(strstr(zr_form_warning(form, 0)->message, "<imput>"));
	assert_int_equal(zr_form_warning(form, 0)->line, 3);
	const struct zr_control *control = zr_form_body(form)->first_child;
	static const char *const wanted[] = {"/data/a", "/data/b", "/data/c"};
	for (size_t i = 0; i < 3; i++, control = control->next) {
		assert_non_null(control);
		assert_string_equal(control->reference, wanted[i]);
	}
	assert_null(control);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_may_say_nodeset),
		cmocka_unit_test(an_action_names_its_bind),
		cmocka_unit_test(an_upload_says_what_it_takes),
		cmocka_unit_test(every_kind_of_control_takes_its_answer),
		cmocka_unit_test(a_range_takes_what_its_slider_shows),
		cmocka_unit_test(a_rank_takes_every_choice_once),
		cmocka_unit_test(a_ranking_of_a_list_that_grew_does_not_stand),
		cmocka_unit_test(an_unknown_element_is_named_and_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
