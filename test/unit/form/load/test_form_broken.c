/* Broken forms: each is refused with the line, the node and the fault. */
#include "lib/base/limits.h"
#include "test/unit/form/form_unit.h"

#define INSTANCE "<instance><data id='f'><a/><b/></data></instance>\n"
#define INPUT    "<input ref='/data/a'/>"

struct broken {
	const char *name;
	const char *model; /* line 2 on */
	const char *body;
	int code;
	unsigned line;
	const char *where;    /* part of the place */
	const char *sentence; /* part of the message */
};

static const struct broken BROKEN[] = {
	{"no instance", "<bind nodeset='/data/a'/>", INPUT, ZR_E_INVALID, 2, "model",
		"no <instance>"},
	{"empty instance", "<instance/>", INPUT, ZR_E_INVALID, 2, "instance", "is empty"},
	{"bind without nodeset", INSTANCE "<bind type='int'/>", INPUT, ZR_E_INVALID, 3, "bind",
		"no nodeset"},
	{"control to a missing node", INSTANCE, "<input ref='/data/c'/>", ZR_E_REFERENCE, 4,
		"/data/c", "does not have"},
	{"control without ref", INSTANCE, "<input/>", ZR_E_INVALID, 4, "input", "no ref"},
	{"control with an unknown bind", INSTANCE, "<input bind='x'/>", ZR_E_REFERENCE, 4, "input",
		"'x'"},
	{"broken pattern", INSTANCE "<bind nodeset='/data/a' constraint=\"regex(., '[a')\"/>",
		INPUT, ZR_E_INVALID, 3, "/data/a", "constraint: regex(): a [ has no ]"},
	{"unknown function", INSTANCE "<bind nodeset='/data/a' calculate='nope(1)'/>", INPUT,
		ZR_E_REFERENCE, 3, "/data/a", "nope"},
	{"unbalanced bracket", INSTANCE "<bind nodeset='/data/a' relevant='(1 = 1'/>", INPUT,
		ZR_E_SYNTAX, 3, "/data/a", "relevant"},
	{"wrong number of arguments", INSTANCE "<bind nodeset='/data/a' calculate='not()'/>", INPUT,
		ZR_E_SYNTAX, 3, "/data/a", "not"},
	{"undeclared prefix", INSTANCE "<bind nodeset='/data/a' calculate='/data/zz:b'/>", INPUT,
		ZR_E_REFERENCE, 3, "/data/a", "zz"},
	{"cycle",
		INSTANCE "<bind nodeset='/data/a' calculate='/data/b + 1'/>\n"
			 "<bind nodeset='/data/b' calculate='/data/a + 1'/>",
		INPUT, ZR_E_CYCLE, 0, "/data/", "/data/a"},
	{"calculation of itself", INSTANCE "<bind nodeset='/data/a' calculate='. + 1'/>", INPUT,
		ZR_E_CYCLE, 3, "/data/a", "itself"},
	{"relevance of itself", INSTANCE "<bind nodeset='/data/a' relevant=\"/data/a = ''\"/>",
		INPUT, ZR_E_CYCLE, 3, "/data/a", "itself"},
	{"required of itself", INSTANCE "<bind nodeset='/data/a' required=\". = ''\"/>", INPUT,
		ZR_E_CYCLE, 3, "/data/a", "required depends on itself"},
	{"missing itext", INSTANCE "<itext><translation lang='en'/></itext>",
		"<input ref='/data/a'><label ref=\"jr:itext('no:label')\"/></input>",
		ZR_E_REFERENCE, 4, "no:label", "no translation"},
	{"missing itext of a message",
		INSTANCE "<bind nodeset='/data/a' constraint='. &gt; 1' "
			 "jr:constraintMsg=\"jr:itext('m')\"/>",
		INPUT, ZR_E_REFERENCE, 3, "m", "no translation"},
	{"translation without language", INSTANCE "<itext><translation/></itext>", INPUT,
		ZR_E_INVALID, 3, "itext", "lang"},
	{"language twice",
		INSTANCE "<itext><translation lang='en'/><translation lang='en'/></itext>", INPUT,
		ZR_E_INVALID, 3, "itext", "twice"},
	{"text without id", INSTANCE "<itext><translation lang='en'><text/></translation></itext>",
		INPUT, ZR_E_INVALID, 3, "itext", "no id"},
	{"itemset of a missing instance", INSTANCE,
		"<select1 ref='/data/a'><itemset nodeset=\"instance('x')/root/item\">"
		"<value ref='name'/></itemset></select1>",
		ZR_E_REFERENCE, 4, "/data/a", "instance('x')"},
	{"itemset without nodeset", INSTANCE,
		"<select1 ref='/data/a'><itemset><value ref='n'/></itemset></select1>",
		ZR_E_INVALID, 4, "/data/a", "no nodeset"},
	{"itemset without value", INSTANCE,
		"<select1 ref='/data/a'><itemset nodeset='/data/b'/></select1>", ZR_E_INVALID, 4,
		"/data/a", "no <value>"},
	{"item without value", INSTANCE,
		"<select1 ref='/data/a'><item><label>x</label></item></select1>", ZR_E_INVALID, 4,
		"/data/a", "no <value>"},
	{"repeat without nodeset", INSTANCE, "<group><repeat ref='/data/a'/></group>", ZR_E_INVALID,
		4, "repeat", "no nodeset"},
	{"repeat of a missing node", INSTANCE, "<repeat nodeset='/data/r'/>", ZR_E_REFERENCE, 4,
		"/data/r", "does not have"},
	{"repeat whose node stands outside the repeat around it",
		"<instance><data id='f'><a><c/></a><b><c/></b></data></instance>\n",
		"<repeat nodeset='/data/a'><repeat nodeset='/data/b'/></repeat>", ZR_E_INVALID, 4,
		"/data/b", "inside the repeat"},
	{"repeat of an attribute", "<instance><data id='f'><a/></data></instance>\n",
		"<repeat nodeset='/data/@id'/>", ZR_E_INVALID, 4, "/data/@id", "attribute"},
	{"question in a repeat for a node outside",
		"<instance><data id='f'><a><c/></a><b/></data></instance>\n",
		"<repeat nodeset='/data/a'><group><input ref='/data/b'/></group></repeat>",
		ZR_E_INVALID, 4, "/data/b", "inside the repeat /data/a"},
	{"group for another node between two repeats",
		"<instance><data id='f'><a><c/></a><b><c/></b></data></instance>\n",
		"<repeat nodeset='/data/a'><group ref='/data/b'><repeat nodeset='/data/b/c'/>"
		"</group></repeat>",
		ZR_E_INVALID, 4, "/data/b", "inside the repeat /data/a"},
	{"repeat in itself", "<instance><data id='f'><a><c/></a></data></instance>\n",
		"<repeat nodeset='/data/a'><group><repeat nodeset='/data/a'/></group></repeat>",
		ZR_E_INVALID, 4, "/data/a", "inside the repeat /data/a"},
	{"bad jr:count", INSTANCE, "<repeat nodeset='/data/a' jr:count='1 +'/>", ZR_E_SYNTAX, 4,
		"/data/a", "jr:count"},
	{"itemset of a missing column",
		INSTANCE "<instance id='x'><root><item><n>1</n></item></root></instance>",
		"<select1 ref='/data/a'><itemset nodeset=\"instance('x')/root/item\">"
		"<value ref='n'/><label ref='label'/></itemset></select1>",
		ZR_E_REFERENCE, 4, "/data/a", "no column 'label'"},
	{"setgeopoint outside its namespace", INSTANCE "<setgeopoint ref='/data/a'/>", INPUT,
		ZR_E_INVALID, 3, "setgeopoint", "odk:setgeopoint"},
	{"external list without files", INSTANCE "<instance id='x' src='jr://file-csv/x.csv'/>",
		INPUT, ZR_E_NOT_FOUND, 3, "x.csv", "no files"},
	{"instance twice",
		INSTANCE "<instance id='x'><r/></instance><instance id='x'><r/></instance>", INPUT,
		ZR_E_INVALID, 3, "x", "two <instance>s"},
	{"range that is no number", INSTANCE,
		"<range ref='/data/a' start='1.2.3' end='2' step='1'/>", ZR_E_INVALID, 4, "/data/a",
		"start"},
	{"unknown event", INSTANCE "<setvalue event='odk-never' ref='/data/a'/>", INPUT,
		ZR_E_UNSUPPORTED, 3, "setvalue", "odk-never"},
	{"setvalue of a missing node",
		INSTANCE "<setvalue event='odk-instance-load' ref='/data/c'/>", INPUT,
		ZR_E_REFERENCE, 3, "/data/c", "does not have"},
	{"setvalue without ref", INSTANCE "<setvalue event='odk-instance-load'/>", INPUT,
		ZR_E_INVALID, 3, "setvalue", "no ref"},
	{"odk-new-repeat outside a repeat",
		INSTANCE "<setvalue event='odk-new-repeat' ref='/data/a'/>", INPUT, ZR_E_INVALID, 3,
		"setvalue", "inside its <repeat>"},
	{"output without value", INSTANCE,
		"<input ref='/data/a'><label>x <output/></label></input>", ZR_E_INVALID, 4, "label",
		"<output>"},
	{"broken output", INSTANCE,
		"<input ref='/data/a'><label>x <output value='1 ='/></label></input>", ZR_E_SYNTAX,
		4, "label", "output"},
};

