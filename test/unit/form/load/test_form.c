/*
 * Loading a form. Tests: load.c bind.c body.c itext.c instance.c actions.c graph.c
 * Tests: compiler.c loading.c lib/form/load/search.c choice_source.c lib/form/rules/targets.c
 * template.c
 */
#include "lib/form/form.h"

#include "test/unit/form/form_unit.h"

static void gives_identity_and_languages(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f' version='3'><a/></data></instance>"
		"<itext><translation lang='English (en)'><text id='a'><value>A</value></text>"
		"</translation><translation lang='Русский (ru)' default='true()'><text id='a'>"
		"<value>Я</value></text></translation></itext>",
		"<input ref='/data/a'><label ref=\"jr:itext('a')\"/></input>");
	assert_string_equal(zr_form_id(form), "f");
	assert_string_equal(zr_form_version(form), "3");
	assert_string_equal(zr_form_title(form), "T");
	assert_int_equal(zr_form_language_count(form), 2);
	assert_int_equal(zr_form_default_language(form), 1);
	assert_int_equal(zr_form_find_language(form, "en"), 0);
	assert_int_equal(zr_form_find_language(form, "Русский (ru)"), 1);
	assert_int_equal(zr_form_find_language(form, "de"), 1);
	assert_int_equal(zr_form_warning_count(form), 0);
	zr_form_free(form);
}

static void gives_the_body_in_order(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><g><b/></g><r jr:template=''><c/></r></data></instance>"
		"<bind nodeset='/data/a' type='int'/><bind nodeset='/data/g/b' type='xsd:date'/>",
		"<input ref='/data/a' appearance='x'/><group ref='/data/g'><select1 "
		"ref='b'/></group>"
		"<group ref='/data/r'><label>R</label><repeat nodeset='/data/r' "
		"jr:noAddRemove='true()'><upload mediatype='image/*' ref='/data/r/c'/></repeat>"
		"</group>");
	const struct zr_control *at = zr_form_body(form)->first_child;
	assert_int_equal(at->kind, ZR_CONTROL_INPUT);
	assert_int_equal(at->type, ZR_TYPE_INT);
	assert_string_equal(at->reference, "/data/a");
	assert_string_equal(at->appearance, "x");
	assert_int_equal(at->line, 3);
	at = at->next;
	assert_int_equal(at->kind, ZR_CONTROL_GROUP);
	assert_string_equal(at->first_child->reference, "/data/g/b");
	assert_int_equal(at->first_child->type, ZR_TYPE_DATE);
	at = at->next;
	assert_int_equal(at->kind, ZR_CONTROL_REPEAT);
	assert_true(at->has_fixed_count);
	assert_ptr_equal(at->parent, zr_form_body(form));
	assert_string_equal(at->first_child->mediatype, "image/*");
	assert_int_equal(at->first_child->type, ZR_TYPE_BINARY);
	assert_null(at->next);
	zr_form_free(form);
}

/* The first warning has this in its place and in its sentence. */
static void check_warning(
	const char *model, const char *body, const char *where, const char *sentence)
{
	struct zr_form *form = form_unit_load(model, body);
	assert_true(zr_form_warning_count(form) > 0);
	const struct zr_error *warning = zr_form_warning(form, 0);
	assert_non_null(strstr(warning->where, where));
	if (strstr(warning->message, sentence) == NULL) {
		fail_msg("%s", warning->message);
	}
	assert_true(warning->line > 0);
	zr_form_free(form);
}

