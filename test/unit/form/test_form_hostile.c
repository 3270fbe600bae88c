/* Questionnaires, records and expressions that are made to hurt: each is refused, and soon. */
#include "lib/base/limits.h"
#include "lib/form/session/working.h"
#include "test/unit/form/form_unit.h"

static void add(struct zr_buffer *text, const char *piece, size_t times)
{
	for (size_t i = 0; i < times; i++) {
		assert_int_equal(zr_buffer_add_text(text, piece), 0);
	}
}

static void assert_refused(const char *model, const char *body, int code)
{
	char *xml = form_unit_xml(model, body);
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_form_load(xml, strlen(xml), NULL, &form, &error), code);
	assert_true(strlen(error.message) > 10);
	free(xml);
}

static void a_record_of_too_many_different_nodes(void **state)
{
	(void)state;
	struct zr_buffer model = {0};
	add(&model, "<instance><data id='f'>", 1);
	for (size_t i = 0; i <= ZR_FORM_BIND_COUNT_MAX; i++) {
		assert_int_equal(zr_buffer_add_format(&model, "<q%zu/>", i), 0);
	}
	add(&model, "</data></instance>", 1);
	assert_refused(zr_buffer_text(&model), "<input ref='/data/q1'/>", ZR_E_LIMIT);
	zr_buffer_finish(&model);
}

static void a_second_itext(void **state)
{
	(void)state;
	assert_refused("<instance><data id='f'><q/></data></instance>"
		       "<itext><translation lang='en'/></itext><itext/>",
		"<input ref='/data/q'/>", ZR_E_INVALID);
}

static void too_many_languages(void **state)
{
	(void)state;
	struct zr_buffer model = {0};
	add(&model, "<instance><data id='f'><q/></data></instance><itext>", 1);
	for (size_t i = 0; i <= ZR_FORM_LANGUAGE_COUNT_MAX; i++) {
		assert_int_equal(zr_buffer_add_format(&model, "<translation lang='l%zu'/>", i), 0);
	}
	add(&model, "</itext>", 1);
	assert_refused(zr_buffer_text(&model), "<input ref='/data/q'/>", ZR_E_LIMIT);
	zr_buffer_finish(&model);
}

static void too_many_texts_in_many_languages(void **state)
{
	(void)state;
	struct zr_buffer model = {0};
	add(&model, "<instance><data id='f'><q/></data></instance><itext>", 1);
	for (size_t i = 1; i < ZR_FORM_LANGUAGE_COUNT_MAX; i++) {
		assert_int_equal(zr_buffer_add_format(&model, "<translation lang='l%zu'/>", i), 0);
	}
	add(&model, "<translation lang='l'>", 1);
	for (size_t i = 0; i < 12000; i++) {
		assert_int_equal(zr_buffer_add_format(&model, "<text id='%zu'/>", i), 0);
	}
	add(&model, "</translation></itext>", 1);
	assert_refused(zr_buffer_text(&model), "<input ref='/data/q'/>", ZR_E_LIMIT);
	zr_buffer_finish(&model);
}

static void too_many_lists(void **state)
{
	(void)state;
	struct zr_buffer model = {0};
	add(&model, "<instance><data id='f'><q/></data></instance>", 1);
	for (size_t i = 0; i <= ZR_FORM_INSTANCE_COUNT_MAX; i++) {
		assert_int_equal(zr_buffer_add_format(&model, "<instance id='l%zu'/>", i), 0);
	}
	assert_refused(zr_buffer_text(&model), "<input ref='/data/q'/>", ZR_E_LIMIT);
	zr_buffer_finish(&model);
}

static void a_chain_of_counts_that_is_too_long(void **state)
{
	(void)state;
	struct zr_buffer model = {0};
	struct zr_buffer body = {0};
	add(&model, "<instance><data id='f'><r0/>", 1);
	add(&body, "<repeat nodeset='/data/r0'/>", 1);
	for (unsigned i = 1; i < 5000; i++) {
		assert_int_equal(zr_buffer_add_format(&model, "<r%u/>", i), 0);
		assert_int_equal(
			zr_buffer_add_format(&body,
				"<repeat nodeset='/data/r%u' jr:count='count(/data/r%u)'/>", i,
				i - 1),
			0);
	}
	add(&model, "</data></instance>", 1);
	assert_refused(zr_buffer_text(&model), zr_buffer_text(&body), ZR_E_LIMIT);
	zr_buffer_finish(&model);
	zr_buffer_finish(&body);
}