static void check(const struct broken *broken, const struct zr_error *error, int code)
{
	bool is_right = code == broken->code && error->code == code &&
			(broken->line == 0 || error->line == broken->line) &&
			strstr(error->where, broken->where) != NULL &&
			strstr(error->message, broken->sentence) != NULL;
	if (!is_right) {
		fail_msg("%s: code %d line %u where '%s' message '%s'", broken->name, code,
			error->line, error->where, error->message);
	}
}

static void names_line_node_and_fault(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
		char *xml = form_unit_xml(BROKEN[i].model, BROKEN[i].body);
		struct zr_form *form = NULL;
		struct zr_error error = {0};
		int code = zr_form_load(xml, strlen(xml), NULL, &form, &error);
		assert_null(form);
		check(&BROKEN[i], &error, code);
		/* Nobody has to want the sentence. */
		assert_int_equal(zr_form_load(xml, strlen(xml), NULL, &form, NULL), code);
		free(xml);
	}
}

static void refuses_documents_that_are_no_form(void **state)
{
	(void)state;
	static const struct {
		const char *xml;
		int code;
		unsigned line;
		const char *sentence;
	} cases[] = {
		{"", ZR_E_SYNTAX, 1, "empty"},
		{"hello, world", ZR_E_SYNTAX, 1, "not well formed"},
		{"<h:html>", ZR_E_SYNTAX, 1, "not well formed"},
		{"<html>\n<head>\n</html>", ZR_E_SYNTAX, 3, "not well formed"},
		{"<data/>", ZR_E_INVALID, 1, "begins with <h:html>"},
		{"<html><head/><body/></html>", ZR_E_INVALID, 1, "no <model>"},
		{"<html><head><model/></head></html>", ZR_E_INVALID, 1, "no <h:body>"},
		{"<html><body/><head><model/></head></html>", ZR_E_INVALID, 1, "before <h:head>"},
		{"<?xml version='1.0' encoding='UTF-8'?><html>\n\xff\xfe</html>", ZR_E_SYNTAX, 2,
			"not well formed"},
		{"<?xml version='1.0' encoding='klingon'?><html/>", ZR_E_SYNTAX, 1,
			"not well formed"},
		{"<!DOCTYPE h [<!ENTITY a 'b'>]><html>&a;</html>", ZR_E_UNSUPPORTED, 1, "entities"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct zr_form *form = NULL;
		struct zr_error error = {0};
		int code = zr_form_load(cases[i].xml, strlen(cases[i].xml), NULL, &form, &error);
		if (code != cases[i].code || error.line != cases[i].line ||
			strstr(error.message, cases[i].sentence) == NULL) {
			fail_msg("case %zu: code %d line %u '%s'", i, code, error.line,
				error.message);
		}
	}
}

static void refuses_a_form_that_is_too_large(void **state)
{
	(void)state;
	char *xml = calloc(1, ZR_FORM_BYTES_MAX + 1);
	memset(xml, ' ', ZR_FORM_BYTES_MAX + 1);
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_form_load(xml, ZR_FORM_BYTES_MAX + 1, NULL, &form, &error), ZR_E_LIMIT);
	assert_int_equal(zr_form_load(xml, ZR_FORM_BYTES_MAX, NULL, &form, &error), ZR_E_SYNTAX);
	free(xml);
}