static void forgives_what_the_field_forgives(void **state)
{
	(void)state;
	const char *const body = "<input ref='/data/a'/>";
	check_warning("<instance><data id='f'><a/></data></instance>"
		      "<bind nodeset='/data/a' relevant='../b != yes'/>",
		body, "/data/a", "counts as empty");
	check_warning("<instance><data id='f'><a/></data></instance><bind nodeset='/data/b'/>",
		body, "/data/b", "does not have");
	check_warning("<instance><data id='f'><a/></data></instance>"
		      "<bind nodeset='/data/a'/><bind nodeset='/data/a' type='int'/>",
		body, "/data/a", "two <bind>s");
	check_warning(
		"<instance><data id='f'><a/><a/></data></instance>", body, "/data/a", "twice");
	check_warning("<instance><data id='f'><a/></data></instance>"
		      "<bind nodeset='/data/a' type='banana'/>",
		body, "/data/a", "banana");
	check_warning("<instance><data id='f'><a who=''/></data></instance>"
		      "<bind nodeset='/data/a/@who' jr:preload='uid'/>",
		body, "/data/a/@who", "fills no attribute");
	check_warning("<instance><data id='f'><a/></data></instance>",
		"<select1 ref='/data/a'><item><value>1</value></item>"
		"<item><value>1</value></item></select1>",
		"/data/a", "twice");
}

static int read_list(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	(void)user;
	if (strcmp(uri, "jr://file-csv/a.csv") == 0) {
		return zr_buffer_add_text(ret_bytes, "name,label\nx,X\n");
	}
	if (strcmp(uri, "jr://file/b.xml") == 0) {
		return zr_buffer_add_text(ret_bytes, "<root><item><name>y</name></item></root>");
	}
	if (strcmp(uri, "jr://file-csv/itemsets.csv") == 0) {
		return zr_buffer_add_text(ret_bytes, "list_name,name,label::en,label::ru,p\n"
						     "town,t1,Town,Город,1\ntown,t2,T,Г,2\n");
	}
	if (strcmp(uri, "jr://file-csv/food.csv") == 0) {
		return zr_buffer_add_text(ret_bytes, "key,text,kind\n1,Apple,fruit\n2,Leek,herb\n");
	}
	return zr_error_set(error, ZR_E_NOT_FOUND, "no %s", uri);
}

static void reads_lists_that_are_only_named(void **state)
{
	(void)state;
	const struct zr_form_loader loader = {.read = read_list};
	char *xml = form_unit_xml(
		"<instance><data id='f'><k>fruit</k><a/><b/><c/></data></instance>"
		"<bind nodeset='/data/b' calculate=\"pulldata('food', 'text', "
		"'key', '2')\"/><bind nodeset='/data/c' "
		"calculate=\"pulldata('none', 'a', 'b', 'c')\"/>",
		"<select1 appearance=\"minimal search('food', 'matches', 'kind', /data/k)\" "
		"ref='/data/a'><item><label>text</label><value>key</value></item></select1>");
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_form_load(xml, strlen(xml), &loader, &form, &error), 0);
	free(xml);
	assert_int_equal(zr_form_warning_count(form), 1);
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/b"), "Leek");
	assert_string_equal(form_unit_value(session, "/data/c"), "");
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	struct zr_item item = form_unit_item(session, "/data/a");
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	assert_int_equal(count, 1);
	assert_string_equal(choices[0].value, "1");
	assert_string_equal(choices[0].label, "Apple");
	zr_session_free(session);
	zr_form_free(form);
}

static void old_lists_come_into_no_list_without_a_root(void **state)
{
	(void)state;
	static const char *const LISTS[] = {
		"<instance id='town' src='jr://instance/last-saved'/>", "<instance id='town'/>"};
	const struct zr_form_loader loader = {.read = read_list};
	for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++) {
		char model[200];
		(void)snprintf(model, sizeof model,
			"<instance><data id='f'><a/></data></instance>%s", LISTS[i]);
		char *xml = form_unit_xml(model,
			"<input ref='/data/a' query=\"instance('town')/root/item[p='1']\"/>");
		struct zr_form *form = NULL;
		struct zr_error error = {0};
		assert_int_equal(
			zr_form_load(xml, strlen(xml), &loader, &form, &error), ZR_E_INVALID);
		assert_non_null(strstr(error.message, "'town'"));
		free(xml);
	}
}

