/* What a page sends becomes answers. Tests: respond/core/given.c respond/core/look.c */
#include "test/unit/form/form_unit.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "respond/core/look.h"
#include "respond/core/taking.h"

static const char model[] =
	"<instance><data id='f'><low/><high/><flag/><more/><n/><w/><born/><year/><at/><when/>"
	"<many/><order/><p jr:template=''><name/></p><photo/></data></instance>"
	"<bind nodeset='/data/low' type='int' constraint='. &lt; /data/high or /data/high = \"\"'/>"
	"<bind nodeset='/data/high' type='int' constraint='. &gt; /data/low'/>"
	"<bind nodeset='/data/more' relevant='/data/flag = 1' required='true()'/>"
	"<bind nodeset='/data/n' type='int'/><bind nodeset='/data/w' type='decimal'/>"
	"<bind nodeset='/data/born' type='date'/><bind nodeset='/data/year' type='date'/>"
	"<bind nodeset='/data/at' type='time'/><bind nodeset='/data/when' type='dateTime'/>"
	"<bind nodeset='/data/photo' type='binary' required='true()'/>";
static const char body[] =
	"<group appearance='field-list'><input ref='/data/low'/><input ref='/data/high'/>"
	"<input ref='/data/flag'/><input ref='/data/more'/></group>"
	"<input ref='/data/n'/><input ref='/data/w'/><input ref='/data/born'/>"
	"<input ref='/data/year' appearance='year'/><input ref='/data/at'/><input "
	"ref='/data/when'/>"
	"<select ref='/data/many'><item><label>A</label><value>a</value></item>"
	"<item><label>B</label><value>b</value></item></select>"
	"<odk:rank xmlns:odk='http://www.opendatakit.org/xforms' ref='/data/order'>"
	"<item><label>A</label><value>a</value></item><item><label>B</label><value>b</value></item>"
	"</odk:rank><group ref='/data/p'><repeat nodeset='/data/p' jr:count='/data/n'>"
	"<input ref='/data/p/name'/></repeat></group>"
	"<upload ref='/data/photo' mediatype='image/*'/>";

struct desk {
	struct zr_form *form;
	struct zr_session *session;
};

static int set_up(void **state)
{
	static struct desk desk;
	desk.form = form_unit_load(model, body);
	desk.session = form_unit_start(desk.form);
	*state = &desk;
	return 0;
}

static int tear_down(void **state)
{
	struct desk *desk = *state;
	zr_session_free(desk->session);
	zr_form_free(desk->form);
	return 0;
}

static struct zr_taking take(struct desk *desk, const char *text)
{
	ZR_CLEANUP(zr_fields_finish) struct zr_fields fields = {0};
	struct zr_taking taking = {0};
	assert_int_equal(zr_fields_parse(text, strlen(text), &fields, NULL), 0);
	assert_int_equal(zr_taking_run(desk->session, &fields, &taking, NULL), 0);
	return taking;
}

static const char *value_of(struct desk *desk, const char *path)
{
	struct zr_item item;
	assert_int_equal(zr_session_find(desk->session, path, &item), 0);
	return zr_item_value(&item);
}

/* One question's fields: what it is then, or "!" when what was sent is no answer. */
static void expect(struct desk *desk, const char *path, const char *sent, const char *value)
{
	char text[300];
	(void)snprintf(text, sizeof text, "q=%s&%s", path, sent);
	ZR_CLEANUP(zr_taking_finish) struct zr_taking taking = take(desk, text);
	const struct zr_taken *taken = zr_taking_find(&taking, path);
	bool is_wrong = taken->is_malformed || taken->verdict != ZR_VERDICT_ACCEPTED;
	assert_int_equal(is_wrong, strcmp(value, "!") == 0);
	if (!is_wrong) {
		assert_string_equal(value_of(desk, path), value);
	}
}

static void each_kind_is_read_as_hands_write_it(void **state)
{
	struct desk *desk = *state;
	expect(desk, "/data/n", "v/data/n=+1%C2%A0000+", "1000");
	expect(desk, "/data/n", "v/data/n=x", "!");
	expect(desk, "/data/w", "v/data/w=3,5", "3.5");
	expect(desk, "/data/born", "d/data/born=5&m/data/born=1&y/data/born=1990", "1990-01-05");
	expect(desk, "/data/born", "d/data/born=31&m/data/born=2&y/data/born=1990", "!");
	expect(desk, "/data/born", "d/data/born=5&y/data/born=1990", "!");
	expect(desk, "/data/born", "d/data/born=&m/data/born=&y/data/born=", "");
	expect(desk, "/data/year", "y/data/year=1990", "1990-01-01");
	expect(desk, "/data/year", "y/data/year=90", "!");
	expect(desk, "/data/at", "t/data/at=25:00", "!");
	expect(desk, "/data/at", "t/data/at=9:05+pm", "!");
	expect(desk, "/data/many", "v/data/many=b&v/data/many=a", "a b");
	expect(desk, "/data/many", "", "");
	expect(desk, "/data/order", "v/data/order=2&v/data/order=1", "b a");
	expect(desk, "/data/order", "v/data/order=1&v/data/order=1", "!");
	expect(desk, "/data/order", "v/data/order=&v/data/order=", "");
	expect(desk, "/data/flag", "v/data/flag=%E2%80%8B+x+", "x");
}

