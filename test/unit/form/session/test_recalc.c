/* What depends on what, and what is kept when it goes wrong. Tests: recalc.c graph.c order.c */
#include "lib/form/session/verify.h"
#include "lib/form/session/working.h"
#include "test/unit/form/form_unit.h"

static void accept(struct zr_session *session, const char *path, const char *value)
{
	assert_int_equal(form_unit_answer(session, path, value), ZR_VERDICT_ACCEPTED);
}

static void add_instance(struct zr_session *session)
{
	struct zr_item item = zr_session_start(session);
	do {
		item = zr_session_next(session, &item);
		assert_int_not_equal(item.kind, ZR_ITEM_END);
	} while (item.kind != ZR_ITEM_PROMPT);
	struct zr_item added;
	assert_int_equal(zr_session_repeat_add(session, &item, &added, NULL), 0);
}

static void refuses_text_that_xml_cannot_carry(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load("<instance><data id='f'><a/></data></instance>"
					      "<bind nodeset='/data/a'/>",
		"<input ref='/data/a'/>");
	struct zr_session *session = form_unit_start(form);
	static const char *const BAD[] = {"\x01", "\xff", "a\xed\xa0\x80", "b\xef\xbf\xbf"};
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		assert_int_equal(
			form_unit_answer(session, "/data/a", BAD[i]), ZR_VERDICT_WRONG_TYPE);
	}
	accept(session, "/data/a", "Анна\n\xf0\x9f\x98\x80");
	zr_session_free(session);
	zr_form_free(form);
}

static void keeps_the_old_answer_when_the_form_cannot_take_the_new(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><n/><twice/><p><x/></p></data></instance>"
		"<bind nodeset='/data/n' type='int'/>"
		"<bind nodeset='/data/twice' calculate='/data/n * 2'/>",
		"<input ref='/data/n'/>"
		"<repeat nodeset='/data/p' jr:count='/data/n'><input ref='/data/p/x'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	accept(session, "/data/n", "3");
	struct zr_item item = form_unit_item(session, "/data/n");
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	assert_int_equal(
		zr_session_answer(session, &item, "2147483647", &verdict, NULL), ZR_E_LIMIT);
	assert_string_equal(form_unit_value(session, "/data/n"), "3");
	assert_string_equal(form_unit_value(session, "/data/twice"), "6");
	struct zr_buffer stale = {0};
	assert_int_equal(zr_verify_states(session, NULL, &stale, NULL), 0);
	assert_string_equal(zr_buffer_text(&stale), "");
	zr_buffer_finish(&stale);
	zr_session_free(session);
	zr_form_free(form);
}

static void keeps_what_was_cleared_over_a_restore(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><a/><b/></data></instance>"
			       "<bind nodeset='/data/b' calculate='concat(\"x\", /data/a)'/>",
			"<input ref='/data/a'/><input ref='/data/b'/>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/b"), "x");
	accept(session, "/data/b", "");
	struct zr_buffer xml = {0};
	assert_int_equal(zr_session_write(session, ZR_SESSION_DRAFT, &xml, NULL), 0);
	const struct zr_session_env env = {.now_us = 1};
	struct zr_session *restored = NULL;
	assert_int_equal(zr_session_restore(form, &env, xml.data, xml.bytes, &restored, NULL), 0);
	assert_string_equal(form_unit_value(restored, "/data/b"), "");
	accept(restored, "/data/a", "1");
	assert_string_equal(form_unit_value(restored, "/data/b"), "x1");
	zr_buffer_finish(&xml);
	zr_session_free(restored);
	zr_session_free(session);
	zr_form_free(form);
}

static void follows_the_words_in_the_label_of_a_choice(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><name/><who>h</who><said/></data></instance>"
		"<bind nodeset='/data/said' calculate=\"jr:choice-name(/data/who, '/data/who')\"/>",
		"<input ref='/data/name'/><select1 ref='/data/who'><item>"
		"<label>Head: <output value='/data/name'/></label><value>h</value></item>"
		"</select1>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/said"), "Head: ");
	accept(session, "/data/name", "Anna");
	assert_string_equal(form_unit_value(session, "/data/said"), "Head: Anna");
	zr_session_free(session);
	zr_form_free(form);
}