static void a_text_that_names_a_list_asks_for_none(void **state)
{
	(void)state;
	const struct zr_form_loader loader = {.read = read_list};
	char *xml = form_unit_xml(
		"<instance><data id='f'><a/><b/></data></instance><bind nodeset='/data/b' "
		"calculate=\"concat(/data/a, &quot;pulldata('ghost', 'a', 'b', 'c')&quot;)\"/>",
		"<input ref='/data/a'/>");
	struct zr_form *form = NULL;
	assert_int_equal(zr_form_load(xml, strlen(xml), &loader, &form, NULL), 0);
	assert_int_equal(zr_form_warning_count(form), 0);
	zr_form_free(form);
	free(xml);
}

static void reads_the_lists_that_answers_name(void **state)
{
	(void)state;
	const struct zr_form_loader loader = {.read = read_list};
	char *xml = form_unit_xml(
		"<instance><data id='f'><d/><e/><code>x</code><label/><near/></data></instance>"
		"<instance id='l'><root><item><n>food</n></item><item><n>nowhere</n></item></root>"
		"</instance><bind nodeset='/data/label' "
		"calculate=\"pulldata( /data/d , 'label', 'name', /data/code)\"/>",
		"<select1 ref='/data/d'><item><label>A</label><value>a</value></item><item>"
		"<label>B</label><value>b</value></item></select1><select1 ref='/data/e'><itemset "
		"nodeset=\"instance('l')/root/item\"><value ref='n'/></itemset></select1>"
		"<select1 ref='/data/near' appearance=\"search( /data/e , 'matches', 'kind', "
		"'herb')\"><item><label>text</label><value>key</value></item></select1>");
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	if (zr_form_load(xml, strlen(xml), &loader, &form, &error) != 0) {
		fail_msg("%s: %s", error.where, error.message);
	}
	free(xml);
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/label"), "");
	(void)form_unit_answer(session, "/data/d", "a");
	assert_string_equal(form_unit_value(session, "/data/label"), "X");
	(void)form_unit_answer(session, "/data/d", "b");
	assert_string_equal(form_unit_value(session, "/data/label"), "");
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	struct zr_item item = form_unit_item(session, "/data/near");
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	assert_int_equal(count, 0);
	(void)form_unit_answer(session, "/data/e", "food");
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	assert_int_equal(count, 1);
	assert_string_equal(choices[0].label, "Leek");
	(void)form_unit_answer(session, "/data/near", "2");
	(void)form_unit_answer(session, "/data/e", "nowhere");
	assert_string_equal(form_unit_value(session, "/data/near"), "");
	zr_session_free(session);
	zr_form_free(form);
}

/* The values of the choices that a search() offers, with blanks between. */
static void assert_search_offers(const char *appearance, const char *wanted)
{
	const struct zr_form_loader loader = {.read = read_list};
	struct zr_buffer body = {0};
	assert_int_equal(zr_buffer_add_format(&body,
				 "<select1 appearance=\"%s\" ref='/data/a'><item>"
				 "<label>text</label><value>key</value></item></select1>",
				 appearance),
		0);
	char *xml = form_unit_xml(
		"<instance><data id='f'><k>fruit</k><a/></data></instance>", zr_buffer_text(&body));
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	if (zr_form_load(xml, strlen(xml), &loader, &form, &error) != 0) {
		fail_msg("%s: %s", appearance, error.message);
	}
	struct zr_session *session = form_unit_start(form);
	struct zr_item item = form_unit_item(session, "/data/a");
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	struct zr_buffer values = {0};
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(
			zr_buffer_add_format(&values, "%s%s", i > 0 ? " " : "", choices[i].value),
			0);
	}
	assert_string_equal(zr_buffer_text(&values), wanted);
	zr_buffer_finish(&values);
	zr_buffer_finish(&body);
	zr_session_free(session);
	zr_form_free(form);
	free(xml);
}