/* Neither looks through the whole list for each of its parts. */
static void long_lists_of_choices_and_actions_load_soon(void **state)
{
	(void)state;
	struct zr_buffer model = {0};
	struct zr_buffer body = {0};
	add(&model, "<instance><data id='f'><q/></data></instance>", 1);
	add(&model, "<setvalue event='odk-instance-load' ref='/data/q'>1</setvalue>", 50000);
	add(&body, "<select1 ref='/data/q'>", 1);
	for (size_t i = 0; i < 100000; i++) {
		assert_int_equal(
			zr_buffer_add_format(&body, "<item><value>%zu</value></item>", i), 0);
	}
	add(&body, "</select1>", 1);
	struct zr_form *form = form_unit_load(zr_buffer_text(&model), zr_buffer_text(&body));
	zr_form_free(form);
	zr_buffer_finish(&model);
	zr_buffer_finish(&body);
}

static int restore_code(const struct zr_form *form, const struct zr_buffer *xml, size_t bytes)
{
	const struct zr_session_env env = {.now_us = 1};
	struct zr_session *session = NULL;
	int code = zr_session_restore(form, &env, xml->data, bytes, &session, NULL);
	zr_session_free(session);
	return code;
}

static void records_that_never_were(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><p><x/></p><g><a/></g><t/></data></instance>",
		"<repeat nodeset='/data/p'><input ref='/data/p/x'/></repeat>"
		"<input ref='/data/g/a'/><input ref='/data/t'/>");
	struct zr_buffer xml = {0};
	add(&xml, "<data id='f'>", 1);
	add(&xml, "<p/>", ZR_REPEAT_COUNT_MAX);
	size_t bytes = xml.bytes;
	add(&xml, "</data>", 1);
	assert_int_equal(restore_code(form, &xml, xml.bytes), 0);
	assert_int_equal(restore_code(form, &xml, bytes), ZR_E_SYNTAX);
	xml.bytes = bytes;
	add(&xml, "<p/></data>", 1);
	assert_int_equal(restore_code(form, &xml, xml.bytes), ZR_E_LIMIT);
	zr_buffer_clear(&xml);
	add(&xml, "<data id='f'><t>", 1);
	add(&xml, "0123456789abcdef", ZR_VALUE_BYTES_MAX / 16);
	bytes = xml.bytes;
	add(&xml, "</t></data>", 1);
	assert_int_equal(restore_code(form, &xml, xml.bytes), 0);
	xml.bytes = bytes;
	add(&xml, "0</t></data>", 1);
	assert_int_equal(restore_code(form, &xml, xml.bytes), ZR_E_LIMIT);
	static const char *const FOREIGN[] = {"<data><g>text</g><g/><g><a>1</a></g></data>",
		"<data xmlns='urn:other'/>", "<other/>", "<data><t><a/></t></data>",
		"<data><g><a/><p/></g></data>", "<data><meta/></data>"};
	for (size_t i = 0; i < sizeof FOREIGN / sizeof *FOREIGN; i++) {
		zr_buffer_clear(&xml);
		add(&xml, FOREIGN[i], 1);
		int code = restore_code(form, &xml, xml.bytes);
		assert_true(code == 0 || code == ZR_E_REFERENCE);
		assert_int_equal(restore_code(form, &xml, xml.bytes - 3), ZR_E_SYNTAX);
	}
	zr_buffer_finish(&xml);
	zr_form_free(form);
}

/* a is a text of 300,000 characters. */
static void expressions_that_would_take_years(void **state)
{
	(void)state;
	static const char *const LONG[] = {
		"regex(/data/a, '(.*.*.*.*.*.*.*.*.*){80}b')",
		"translate(/data/a, /data/a, 'x') = ''",
		"count(/data/p[. = /data/p[. = /data/p]]) = 0",
	};
	for (size_t i = 0; i < sizeof LONG / sizeof *LONG; i++) {
		struct zr_buffer model = {0};
		add(&model, "<instance><data id='f'><a>", 1);
		add(&model, "0123456789abcdef", 20000);
		add(&model, "</a>", 1);
		add(&model, "<p>x</p>", 3000);
		add(&model, "<c/></data></instance>", 1);
		assert_int_equal(zr_buffer_add_format(&model,
					 "<bind nodeset='/data/c' relevant=\"%s\"/>", LONG[i]),
			0);
		struct zr_form *form =
			form_unit_load(zr_buffer_text(&model), "<repeat nodeset='/data/p'/>");
		const struct zr_session_env env = {.now_us = 1};
		struct zr_session *session = NULL;
		assert_int_equal(zr_session_new(form, &env, &session, NULL), ZR_E_LIMIT);
		zr_form_free(form);
		zr_buffer_finish(&model);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_of_too_many_different_nodes),
		cmocka_unit_test(a_second_itext),
		cmocka_unit_test(too_many_languages),
		cmocka_unit_test(too_many_texts_in_many_languages),
		cmocka_unit_test(too_many_lists),
		cmocka_unit_test(a_chain_of_counts_that_is_too_long),
		cmocka_unit_test(long_lists_of_choices_and_actions_load_soon),
		cmocka_unit_test(records_that_never_were),
		cmocka_unit_test(expressions_that_would_take_years),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