static void times_stand_whatever_the_zone(void **state)
{
	struct desk *desk = *state;
	ZR_CLEANUP(zr_taking_finish)
	struct zr_taking taking =
		take(desk, "q=/data/at&t/data/at=9.05&q=/data/when&d/data/when=1&m/data/when=2"
			   "&y/data/when=2026&t/data/when=23:59");
	assert_false(taking.is_form_faulty);
	assert_memory_equal(value_of(desk, "/data/at"), "09:05:00.000", 12);
	assert_memory_equal(value_of(desk, "/data/when"), "2026-02-01T23:59:00.000", 23);
}

static void answers_that_need_each_other_stand_together(void **state)
{
	struct desk *desk = *state;
	form_unit_answer(desk->session, "/data/low", "1");
	form_unit_answer(desk->session, "/data/high", "2");
	ZR_CLEANUP(zr_taking_finish)
	struct zr_taking taking =
		take(desk, "q=/data/low&v/data/low=10&q=/data/high&v/data/high=20");
	assert_false(taking.is_form_faulty);
	assert_string_equal(value_of(desk, "/data/low"), "10");
	assert_string_equal(value_of(desk, "/data/high"), "20");
}

static void one_that_does_not_stand_leaves_the_others(void **state)
{
	struct desk *desk = *state;
	ZR_CLEANUP(zr_taking_finish)
	struct zr_taking taking = take(desk,
		"q=/data/low&v/data/low=x&q=/data/flag&v/data/flag=1&q=/data/more&v/data/more=m");
	assert_string_equal(value_of(desk, "/data/low"), "");
	assert_string_equal(value_of(desk, "/data/more"), "m"); /* asked only since flag is 1 */
	assert_int_equal(zr_taking_find(&taking, "/data/low")->verdict, ZR_VERDICT_WRONG_TYPE);
}

static void what_is_hidden_and_what_is_lost_is_counted(void **state)
{
	struct desk *desk = *state;
	form_unit_answer(desk->session, "/data/flag", "1");
	form_unit_answer(desk->session, "/data/more", "m");
	ZR_CLEANUP(zr_taking_finish)
	struct zr_taking hidden = take(desk, "q=/data/flag&v/data/flag=2");
	assert_int_equal(hidden.hidden_count, 1);
	assert_int_equal(hidden.lowered_count, 0);
	form_unit_answer(desk->session, "/data/n", "2");
	form_unit_answer(desk->session, "/data/p[2]/name", "Ann");
	ZR_CLEANUP(zr_taking_finish)
	struct zr_taking lowered = take(desk, "q=/data/n&v/data/n=1");
	assert_int_equal(lowered.lowered_count, 1);
	assert_int_equal(lowered.hidden_count, 0);
}

static void a_screen_is_judged_as_far_as_a_browser_can_answer(void **state)
{
	struct desk *desk = *state;
	ZR_CLEANUP(zr_fields_finish) struct zr_fields fields = {0};
	ZR_CLEANUP(zr_taking_finish) struct zr_taking unseen = {0};
	struct zr_screen screen = zr_flow_first(desk->session);
	size_t count = 9;
	bool has_more = false;
	form_unit_answer(desk->session, "/data/flag", "1");
	assert_int_equal(zr_taking_judge(&unseen, desk->session, &screen, &count, NULL), 0);
	assert_int_equal(count, 0); /* nobody has seen the question yet */
	ZR_CLEANUP(zr_taking_finish) struct zr_taking taking = take(desk, "q=/data/more");
	assert_int_equal(zr_taking_judge(&taking, desk->session, &screen, &count, NULL), 0);
	assert_int_equal(count, 1);
	assert_int_equal(zr_taking_find(&taking, "/data/more")->verdict, ZR_VERDICT_REQUIRED);
	assert_int_equal(zr_taking_find_more(&fields, desk->session, &screen, &has_more, NULL), 0);
	assert_true(has_more);
	struct zr_item photo;
	assert_int_equal(zr_session_find(desk->session, "/data/photo", &photo), 0);
	assert_int_equal(zr_look_of(&photo), ZR_LOOK_ABSENT);
	assert_int_equal(zr_look_judge(desk->session, &photo), ZR_VERDICT_ACCEPTED);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_kind_is_read_as_hands_write_it),
		CASE(times_stand_whatever_the_zone),
		CASE(answers_that_need_each_other_stand_together),
		CASE(one_that_does_not_stand_leaves_the_others),
		CASE(what_is_hidden_and_what_is_lost_is_counted),
		CASE(a_screen_is_judged_as_far_as_a_browser_can_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