static void a_search_for_a_column_that_is_not_there_is_named(void **state)
{
	(void)state;
	const struct zr_form_loader loader = {.read = read_list};
	char *xml = form_unit_xml("<instance><data id='f'><a/></data></instance>",
		"<select1 appearance=\"search('food')\" ref='/data/a'>"
		"<item><label>name</label><value>key</value></item></select1>");
	struct zr_form *form = NULL;
	assert_int_equal(zr_form_load(xml, strlen(xml), &loader, &form, NULL), 0);
	assert_int_equal(zr_form_warning_count(form), 1);
	assert_non_null(strstr(zr_form_warning(form, 0)->message, "no column 'name'"));
	zr_form_free(form);
	free(xml);
}

static void a_search_takes_expressions_and_a_second_filter(void **state)
{
	(void)state;
	assert_search_offers("search('food')", "1 2");
	assert_search_offers("minimal search( 'food' , 'matches','kind', /data/k )", "1");
	assert_search_offers("search('food', 'contains', 'text', concat('e','e'))", "2");
	assert_search_offers("search('food', 'contains', 'text', 'e', 'kind', /data/k)", "1");
	assert_search_offers("search('food', 'contains', 'text', 'e', 'kind', 'herb')", "2");
	assert_search_offers("search('food', 'matches', 'text', ')')", "");
	assert_search_offers("likert('say search(') search('food')", "1 2");
	assert_search_offers("research('food')", "key");         /* another word */
	assert_search_offers("search('food', 'matches'", "key"); /* not closed: a warning */
}

static void reads_external_lists_through_the_loader(void **state)
{
	(void)state;
	const struct zr_form_loader loader = {.read = read_list};
	char *xml = form_unit_xml("<instance><data id='f'><a/><b/><p>1</p><t/></data></instance>"
				  "<instance id='a' src='jr://file-csv/a.csv'/>"
				  "<instance id='b' src='jr://file/b.xml'/>"
				  "<itext><translation lang='en'/><translation lang='ru'/></itext>",
		"<select1 ref='/data/a'><itemset nodeset=\"instance('a')/root/item\">"
		"<value ref='name'/><label ref='label'/></itemset></select1>"
		"<input query=\"instance('town')/root/item[p= /data/p ]\" ref='/data/t'/>");
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_form_load(xml, strlen(xml), &loader, &form, &error), 0);
	free(xml);
	struct zr_session *session = form_unit_start(form);
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	struct zr_item item = form_unit_item(session, "/data/a");
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	assert_int_equal(count, 1);
	assert_string_equal(choices[0].label, "X");
	item = form_unit_item(session, "/data/t");
	assert_int_equal(item.control->kind, ZR_CONTROL_SELECT_ONE);
	zr_session_set_language(session, 1);
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	assert_int_equal(count, 1);
	assert_string_equal(choices[0].label, "Город");
	zr_session_free(session);
	zr_form_free(form);
}

static void a_text_left_out_in_a_language_comes_in_the_default_one(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><b/></data></instance><itext>"
		"<translation lang='ru' default='true()'><text id='a'><value>Имя</value></text>"
		"<text id='b'><value>-</value></text></translation>"
		"<translation lang='tt'><text id='a'><value>-</value></text>"
		"<text id='b'><value>Яшь</value></text></translation></itext>",
		"<input ref='/data/a'><label ref=\"jr:itext('a')\"/></input>"
		"<input ref='/data/b'><label ref=\"jr:itext('b')\"/></input>");
	struct zr_session *session = form_unit_start(form);
	static const char *const labels[2][2] = {{"Имя", "-"}, {"Имя", "Яшь"}};
	for (size_t language = 0; language < 2; language++) {
		zr_session_set_language(session, language);
		for (size_t i = 0; i < 2; i++) {
			ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
			struct zr_item item =
				form_unit_item(session, i == 0 ? "/data/a" : "/data/b");
			assert_int_equal(
				zr_session_text(session, &item, ZR_TEXT_LABEL, &text, NULL), 0);
			assert_string_equal(text.data, labels[language][i]);
		}
	}
	zr_session_free(session);
	zr_form_free(form);
}