static void refuses_elements_that_are_too_deep(void **state)
{
	(void)state;
	struct zr_buffer model = {0};
	assert_int_equal(zr_buffer_add_text(&model, "<instance>"), 0);
	for (int i = 0; i < ZR_FORM_DEPTH_MAX; i++) {
		assert_int_equal(zr_buffer_add_text(&model, "<a>"), 0);
	}
	char *xml = form_unit_xml(model.data, "");
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_form_load(xml, strlen(xml), NULL, &form, &error), ZR_E_LIMIT);
	assert_int_equal(error.line, 2);
	free(xml);
	zr_buffer_finish(&model);
}

static int read_broken_csv(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	(void)uri;
	(void)error;
	return zr_buffer_add_text(ret_bytes, user);
}

static void refuses_a_list_that_is_broken(void **state)
{
	(void)state;
	char text[] = "name,label\na,b\na,b,c\n";
	const struct zr_form_loader loader = {.read = read_broken_csv, .user = text};
	char *xml = form_unit_xml(INSTANCE "<instance id='x' src='jr://file-csv/x.csv'/>", INPUT);
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_form_load(xml, strlen(xml), &loader, &form, &error), ZR_E_SYNTAX);
	assert_int_equal(error.line, 3);
	assert_non_null(strstr(error.where, "x.csv"));
	free(xml);
}

