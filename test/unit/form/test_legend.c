/* What is told of questions without an interview. */
#include "lib/form/legend.h"
#include "lib/form/flat.h"
#include "test/unit/form/form_unit.h"

static const char model[] =
	"<itext><translation lang='ru'><text id='q'><value>Пол <output value='/data/name'/>?"
	"</value></text><text id='m'><value>мужской</value></text></translation>"
	"<translation lang='en' default='true()'><text id='q'><value>Sex</value></text><text "
	"id='m'>"
	"<value>male</value></text><text id='i1'><value>One</value></text></translation></itext>"
	"<instance><data id='f'><name/><sex/><town/><worked/><many/></data></instance>"
	"<instance "
	"id='l'><root><item><n>1</n><w>x</w><t>i1</t></item><item><n>2</n><w>y</w><t>i2</t>"
	"</item></root></instance>"
	"<bind nodeset='/data/name' constraint=\". != 'x'\" jr:constraintMsg='not x'/>"
	"<bind nodeset='/data/town' relevant=\"/data/sex = 'm'\"/>";
static const char body[] =
	"<input ref='/data/name'><label>Name</label><hint>as written</hint></input>"
	"<select1 ref='/data/sex'><label ref=\"jr:itext('q')\"/><item><label "
	"ref=\"jr:itext('m')\"/>"
	"<value>m</value></item><item><value>f</value></item></select1>"
	"<select1 ref='/data/town'><label>Town</label>"
	"<itemset nodeset=\"instance('l')/root/item[w=/data/name]\"><value ref='n'/>"
	"<label ref='jr:itext(t)'/></itemset></select1>"
	"<select1 ref='/data/worked'><label>Worked</label>"
	"<itemset nodeset=\"instance('l')/root/item\"><value ref='n'/><label ref=\"concat(n, w)\"/>"
	"</itemset></select1>";

static struct zr_form *form;
static struct zr_buffer seen;

static int take(void *user, const struct zr_legend_choice *choice)
{
	(void)user;
	return zr_buffer_add_format(
		&seen, "%s=%s%s;", choice->value, choice->label, choice->is_worded ? "?" : "");
}

static const struct zr_bind *bind_of(const char *path)
{
	const struct zr_bind *bind = zr_bind_find(form, NULL, path);
	assert_non_null(bind);
	return bind;
}

static const char *choices_of(const char *path, const char *language)
{
	zr_buffer_finish(&seen);
	assert_int_equal(zr_legend_list_choices(form, bind_of(path),
				 zr_form_find_language(form, language), take, NULL),
		0);
	return zr_buffer_text(&seen);
}

static const char *text_of(const char *path, enum zr_text which, const char *language)
{
	zr_buffer_finish(&seen);
	assert_int_equal(zr_legend_add_text(form, bind_of(path), which,
				 zr_form_find_language(form, language), &seen),
		0);
	return zr_buffer_text(&seen);
}

static int set_up(void **state)
{
	(void)state;
	form = form_unit_load(model, body);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	zr_buffer_finish(&seen);
	zr_form_free(form);
	return 0;
}

static void choices_are_told_whatever_filter_stands_before_them(void **state)
{
	(void)state;
	assert_string_equal(choices_of("/data/sex", "ru"), "m=мужской;f=f;");
	assert_string_equal(choices_of("/data/sex", "en"), "m=male;f=f;");
	assert_string_equal(choices_of("/data/town", "en"), "1=One;2=2;");
	assert_string_equal(choices_of("/data/name", "en"), "");
	assert_true(zr_legend_has_all_choices(bind_of("/data/town")));
	assert_false(zr_legend_has_all_choices(bind_of("/data/name")));
}

static void what_an_interview_would_know_better_is_marked(void **state)
{
	(void)state;
	assert_string_equal(choices_of("/data/worked", "en"), "1=1?;2=2?;");
	assert_string_equal(text_of("/data/sex", ZR_TEXT_LABEL, "ru"), "Пол …?");
}

static void words_and_rules_are_told_as_they_were_written(void **state)
{
	(void)state;
	assert_string_equal(text_of("/data/sex", ZR_TEXT_LABEL, "en"), "Sex");
	assert_string_equal(text_of("/data/name", ZR_TEXT_HINT, "ru"), "as written");
	assert_string_equal(text_of("/data/name", ZR_TEXT_CONSTRAINT_MESSAGE, "ru"), "not x");
	assert_string_equal(text_of("/data/many", ZR_TEXT_LABEL, "ru"), "");
	assert_string_equal(zr_legend_constraint(bind_of("/data/name")), ". != 'x'");
	assert_string_equal(
		zr_legend_rule(bind_of("/data/town"), ZR_RULE_RELEVANT), "/data/sex = 'm'");
	assert_null(zr_legend_rule(bind_of("/data/sex"), ZR_RULE_RELEVANT));
	assert_null(zr_legend_constraint(bind_of("/data/sex")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			choices_are_told_whatever_filter_stands_before_them, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_an_interview_would_know_better_is_marked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			words_and_rules_are_told_as_they_were_written, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