static void drops_a_choice_when_its_row_is_renamed(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><p><name/><age/></p><head/></data></instance>",
		"<repeat nodeset='/data/p'><input ref='/data/p/name'/><input ref='/data/p/age'/>"
		"</repeat><select1 ref='/data/head'><itemset nodeset='/data/p'>"
		"<value ref='name'/><label ref='name'/></itemset></select1>");
	struct zr_session *session = form_unit_start(form);
	add_instance(session);
	accept(session, "/data/p[1]/name", "Anna");
	accept(session, "/data/head", "Anna");
	accept(session, "/data/p[1]/age", "33");
	assert_string_equal(form_unit_value(session, "/data/head"), "Anna");
	accept(session, "/data/p[1]/name", "Olga");
	assert_string_equal(form_unit_value(session, "/data/head"), "");
	zr_session_free(session);
	zr_form_free(form);
}

static void follows_which_instance_a_predicate_picks(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><p jr:template=''><x/><c jr:template=''><n/></c></p>"
		"<last/></data></instance>"
		"<bind nodeset='/data/last' calculate='count(/data/p[last()]/c/n)'/>",
		"<repeat nodeset='/data/p'><input ref='/data/p/x'/>"
		"<repeat nodeset='/data/p/c'><input ref='/data/p/c/n'/></repeat></repeat>");
	struct zr_session *session = form_unit_start(form);
	add_instance(session); /* a person */
	struct zr_item item = form_unit_item(session, "/data/p[1]/x");
	item = zr_session_next(session, &item); /* the prompt of its children */
	struct zr_item added;
	assert_int_equal(zr_session_repeat_add(session, &item, &added, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/last"), "1");
	item = zr_session_up(session, &item);
	item = zr_session_skip(session, &item);
	assert_int_equal(zr_session_repeat_add(session, &item, &added, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/last"), "0");
	zr_session_free(session);
	zr_form_free(form);
}

static void a_name_anywhere_is_read_by_its_name_alone(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><g><a/></g><all/><more/></data></instance>"
			       "<bind nodeset='/data/all' calculate='sum(//a)'/>"
			       "<bind nodeset='/data/more' calculate='/data/all + sum(/data//a)'/>",
			"<group ref='/data/g'><input ref='/data/g/a'/></group>");
	struct zr_session *session = form_unit_start(form);
	accept(session, "/data/g/a", "4");
	assert_string_equal(form_unit_value(session, "/data/more"), "8");
	zr_session_free(session);
	zr_form_free(form);
}

static void assert_fresh(struct zr_session *session)
{
	struct zr_buffer stale = {0};
	assert_int_equal(zr_verify_states(session, NULL, &stale, NULL), 0);
	assert_string_equal(zr_buffer_text(&stale), "");
	zr_buffer_finish(&stale);
}

static void the_text_of_a_group_follows_its_leaves(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><g><a/><h><b/></h></g><p jr:template=''><n/></p>"
		"<text/><total/><same/><sum/><all/></data></instance>"
		"<bind nodeset='/data/text' calculate='concat(\"=\", /data/g)'/>"
		"<bind nodeset='/data/total' calculate='sum(/data/p)'/>"
		"<bind nodeset='/data/same' relevant='/data/g = &quot;xy&quot;'/>"
		"<bind nodeset='/data/sum' calculate='/data/g/h + 1'/>"
		"<bind nodeset='/data/all' calculate='/data/p'/>",
		"<input ref='/data/g/a'/><input ref='/data/g/h/b'/><input ref='/data/same'/>"
		"<repeat nodeset='/data/p'><input ref='/data/p/n'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	accept(session, "/data/g/a", "x");
	assert_string_equal(form_unit_value(session, "/data/text"), "=x");
	accept(session, "/data/g/h/b", "y");
	assert_string_equal(form_unit_value(session, "/data/text"), "=xy");
	struct zr_item same = form_unit_item(session, "/data/same");
	assert_true(zr_item_is_relevant(&same));
	accept(session, "/data/g/h/b", "4");
	assert_false(zr_item_is_relevant(&same));
	assert_string_equal(form_unit_value(session, "/data/sum"), "5");
	add_instance(session);
	add_instance(session);
	accept(session, "/data/p[1]/n", "3");
	accept(session, "/data/p[2]/n", "4");
	assert_string_equal(form_unit_value(session, "/data/total"), "7");
	assert_string_equal(form_unit_value(session, "/data/all"), "3");
	assert_fresh(session);
	zr_session_free(session);
	zr_form_free(form);
}

static size_t edge_count(struct zr_session *session, const char *path)
{
	struct zr_item item = form_unit_item(session, path);
	size_t count = 0;
	for (const struct zr_edge *at = item.node->bind->edges; at != NULL; at = at->next) {
		count++;
	}
	return count;
}

static void what_only_counts_groups_does_not_read_their_leaves(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><p><n/><at/></p><c/><i/><known/></data></instance>"
		"<bind nodeset='/data/c' calculate='count(/data/p)'/>"
		"<bind nodeset='/data/p/at' calculate='position(..)'/>"
		"<bind nodeset='/data/known' relevant='/data/p and not(/data/p[5])'/>"
		"<bind nodeset='/data/i' calculate='indexed-repeat(/data/p/at, /data/p, 1)'/>",
		"<repeat nodeset='/data/p'><input ref='/data/p/n'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	add_instance(session);
	assert_int_equal(edge_count(session, "/data/p[1]/n"), 0);
	assert_int_equal(edge_count(session, "/data/p[1]/at"), 1);
	assert_string_equal(form_unit_value(session, "/data/c"), "2");
	assert_fresh(session);
	zr_session_free(session);
	zr_form_free(form);
}

static void a_count_of_relevant_nodes_follows_their_relevance(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><a/><g><b>1</b></g><c/></data></instance>"
			       "<bind nodeset='/data/g' relevant='/data/a = 1'/>"
			       "<bind nodeset='/data/g/b' calculate='2'/>"
			       "<bind nodeset='/data/c' calculate='count(/data/g/b)'/>",
			"<input ref='/data/a'/>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/c"), "0");
	accept(session, "/data/a", "1");
	assert_string_equal(form_unit_value(session, "/data/c"), "1");
	assert_fresh(session);
	zr_session_free(session);
	zr_form_free(form);
}

