/* Writing an instance and restoring it. Tests: write.c restore.c */
#include "test/unit/form/form_unit.h"

static const char MODEL[] =
	"<instance><data xmlns='urn:f' id='f' version='1'><a/><b/><p jr:template=''><x/></p>"
	"<orx:meta><orx:instanceID/></orx:meta></data></instance>"
	"<bind nodeset='/data/b' relevant=\"/data/a = 'yes'\"/>"
	"<bind nodeset='/data/orx:meta/orx:instanceID' jr:preload='uid'/>";
static const char BODY[] = "<input ref='/data/a'/><input ref='/data/b'/>"
			   "<repeat nodeset='/data/p'><input ref='/data/p/x'/></repeat>";

static const struct zr_session_env ENV = {.time_zone = "UTC", .seed = 9};

static void writes_the_same_bytes_after_restoring(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(MODEL, BODY);
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/a", " <&>\"\r\n'Ж"), ZR_VERDICT_ACCEPTED);
	struct zr_item prompt = zr_session_start(session);
	while (prompt.kind != ZR_ITEM_PROMPT) {
		prompt = zr_session_next(session, &prompt);
	}
	for (int i = 0; i < 2; i++) {
		struct zr_item person = {0};
		assert_int_equal(zr_session_repeat_add(session, &prompt, &person, NULL), 0);
	}
	assert_int_equal(form_unit_answer(session, "/data/p[2]/x", "2"), ZR_VERDICT_ACCEPTED);
	struct zr_buffer first = {0};
	struct zr_buffer second = {0};
	assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &first, NULL), 0);
	struct zr_session *restored = NULL;
	struct zr_error error = {0};
	assert_int_equal(
		zr_session_restore(form, &ENV, first.data, first.bytes, &restored, &error), 0);
	assert_int_equal(zr_session_write(restored, ZR_SESSION_DRAFT, &second, NULL), 0);
	assert_string_equal(first.data, second.data);
	assert_string_equal(form_unit_value(restored, "/data/p[2]/x"), "2");
	assert_string_equal(form_unit_value(restored, "/data/meta/instanceID"),
		form_unit_value(session, "/data/meta/instanceID"));
	zr_session_free(restored);
	zr_session_free(session);
	zr_form_free(form);
	zr_buffer_finish(&first);
	zr_buffer_finish(&second);
}

static void leaves_out_of_a_submission_what_is_not_relevant(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data xmlns='urn:f' id='f'><a/><b>1</b>"
			       "<meta><instanceID/></meta></data></instance>"
			       "<bind nodeset='/data/b' relevant=\"/data/a = 'yes'\"/>",
			"<input ref='/data/a'/>");
	struct zr_session *session = form_unit_start(form);
	struct zr_buffer xml = {0};
	assert_int_equal(zr_session_write(session, ZR_SESSION_SUBMISSION, &xml, NULL), 0);
	assert_string_equal(xml.data,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<data xmlns=\"urn:f\" id=\"f\"><a/><meta><instanceID/></meta></data>");
	zr_buffer_clear(&xml);
	assert_int_equal(form_unit_answer(session, "/data/a", "yes"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(zr_session_write(session, ZR_SESSION_SUBMISSION, &xml, NULL), 0);
	assert_string_equal(xml.data,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<data xmlns=\"urn:f\" id=\"f\"><a>yes</a><b>1</b><meta><instanceID/>"
		"</meta></data>");
	zr_buffer_finish(&xml);
	zr_session_free(session);
	zr_form_free(form);
}

static int restore(const struct zr_form *form, const char *xml)
{
	struct zr_session *session = NULL;
	struct zr_error error = {0};
	int code = zr_session_restore(form, &ENV, xml, strlen(xml), &session, &error);
	assert_true(code == 0 || session == NULL);
	zr_session_free(session);
	return code;
}

/* Writes the session, restores what it wrote and writes that again: the same bytes. */
static void assert_comes_back(const struct zr_form *form, struct zr_session *session)
{
	struct zr_buffer first = {0};
	struct zr_buffer second = {0};
	struct zr_session *restored = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &first, NULL), 0);
	if (zr_session_restore(form, &ENV, first.data, first.bytes, &restored, &error) != 0) {
		fail_msg("%s: %s", error.message, first.data);
	}
	assert_int_equal(zr_session_write(restored, ZR_SESSION_DRAFT, &second, NULL), 0);
	assert_string_equal(first.data, second.data);
	zr_session_free(restored);
	zr_buffer_finish(&first);
	zr_buffer_finish(&second);
}

