/* What a person put in the place of a calculation. Tests: correction.c recalc.c */
#include "lib/form/session/working.h"
#include "test/unit/form/form_unit.h"

static struct zr_form *load(void)
{
	return form_unit_load(
		"<itext><translation lang='ru' default='true()'><text id='b'><value>Синий</value>"
		"</text><text id='w'><value>Белый</value></text></translation>"
		"<translation lang='en'><text id='b'><value>Blue</value></text><text id='w'>"
		"<value>White</value></text></translation></itext>"
		"<instance><data id='f'><a/><word/><hidden/><loud/><copy/><age/><band/><once/>"
		"<said/></data></instance>"
		"<bind nodeset='/data/word' calculate=\"jr:choice-name(/data/a, '/data/a')\"/>"
		"<bind nodeset='/data/hidden' calculate=\"jr:choice-name(/data/a, '/data/a')\"/>"
		"<bind nodeset='/data/loud' calculate=\"concat(/data/hidden, '!')\"/>"
		"<bind nodeset='/data/age' type='int'/>"
		"<bind nodeset='/data/band' calculate=\"if(/data/age &gt; 17, 'adult', 'child')\"/>"
		"<bind nodeset='/data/once' calculate=\"once(concat('made of ', /data/age))\"/>"
		"<bind nodeset='/data/said' calculate=\"concat('once(', /data/age, ')')\"/>",
		"<select1 ref='/data/a'><item><label ref=\"jr:itext('b')\"/><value>b</value></item>"
		"<item><label ref=\"jr:itext('w')\"/><value>w</value></item></select1>"
		"<input ref='/data/word'/><input ref='/data/loud'/><input ref='/data/copy'/>"
		"<input ref='/data/age'/><input ref='/data/band'/><input ref='/data/once'/>"
		"<input ref='/data/said'/>"
		"<input ref='/data/hidden'><setvalue event='xforms-value-changed' "
		"ref='/data/copy' value='/data/hidden'/></input>");
}

static void expect(struct zr_session *session, const char *path, const char *value)
{
	assert_string_equal(form_unit_value(session, path), value);
}

static struct zr_session *reopen(struct zr_session *session)
{
	const struct zr_form *form = zr_session_form(session);
	struct zr_buffer xml = {0};
	assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &xml, NULL), 0);
	zr_session_free(session);
	const struct zr_session_env env = {.now_us = 1};
	struct zr_session *restored = NULL;
	assert_int_equal(zr_session_restore(form, &env, xml.data, xml.bytes, &restored, NULL), 0);
	zr_buffer_finish(&xml);
	return restored;
}

static void a_change_of_language_overrules_nothing(void **state)
{
	struct zr_form *form = load();
	struct zr_session *session = form_unit_start(form);
	(void)form_unit_answer(session, "/data/a", "b");
	expect(session, "/data/word", "Синий");
	(void)form_unit_answer(session, "/data/word", "Лазурный");
	(void)form_unit_answer(session, "/data/loud", "Лазурный!!!");
	(void)form_unit_answer(session, "/data/copy", "моё");
	for (size_t round = 0; round < 2; round++) {
		for (size_t language = 2; language-- > 0;) {
			zr_session_set_language(session, language);
			expect(session, "/data/word", "Лазурный");
			expect(session, "/data/loud", "Лазурный!!!");
			expect(session, "/data/copy", "моё");
			expect(session, "/data/hidden", language == 1 ? "Blue" : "Синий");
		}
		session = reopen(session);
	}
	(void)form_unit_answer(session, "/data/a", "w"); /* a new fact */
	expect(session, "/data/word", "Белый");
	expect(session, "/data/loud", "Белый!");
	zr_session_set_language(session, 1); /* what nobody corrected follows */
	expect(session, "/data/word", "White");
	zr_session_free(session);
	zr_form_free(form);
}

static void the_same_result_overrules_nothing(void **state)
{
	struct zr_form *form = load();
	struct zr_session *session = form_unit_start(form);
	(void)form_unit_answer(session, "/data/age", "30");
	expect(session, "/data/band", "adult");
	(void)form_unit_answer(session, "/data/band", "student");
	(void)form_unit_answer(session, "/data/once", "");
	(void)form_unit_answer(session, "/data/age", "31");
	expect(session, "/data/band", "student");
	expect(session, "/data/once", "");
	session = reopen(session);
	(void)form_unit_answer(session, "/data/age", "32");
	expect(session, "/data/band", "student");
	expect(session, "/data/once", "");
	(void)form_unit_answer(session, "/data/once", "of mine");
	(void)form_unit_answer(session, "/data/age", "12");
	expect(session, "/data/once", "of mine");
	expect(session, "/data/band", "child");
	(void)form_unit_answer(session, "/data/band", "pupil");
	(void)form_unit_answer(session, "/data/band", "child"); /* taken back */
	(void)form_unit_answer(session, "/data/age", "20");
	expect(session, "/data/band", "adult");
	zr_session_free(session);
	zr_form_free(form);
}

static void a_text_that_says_once_is_given_again(void **state)
{
	struct zr_form *form = load();
	struct zr_session *session = form_unit_start(form);
	(void)form_unit_answer(session, "/data/age", "30");
	(void)form_unit_answer(session, "/data/said", "");
	(void)form_unit_answer(session, "/data/age", "31");
	expect(session, "/data/said", "once(31)");
	zr_session_free(session);
	zr_form_free(form);
}

static void a_correction_goes_with_its_instance(void **state)
{
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><n/><r jr:template=''><v/></r></data></instance>"
		"<bind nodeset='/data/n' type='int'/>"
		"<bind nodeset='/data/r/v' calculate='position(..)'/>",
		"<input ref='/data/n'/><repeat nodeset='/data/r' jr:count='/data/n'>"
		"<input ref='/data/r/v'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	(void)form_unit_answer(session, "/data/n", "2");
	(void)form_unit_answer(session, "/data/r[2]/v", "two");
	(void)form_unit_answer(session, "/data/n", "1");
	assert_null(session->corrections);
	(void)form_unit_answer(session, "/data/n", "2");
	expect(session, "/data/r[2]/v", "2");
	(void)form_unit_answer(session, "/data/r[1]/v", "one");
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_of_language_overrules_nothing),
		cmocka_unit_test(the_same_result_overrules_nothing),
		cmocka_unit_test(a_text_that_says_once_is_given_again),
		cmocka_unit_test(a_correction_goes_with_its_instance),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