/* What only an interview can find, by the expression and the node that it belongs to. */
static void names_the_place_of_a_fault_in_an_interview(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><a/><b/><c/></data></instance>"
			       "<instance id='l'><root><i><n>1</n></i></root></instance>"
			       "<bind nodeset='/data/a' constraint='date(.) &gt; 1'/>",
			"<input ref='/data/a'/>"
			"<input ref='/data/b'><label><output value='date(/data/b)'/></label>"
			"<setvalue event='xforms-value-changed' ref='/data/c' "
			"value='date(/data/b)'/></input>"
			"<select1 ref='/data/c'><itemset "
			"nodeset=\"instance('l')/root/i[date(/data/b) = 1]\">"
			"<value ref='n'/><label ref='n'/></itemset></select1>");
	struct zr_session *session = form_unit_start(form);
	struct zr_item item = form_unit_item(session, "/data/a");
	struct zr_error error = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	assert_int_not_equal(zr_session_answer(session, &item, "x", &verdict, &error), 0);
	assert_string_equal(error.where, "/data/a");
	assert_non_null(strstr(error.message, "constraint: date():"));
	item = form_unit_item(session, "/data/b");
	error = (struct zr_error){0};
	assert_int_not_equal(zr_session_answer(session, &item, "x", &verdict, &error), 0);
	assert_string_equal(error.where, "/data/c");
	assert_non_null(strstr(error.message, "setvalue: date():"));
	zr_session_free(session);
	zr_form_free(form);
	form = form_unit_load("<instance><data id='f'><b>x</b><c/></data></instance>"
			      "<instance id='l'><root><i><n>1</n></i></root></instance>",
		"<input ref='/data/b'><label><output value='date(/data/b)'/></label></input>"
		"<select1 ref='/data/c'><itemset nodeset=\"instance('l')/root/i[date(/data/b) = "
		"1]\">"
		"<value ref='n'/><label ref='n'/></itemset></select1>");
	session = form_unit_start(form);
	item = form_unit_item(session, "/data/b");
	struct zr_buffer text = {0};
	error = (struct zr_error){0};
	assert_int_not_equal(zr_session_text(session, &item, ZR_TEXT_LABEL, &text, &error), 0);
	assert_string_equal(error.where, "/data/b");
	assert_non_null(strstr(error.message, "output: date():"));
	item = form_unit_item(session, "/data/c");
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	error = (struct zr_error){0};
	assert_int_not_equal(zr_session_choices(session, &item, &choices, &count, &error), 0);
	assert_string_equal(error.where, "/data/c");
	assert_non_null(strstr(error.message, "choices: date():"));
	zr_buffer_finish(&text);
	zr_session_free(session);
	zr_form_free(form);
}

static void names_defaults_of_another_type(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data "
		"id='f'><a>abc</a><b>today()</b><c>5</c><d>10:30</d></data></instance>"
		"<bind nodeset='/data/a' type='int'/><bind nodeset='/data/b' type='date'/>"
		"<bind nodeset='/data/c' type='int'/><bind nodeset='/data/d' type='time'/>",
		"<input ref='/data/a'/>");
	assert_int_equal(zr_form_warning_count(form), 2);
	assert_string_equal(zr_form_warning(form, 0)->where, "/data/a");
	assert_non_null(strstr(zr_form_warning(form, 0)->message, "'abc'"));
	assert_string_equal(zr_form_warning(form, 1)->where, "/data/b");
	zr_form_free(form);
}

static void names_a_text_that_is_there_twice(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<itext><translation lang='en'><text id='t'><value>1</value></text>"
			       "<text id='t'><value form='image'>jr://images/a.png</value></text>"
			       "<text id='t'><value>2</value></text></translation></itext>"
			       "<instance><data id='f'><a/></data></instance>",
			"<input ref='/data/a'><label ref=\"jr:itext('t')\"/></input>");
	assert_int_equal(zr_form_warning_count(form), 1);
	assert_non_null(strstr(zr_form_warning(form, 0)->message, "twice in 'en'"));
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_line_node_and_fault),
		cmocka_unit_test(refuses_documents_that_are_no_form),
		cmocka_unit_test(refuses_a_form_that_is_too_large),
		cmocka_unit_test(refuses_elements_that_are_too_deep),
		cmocka_unit_test(refuses_a_list_that_is_broken),
		cmocka_unit_test(names_the_place_of_a_fault_in_an_interview),
		cmocka_unit_test(names_defaults_of_another_type),
		cmocka_unit_test(names_a_text_that_is_there_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