static void a_place_in_a_row_follows_what_goes_before_it(void **state)
{
	(void)state;
	struct zr_form *form =
		form_unit_load("<instance><data id='f'><p jr:template=''><n/></p></data></instance>"
			       "<bind nodeset='/data/p' readonly='position() = 1'/>",
			"<repeat nodeset='/data/p'><input ref='/data/p/n'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	add_instance(session);
	add_instance(session);
	struct zr_item first = form_unit_item(session, "/data/p[1]");
	assert_int_equal(zr_session_repeat_remove(session, &first, NULL), 0);
	assert_fresh(session);
	zr_session_free(session);
	zr_form_free(form);
}

static void a_choice_follows_what_its_value_is_made_of(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><p><who><name/></who></p><head/><sign/></data></instance>",
		"<repeat nodeset='/data/p'><input ref='/data/p/who/name'/></repeat>"
		"<input ref='/data/sign'/><select1 ref='/data/head'><itemset nodeset='/data/p'>"
		"<value ref='concat(/data/sign, who/name)'/><label ref='who/name'/></itemset>"
		"</select1>");
	struct zr_session *session = form_unit_start(form);
	accept(session, "/data/p[1]/who/name", "Anna");
	accept(session, "/data/head", "Anna");
	accept(session, "/data/p[1]/who/name", "Olga");
	assert_string_equal(form_unit_value(session, "/data/head"), "");
	accept(session, "/data/head", "Olga");
	accept(session, "/data/sign", "+");
	assert_string_equal(form_unit_value(session, "/data/head"), "");
	assert_fresh(session);
	zr_session_free(session);
	zr_form_free(form);
}

static void nothing_in_a_circle_is_no_cycle(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><g><x/></g><own/><n/><c/><first/></data></instance>"
		"<instance id='l'><root><i>one</i><i>two</i></root></instance>"
		"<bind nodeset='/data/g' relevant='local-name(..) != &quot;&quot;'/>"
		"<bind nodeset='/data/g/x' relevant='local-name(..) = &quot;g&quot;'"
		" calculate='local-name(..)'/>"
		"<bind nodeset='/data/own' calculate='local-name()'/>"
		"<bind nodeset='/data/n' calculate='count(/data/*)'/>"
		"<bind nodeset='/data/c' calculate='count((/data/g | /data/c)[1])'/>"
		"<bind nodeset='/data/first' calculate='(instance(&quot;l&quot;)/root/i)[2]'/>",
		"<input ref='/data/own'/>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/g/x"), "g");
	assert_string_equal(form_unit_value(session, "/data/own"), "own");
	assert_string_equal(form_unit_value(session, "/data/n"), "6");
	assert_string_equal(form_unit_value(session, "/data/c"), "1");
	assert_string_equal(form_unit_value(session, "/data/first"), "two");
	assert_fresh(session);
	zr_session_free(session);
	zr_form_free(form);
}