static int load_as_for_collect(const char *calculation, struct zr_session **ret_session,
	struct zr_form **ret_form, bool is_portable)
{
	const struct zr_form_loader loader = {.is_portable = is_portable};
	const struct zr_session_env env = {.time_zone = "UTC"};
	struct zr_buffer model = {0};
	assert_int_equal(zr_buffer_add_format(&model,
				 "<instance><data id='f'><a/></data></instance>"
				 "<instance id='l'><root><i>1</i><i>2</i></root></instance>"
				 "<bind nodeset='/data/a' calculate=\"%s\"/>",
				 calculation),
		0);
	char *xml = form_unit_xml(model.data, "");
	int code = zr_form_load(xml, strlen(xml), &loader, ret_form, NULL);
	if (code == 0) {
		code = zr_session_new(*ret_form, &env, ret_session, NULL);
	}
	free(xml);
	zr_buffer_finish(&model);
	return code;
}

static void an_external_list_takes_away_what_it_no_longer_offers(void **state)
{
	(void)state;
	const struct zr_form_loader loader = {.read = read_list};
	char *xml = form_unit_xml("<instance><data id='f'><p>1</p><t/></data></instance>",
		"<input ref='/data/p'/><input "
		"query=\"instance('town')/root/item[p= /data/p ]\" ref='/data/t'/>");
	struct zr_form *form = NULL;
	assert_int_equal(zr_form_load(xml, strlen(xml), &loader, &form, NULL), 0);
	free(xml);
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/t", "t1"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/t"), "t1");
	(void)form_unit_answer(session, "/data/p", "3");
	assert_string_equal(form_unit_value(session, "/data/t"), "");
	zr_session_free(session);
	zr_form_free(form);
}

static void refuses_what_collect_cannot_run_only_when_asked(void **state)
{
	(void)state;
	static const char *const THERE[] = {"local-name(instance('l')/root)",
		"string-length(name(instance('l')/root))", "instance('l')/root/i",
		"count(instance('l')/root/i | instance('l')/root)"};
	for (size_t i = 0; i < sizeof THERE / sizeof *THERE; i++) {
		for (int is_portable = 0; is_portable < 2; is_portable++) {
			struct zr_form *form = NULL;
			struct zr_session *session = NULL;
			assert_int_equal(
				load_as_for_collect(THERE[i], &session, &form, is_portable != 0),
				is_portable != 0 ? ZR_E_UNSUPPORTED : 0);
			zr_session_free(session);
			zr_form_free(form);
		}
	}
}

static void a_text_may_be_named_by_an_expression(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<itext><translation lang='en' default='true()'><text id='msg-small'>"
		"<value>too small</value></text><text id=\"it's\"><value>quoted</value></text>"
		"</translation></itext><instance><data id='f'><a/></data></instance>"
		"<bind nodeset='/data/a' type='int' constraint='. &gt; 5' "
		"jr:constraintMsg=\"jr:itext(concat('msg-', 'small'))\" "
		"jr:requiredMsg='jr:itext( &quot;it&apos;s&quot; )'/>",
		"<input ref='/data/a'/>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/a", "1"), ZR_VERDICT_CONSTRAINT_VIOLATED);
	form_unit_text(session, "/data/a", ZR_TEXT_CONSTRAINT_MESSAGE, "too small");
	form_unit_text(session, "/data/a", ZR_TEXT_REQUIRED_MESSAGE, "quoted");
	zr_session_free(session);
	zr_form_free(form);
}

