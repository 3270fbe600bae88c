#include "lib/base/cleanup.h"
#include "lib/form/source/repair.h"
#include "test/unit/form/form_unit.h"

static unsigned repair(const char *xml, struct zr_buffer *out)
{
	unsigned line = 99;
	zr_buffer_clear(out);
	assert_int_equal(zr_repair_attributes(xml, strlen(xml), out, &line), 0);
	return line;
}

static void writes_a_bare_less_than_out(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer out = {0};
	assert_int_equal(repair("<a>\n<b c='x < 5' d=\"<'\"/></a>", &out), 2);
	assert_string_equal(zr_buffer_text(&out), "<a>\n<b c='x &lt; 5' d=\"&lt;'\"/></a>");
}

static void leaves_everything_else_alone(void **state)
{
	static const char *const texts[] = {"<a b='1'>it's <c/> \"</a>", "<!-- <a b='<'> --><a/>",
		"<a><![CDATA[<b c='<'>]]></a>", "<?x y='<'?><a/>", "<!DOCTYPE a><a b='>'/>",
		"<a b='unclosed", "<a <b>", "", "no markup", "<!-- open"};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer out = {0};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_int_equal(repair(texts[i], &out), 0);
		assert_string_equal(zr_buffer_text(&out), texts[i]);
	}
}

static void a_form_loads_with_a_warning(void **state)
{
	struct zr_form *form = form_unit_load("<instance><data id='f'><a/></data></instance>"
					      "<bind nodeset='/data/a' constraint='. < 5'/>",
		"<input ref='/data/a'/>");
	assert_int_equal(zr_form_warning_count(form), 1);
	assert_int_equal(zr_form_warning(form, 0)->line, 2);
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/a", "7"), ZR_VERDICT_CONSTRAINT_VIOLATED);
	assert_int_equal(form_unit_answer(session, "/data/a", "3"), ZR_VERDICT_ACCEPTED);
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_a_bare_less_than_out),
		cmocka_unit_test(leaves_everything_else_alone),
		cmocka_unit_test(a_form_loads_with_a_warning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