static void every_prefix_comes_back_with_its_meaning(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance xmlns:t='urn:t'><data id='f'>"
			       "<p:a xmlns:p='urn:1' p:k='1'/><p:b xmlns:p='urn:2' p:k='2'/>"
			       "<r jr:template=''><t:x/></r></data></instance>",
			"<repeat nodeset='/data/r'><input ref='/data/r/t:x'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	struct zr_item prompt = zr_session_start(session);
	prompt = zr_session_next(session, &prompt);
	struct zr_item added = {0};
	assert_int_equal(zr_session_repeat_add(session, &prompt, &added, NULL), 0);
	assert_int_equal(form_unit_answer(session, "/data/r[1]/t:x", "7"), ZR_VERDICT_ACCEPTED);
	assert_comes_back(form, session);
	zr_session_free(session);
	static const char RECORD[] = "<data xmlns:q='urn:q' id='f' q:from='elsewhere'/>";
	assert_int_equal(
		zr_session_restore(form, &ENV, RECORD, sizeof RECORD - 1, &session, NULL), 0);
	assert_comes_back(form, session);
	zr_session_free(session);
	zr_form_free(form);
}

static void keeps_what_the_form_has_no_place_for(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><g><b/></g><n/><meta><instanceID/></meta></data>"
		"</instance><bind nodeset='/data/n' calculate='count(/data/*)'/>",
		"<input ref='/data/a'/>");
	static const char *const LEFT[] = {"<old>1</old>", "<a>2</a>", "<g><b>2</b></g>",
		"<g>once a question</g>", "<a><b>3</b></a>", "<old><x>1</x><x>2</x></old>"};
	for (size_t i = 0; i < sizeof LEFT / sizeof *LEFT; i++) {
		char xml[256];
		(void)snprintf(
			xml, sizeof xml, "<data id='f'><a>1</a><g><b>9</b></g>%s</data>", LEFT[i]);
		struct zr_session *session = NULL;
		assert_int_equal(
			zr_session_restore(form, &ENV, xml, strlen(xml), &session, NULL), 0);
		assert_string_equal(form_unit_value(session, "/data/a"), "1");
		assert_string_equal(form_unit_value(session, "/data/g/b"), "9");
		assert_string_equal(form_unit_value(session, "/data/n"), "4");
		assert_comes_back(form, session);
		struct zr_buffer draft = {0};
		struct zr_buffer sent = {0};
		assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &draft, NULL), 0);
		assert_int_equal(zr_session_write(session, ZR_SESSION_SUBMISSION, &sent, NULL), 0);
		assert_non_null(strstr(draft.data, LEFT[i]));
		assert_null(strstr(sent.data, LEFT[i]));
		zr_buffer_finish(&draft);
		zr_buffer_finish(&sent);
		zr_session_free(session);
	}
	zr_form_free(form);
}

static void refuses_records_of_another_form(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(MODEL, BODY);
	assert_int_equal(restore(form, "<data id='f'><a>1</a></data>"), 0);
	assert_int_equal(restore(form, "<other/>"), ZR_E_REFERENCE);
	assert_int_equal(restore(form, "<data>words</data>"), ZR_E_REFERENCE);
	assert_int_equal(restore(form, "<data>"), ZR_E_SYNTAX);
	zr_form_free(form);
}

static void keeps_an_answer_that_replaced_a_calculation(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><a>1</a><b/></data></instance>"
			       "<bind nodeset='/data/b' calculate='/data/a + 1'/>",
			"<input ref='/data/a'/><input ref='/data/b'/>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/b"), "2");
	assert_int_equal(form_unit_answer(session, "/data/b", "7"), ZR_VERDICT_ACCEPTED);
	struct zr_buffer xml = {0};
	assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &xml, NULL), 0);
	zr_session_free(session);
	assert_int_equal(zr_session_restore(form, &ENV, xml.data, xml.bytes, &session, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/b"), "7");
	assert_int_equal(form_unit_answer(session, "/data/a", "2"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/b"), "3");
	zr_session_free(session);
	zr_form_free(form);
	zr_buffer_finish(&xml);
}

static void reads_the_last_saved_record(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><street/></data></instance>"
			       "<instance id='last' src='jr://instance/last-saved'/>"
			       "<setvalue event='odk-instance-first-load' ref='/data/street' "
			       "value=\"instance('last')/data/street\"/>",
			"<input ref='/data/street'/>");
	static const char SAVED[] = "<data id='f'><street>Main</street></data>";
	struct zr_session_env env = ENV;
	struct zr_session *session = NULL;
	assert_int_equal(zr_session_new(form, &env, &session, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/street"), "");
	zr_session_free(session);
	env.last_saved_xml = SAVED;
	env.last_saved_bytes = sizeof SAVED - 1;
	assert_int_equal(zr_session_new(form, &env, &session, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/street"), "Main");
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_same_bytes_after_restoring),
		cmocka_unit_test(leaves_out_of_a_submission_what_is_not_relevant),
		cmocka_unit_test(every_prefix_comes_back_with_its_meaning),
		cmocka_unit_test(keeps_what_the_form_has_no_place_for),
		cmocka_unit_test(refuses_records_of_another_form),
		cmocka_unit_test(keeps_an_answer_that_replaced_a_calculation),
		cmocka_unit_test(reads_the_last_saved_record),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