/* The label of the only choice of an itemset whose <label> has this ref. */
static void assert_row_label(const char *ref, const char *wanted)
{
	struct zr_buffer body = {0};
	assert_int_equal(
		zr_buffer_add_format(&body,
			"<select1 ref='/data/a'><itemset nodeset=\"instance('l')/root/item\">"
			"<value ref='v'/><label ref=\"%s\"/></itemset></select1>",
			ref),
		0);
	struct zr_form *form = form_unit_load(
		"<itext><translation lang='en'><text id='t-1'><value>One</value></text>"
		"</translation></itext><instance><data id='f'><a/></data></instance>"
		"<instance id='l'><root><item><v>1</v><id>t-1</id></item></root></instance>",
		zr_buffer_text(&body));
	struct zr_session *session = form_unit_start(form);
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	struct zr_item item = form_unit_item(session, "/data/a");
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	assert_int_equal(count, 1);
	assert_string_equal(choices[0].label, wanted);
	zr_session_free(session);
	zr_form_free(form);
	zr_buffer_finish(&body);
}

static void a_label_names_its_text_in_any_spelling(void **state)
{
	(void)state;
	assert_row_label("jr:itext(id)", "One");
	assert_row_label(" jr:itext ( id ) ", "One");
	assert_row_label("jr:itext('t-1')", "One");
	assert_row_label("jr:itext(concat('t-', v))", "One");
	assert_row_label("concat(jr:itext(id), '!')", "One!");
	assert_row_label("concat('jr:itext(', v)", "jr:itext(1");
}

static void a_record_without_a_place_for_its_id_gets_one(void **state)
{
	(void)state;
	static const char *const MODELS[] = {"<instance><data id='f'><q/></data></instance>",
		"<instance><data id='f'><q/><meta><instanceName/></meta></data></instance>",
		"<instance><data id='f'><q/><orx:meta/></data></instance>"};
	for (size_t i = 0; i < sizeof MODELS / sizeof *MODELS; i++) {
		struct zr_form *form = form_unit_load(MODELS[i], "<input ref='/data/q'/>");
		struct zr_session *session = form_unit_start(form);
		const char *id = form_unit_value(session, "/data/meta/instanceID");
		assert_memory_equal(id, "uuid:", 5);
		assert_int_equal(strlen(id), 41);
		struct zr_buffer xml = {0};
		assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &xml, NULL), 0);
		assert_non_null(strstr(xml.data, "instanceID>uuid:"));
		zr_buffer_finish(&xml);
		zr_session_free(session);
		zr_form_free(form);
	}
}

static void a_blank_label_is_a_label(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><r><v/></r><s/></data></instance>",
			"<repeat nodeset='/data/r'><input ref='/data/r/v'/></repeat><select1 "
			"ref='/data/s'><itemset nodeset='/data/r'><value ref='position(.)'/><label "
			"ref='v'/></itemset></select1>");
	struct zr_session *session = form_unit_start(form);
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	struct zr_item item = form_unit_item(session, "/data/s");
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	assert_int_equal(count, 1);
	assert_string_equal(choices[0].value, "1");
	assert_string_equal(choices[0].label, "");
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_lists_that_answers_name),
		cmocka_unit_test(old_lists_come_into_no_list_without_a_root),
		cmocka_unit_test(a_text_that_names_a_list_asks_for_none),
		cmocka_unit_test(a_text_may_be_named_by_an_expression),
		cmocka_unit_test(a_label_names_its_text_in_any_spelling),
		cmocka_unit_test(a_record_without_a_place_for_its_id_gets_one),
		cmocka_unit_test(a_blank_label_is_a_label),
		cmocka_unit_test(an_external_list_takes_away_what_it_no_longer_offers),
		cmocka_unit_test(refuses_what_collect_cannot_run_only_when_asked),
		cmocka_unit_test(gives_identity_and_languages),
		cmocka_unit_test(a_text_left_out_in_a_language_comes_in_the_default_one),
		cmocka_unit_test(gives_the_body_in_order),
		cmocka_unit_test(forgives_what_the_field_forgives),
		cmocka_unit_test(a_search_for_a_column_that_is_not_there_is_named),
		cmocka_unit_test(a_search_takes_expressions_and_a_second_filter),
		cmocka_unit_test(reads_external_lists_through_the_loader),
		cmocka_unit_test(reads_lists_that_are_only_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
