/*
 * Every allocation of loading a form and running an interview fails once: nothing leaks, nothing
 * breaks, the answer is ZR_E_NOMEM. Linked with -Wl,--wrap, so that only our own calls fail.
 */
#include "lib/form/xml.h"
#include "test/unit/fail_alloc.h"
#include "test/unit/form/form_unit.h"

static const char MODEL[] =
	"<instance><data id='f'><n/><t>a</t><p "
	"jr:template=''><x/><y/></p><meta><instanceID/></meta>"
	"</data></instance><instance id='l'><root><item><name>a</name><label>A</label></item>"
	"<item><name>b</name><label>B</label></item></root></instance>"
	"<itext><translation lang='en'><text id='q'><value>Q <output value='/data/n'/></value>"
	"</text></translation></itext><bind nodeset='/data/n' type='int' constraint='. &lt; 5' "
	"jr:constraintMsg='no'/><bind nodeset='/data/p/y' calculate='../x + position(..)'/>"
	"<bind nodeset='/data/t' relevant='/data/n &gt; 1' required='true()'/>"
	"<bind nodeset='/data/meta/instanceID' jr:preload='uid'/>"
	"<setvalue event='odk-instance-first-load' ref='/data/n' value='1'/>";
static const char BODY[] =
	"<input ref='/data/n'><label ref=\"jr:itext('q')\"/></input>"
	"<select1 ref='/data/t'><itemset nodeset=\"instance('l')/root/item[name != 'z']\">"
	"<value ref='name'/><label ref='label'/></itemset></select1>"
	"<repeat nodeset='/data/p' jr:count='/data/n'><input ref='/data/p/x'/></repeat>";

static int walk(struct zr_session *session)
{
	struct zr_item item = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int code = zr_session_find(session, "/data/n", &item);
	if (code == 0) {
		code = zr_session_answer(session, &item, "3", &verdict, NULL);
	}
	if (code == 0) {
		code = zr_session_text(session, &item, ZR_TEXT_LABEL, &text, NULL);
	}
	if (code == 0) {
		code = zr_session_find(session, "/data/t", &item);
	}
	if (code == 0) {
		code = zr_session_choices(session, &item, &choices, &count, NULL);
	}
	if (code == 0) {
		code = zr_session_answer(session, &item, "b", &verdict, NULL);
	}
	if (code == 0) {
		code = zr_session_display(session, &item, &text, NULL);
	}
	return code;
}

static int run(const char *xml)
{
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	ZR_CLEANUP(zr_session_freep) struct zr_session *restored = NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer written = {0};
	const struct zr_session_env env = {.time_zone = "UTC", .device_id = "d", .seed = 1};
	struct zr_error error = {0};
	int code = zr_form_load(xml, strlen(xml), NULL, &form, &error);
	if (code == 0) {
		code = zr_session_new(form, &env, &session, &error);
	}
	if (code == 0) {
		code = walk(session);
	}
	if (code == 0) {
		code = zr_session_write(session, ZR_SESSION_DRAFT, &written, &error);
	}
	if (code == 0) {
		code = zr_session_restore(
			form, &env, written.data, written.bytes, &restored, &error);
	}
	return code;
}

static void every_allocation_may_fail(void **state)
{
	(void)state;
	char *xml = form_unit_xml(MODEL, BODY);
	assert_int_equal(run(xml), 0);
	long failed = 0;
	for (long i = 0;; i++) {
		fail_alloc_start(i);
		int code = run(xml);
		if (!fail_alloc_stop()) {
			assert_int_equal(code, 0);
			break;
		}
		/* An index that could not be made is a scan: that run may end well. */
		if (code != 0) {
			assert_int_equal(code, ZR_E_NOMEM);
			failed++;
		}
	}
	assert_true(failed > 100);
	free(xml);
}

/* Text that there is no memory for, right before an element with attributes. */
static void memory_may_end_between_text_and_element(void **state)
{
	(void)state;
	struct zr_buffer xml = {0};
	assert_int_equal(zr_buffer_add_text(&xml, "<label>"), 0);
	for (size_t i = 0; i < 50; i++) {
		assert_int_equal(
			zr_buffer_add_format(&xml, "%01000zu<output value='/data/n'/>", i), 0);
	}
	assert_int_equal(zr_buffer_add_text(&xml, "</label>"), 0);
	int code = ZR_E_NOMEM;
	for (long i = 0; code != 0; i++) {
		struct zr_arena arena = {0};
		struct zr_names *names = zr_names_new();
		struct zr_node *document = NULL;
		assert_non_null(names);
		fail_alloc_start(i);
		code = zr_xml_parse(xml.data, xml.bytes,
			&(struct zr_xml_target){.arena = &arena, .names = names}, &document, NULL);
		bool is_met = fail_alloc_stop();
		assert_int_equal(code, is_met ? ZR_E_NOMEM : 0);
		zr_names_free(names);
		zr_arena_finish(&arena);
	}
	zr_buffer_finish(&xml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_may_fail),
		cmocka_unit_test(memory_may_end_between_text_and_element),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