static int load_code(const char *model)
{
	char *xml = form_unit_xml(model, "<input ref='/data/g/x'/>");
	struct zr_form *form = NULL;
	int code = zr_form_load(xml, strlen(xml), NULL, &form, NULL);
	zr_form_free(form);
	free(xml);
	return code;
}

static void a_group_whose_text_holds_the_reader_is_a_cycle(void **state)
{
	(void)state;
	static const char *const CYCLES[] = {
		"<bind nodeset='/data/g/x' calculate='concat(.., 1)'/>",
		"<bind nodeset='/data/g/x' calculate='sum(/data)'/>",
		"<bind nodeset='/data/g' relevant='count(x) = 1'/>",
		"<bind nodeset='/data/g/x' relevant='count(../x) = 1'/>",
		"<bind nodeset='/data/g/x' calculate='string-length()'/>",
	};
	for (size_t i = 0; i < sizeof CYCLES / sizeof *CYCLES; i++) {
		char model[400];
		(void)snprintf(model, sizeof model,
			"<instance><data id='f'><g><x/></g></data></instance>%s", CYCLES[i]);
		assert_int_equal(load_code(model), ZR_E_CYCLE);
	}
}

/* 1,100 leaves that 1,000 relevances read as one text. */
static void refuses_a_form_in_which_everything_reads_everything(void **state)
{
	(void)state;
	struct zr_buffer model = {0};
	assert_int_equal(zr_buffer_add_text(&model, "<instance><data id='f'><g>"), 0);
	for (unsigned i = 0; i < 1100; i++) {
		assert_int_equal(zr_buffer_add_format(&model, "<a%u/>", i), 0);
	}
	assert_int_equal(zr_buffer_add_text(&model, "</g>"), 0);
	for (unsigned i = 0; i < 1000; i++) {
		assert_int_equal(zr_buffer_add_format(&model, "<b%u/>", i), 0);
	}
	assert_int_equal(zr_buffer_add_text(&model, "</data></instance>"), 0);
	for (unsigned i = 0; i < 1000; i++) {
		assert_int_equal(
			zr_buffer_add_format(&model,
				"<bind nodeset='/data/b%u' relevant='/data/g = %u'/>", i, i),
			0);
	}
	char *xml = form_unit_xml(zr_buffer_text(&model), "<input ref='/data/g/a0'/>");
	struct zr_form *form = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_form_load(xml, strlen(xml), NULL, &form, &error), ZR_E_LIMIT);
	assert_non_null(strstr(error.message, "read more than 1000000 nodes"));
	free(xml);
	zr_buffer_finish(&model);
}

static void follows_the_words_in_a_translated_label(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><name/><who>h</who><said/><text/></data></instance>"
		"<itext><translation lang='en'><text id='t'><value>Head: "
		"<output value='/data/name'/></value></text></translation></itext>"
		"<bind nodeset='/data/text' calculate=\"jr:itext('t')\"/>"
		"<bind nodeset='/data/said' calculate=\"jr:choice-name(/data/who, '/data/who')\"/>",
		"<input ref='/data/name'/><select1 ref='/data/who'><item>"
		"<label ref=\"jr:itext('t')\"/><value>h</value></item></select1>");
	struct zr_session *session = form_unit_start(form);
	accept(session, "/data/name", "Anna");
	assert_string_equal(form_unit_value(session, "/data/said"), "Head: Anna");
	assert_string_equal(form_unit_value(session, "/data/text"), "Head: Anna");
	assert_fresh(session);
	zr_session_free(session);
	zr_form_free(form);
}

/* However its brackets are spaced; and a text that only names it reads nothing. */
static void a_label_is_asked_for_by_a_call_alone(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><name/><who>h</who><said/><quoted/></data></instance>"
		"<bind nodeset='/data/said' calculate=\"jr:choice-name (/data/who, '/data/who')\"/>"
		"<bind nodeset='/data/quoted' calculate=\"concat('jr:itext', random())\"/>",
		"<input ref='/data/name'/><select1 ref='/data/who'><item>"
		"<label>Head: <output "
		"value='/data/name'/></label><value>h</value></item></select1>");
	struct zr_session *session = form_unit_start(form);
	accept(session, "/data/name", "Anna");
	assert_string_equal(form_unit_value(session, "/data/said"), "Head: Anna");
	char before[64];
	(void)snprintf(before, sizeof before, "%s", form_unit_value(session, "/data/quoted"));
	zr_session_set_language(session, 0);
	assert_string_equal(form_unit_value(session, "/data/quoted"), before);
	zr_session_free(session);
	zr_form_free(form);
}

static void stops_a_search_through_everything_for_everything(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><n/><p jr:template=''><x/></p><c/></data></instance>"
		"<bind nodeset='/data/n' type='int'/><bind nodeset='/data/c' relevant=\""
		"count(/data/p[x = ''][count(/data/p[x = ''][count(/data/p[x = '']) > 1]) > 1]) > "
		"1\"/>",
		"<input ref='/data/n'/><repeat nodeset='/data/p' jr:count='/data/n'>"
		"<input ref='/data/p/x'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	accept(session, "/data/n", "10");
	struct zr_item item = form_unit_item(session, "/data/n");
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	assert_int_equal(zr_session_answer(session, &item, "1000", &verdict, NULL), ZR_E_LIMIT);
	assert_string_equal(form_unit_value(session, "/data/n"), "10");
	assert_fresh(session);
	zr_session_free(session);
	zr_form_free(form);
}

static void a_node_that_is_there_twice_is_asked_once_and_worked_out_twice(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><a/><g><c/></g><g><c/></g><d/><d/></data></instance>"
		"<bind nodeset='/data/g/c' calculate='/data/a'/>"
		"<bind nodeset='/data/d' calculate='/data/a'/>",
		"<input ref='/data/a'/>");
	struct zr_session *session = form_unit_start(form);
	struct zr_item item = zr_session_start(session);
	item = zr_session_next(session, &item);
	struct zr_item first = form_unit_item(session, "/data/a[1]");
	assert_ptr_equal(item.node, first.node);
	accept(session, "/data/a[1]", "x");
	static const char *const PATHS[] = {
		"/data/g[1]/c", "/data/g[2]/c", "/data/d[1]", "/data/d[2]"};
	for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
		assert_string_equal(form_unit_value(session, PATHS[i]), "x");
	}
	assert_fresh(session);
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_text_that_xml_cannot_carry),
		cmocka_unit_test(keeps_the_old_answer_when_the_form_cannot_take_the_new),
		cmocka_unit_test(keeps_what_was_cleared_over_a_restore),
		cmocka_unit_test(follows_the_words_in_the_label_of_a_choice),
		cmocka_unit_test(drops_a_choice_when_its_row_is_renamed),
		cmocka_unit_test(follows_which_instance_a_predicate_picks),
		cmocka_unit_test(a_name_anywhere_is_read_by_its_name_alone),
		cmocka_unit_test(the_text_of_a_group_follows_its_leaves),
		cmocka_unit_test(what_only_counts_groups_does_not_read_their_leaves),
		cmocka_unit_test(a_count_of_relevant_nodes_follows_their_relevance),
		cmocka_unit_test(a_place_in_a_row_follows_what_goes_before_it),
		cmocka_unit_test(a_node_that_is_there_twice_is_asked_once_and_worked_out_twice),
		cmocka_unit_test(a_choice_follows_what_its_value_is_made_of),
		cmocka_unit_test(nothing_in_a_circle_is_no_cycle),
		cmocka_unit_test(a_group_whose_text_holds_the_reader_is_a_cycle),
		cmocka_unit_test(follows_the_words_in_a_translated_label),
		cmocka_unit_test(a_label_is_asked_for_by_a_call_alone),
		cmocka_unit_test(stops_a_search_through_everything_for_everything),
		cmocka_unit_test(refuses_a_form_in_which_everything_reads_everything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
