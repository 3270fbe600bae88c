/* Tests: xpath.c axes.c date.c digest.c evaluate.c form_functions.c */
/* Tests: functions.c geo.c lexer.c logic.c nodes.c number.c */
/* Tests: parser.c parser_path.c path.c random.c regex.c */
/* Tests: regex_compile.c selection.c string.c value.c */
#include "test/unit/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/xpath/xpath.h"

static struct zr_names *names;
static struct zr_node *root;
static struct zr_node *here; /* the context node */
static struct zr_arena arena;
static struct zr_error error;

static struct zr_node *add(struct zr_node *parent, const char *name, const char *value)
{
	struct zr_node *node =
		zr_node_new(ZR_NODE_ELEMENT, zr_names_intern(names, "", "", name), value);
	zr_node_append(parent, node);
	return node;
}

/* Two persons with two pets each; a list of towns as an instance. */
static int set_up(void **state)
{
	names = zr_names_new();
	root = zr_node_new(ZR_NODE_DOCUMENT, NULL, NULL);
	struct zr_node *data = add(root, "data", NULL);
	(void)add(data, "colour", "red blue");
	(void)add(data, "born", "1980-05-17");
	for (unsigned i = 0; i < 2; i++) {
		struct zr_node *person = add(data, "person", NULL);
		(void)add(person, "name", i == 0 ? "Анна" : "Пётр");
		(void)add(person, "age", i == 0 ? "40" : "7");
		(void)add(person, "note", NULL);
	}
	here = data->last_child->last_child;
	return 0;
}

static int tear_down(void **state)
{
	zr_node_free(root);
	zr_arena_finish(&arena);
	zr_names_free(names);
	return 0;
}

static uint64_t bits(void *user)
{
	return 0x0123456789abcdefu;
}

static struct zr_node *instance(void *user, const char *id)
{
	return strcmp(id, "self") == 0 ? root->first_child : NULL;
}

static const char *itext(void *user, const char *id)
{
	return strcmp(id, "it's") == 0 ? "found" : NULL;
}

static int evaluate(const char *text, struct zr_value *ret_value)
{
	static const struct zr_xpath_hooks hooks = {
		.random = bits, .instance = instance, .itext = itext};
	struct zr_xpath_scope scope = {.names = names};
	struct zr_xpath *expression = NULL;
	int code = zr_xpath_compile(text, &scope, &expression, &error);
	if (code == 0) {
		struct zr_xpath_context context = {.node = here,
			.root = root,
			.arena = &arena,
			.hooks = &hooks,
			.time_zone = "Europe/Moscow",
			.now_us = 1795360309387000};
		code = zr_xpath_evaluate(expression, &context, ret_value, &error);
		if (code == 0) {
			const char *string = zr_value_string(ret_value, &context);
			ret_value->kind = ZR_VALUE_STRING;
			ret_value->string = zr_arena_copy(&arena, string, strlen(string));
		}
	}
	zr_xpath_free(expression);
	return code;
}

static void assert_gives(const char *text, const char *wanted)
{
	struct zr_value value = {0};
	error.message[0] = '\0';
	int code = evaluate(text, &value);
	if (code != 0) {
		fail_msg("%s: %s", text, error.message);
	}
	if (strcmp(value.string, wanted) != 0) {
		fail_msg("%s gave '%s', not '%s'", text, value.string, wanted);
	}
}

static void assert_fails(const char *text, int code)
{
	struct zr_value value = {0};
	assert_int_equal(evaluate(text, &value), code);
	assert_true(strlen(error.message) > 10);
}

static void operators_bind_as_xpath_says(void **state)
{
	assert_gives("1 + 2 * 3 - 4 div 2", "5");
	assert_gives("-2 + 5 mod 3", "0");
	assert_gives("1 or 2 and 0", "true");
	assert_gives("3 > 2 > 1", "false");
	assert_gives("1or2", "true");
	assert_gives("0.1 + 0.2", "0.30000000000000004");
	assert_gives("1 div 3", "0.3333333333333333");
	assert_gives("1000000 * 1000000 * 1000000", "1000000000000000000");
}

static void an_absolute_path_stays_in_its_repeat_instance(void **state)
{
	assert_gives("/data/person/name", "Пётр");
	assert_gives("../name", "Пётр");
	assert_gives("/data/person[1]/name", "Анна");
	assert_gives("count(/data/person)", "2");
	assert_gives("sum(../../person/age)", "47");
	assert_gives("position(..)", "2");
	assert_gives("indexed-repeat(/data/person/age, /data/person, 1)", "40");
	assert_gives("/data/person[position() = position(current()/..) - 1]/age", "40");
	here = root->first_child->first_child;
	assert_gives("sum(/data/person/age)", "47");
	assert_gives("concat(/data/person/name)", "АннаПётр");
}

static void a_missing_node_reads_as_an_empty_text(void **state)
{
	assert_gives("/data/nothing = ''", "true");
	assert_gives("/data/colour != nothing", "true");
	assert_gives("string(/data/nothing)", "");
	assert_gives("/data/nothing > 1", "false");
}

static void what_is_not_relevant_is_not_seen(void **state)
{
	here->previous->flags |= ZR_NODE_IRRELEVANT;
	assert_gives("sum(../../person/age)", "40");
	assert_gives("../age = ''", "true");
	root->first_child->last_child->flags |= ZR_NODE_TEMPLATE;
	assert_gives("count(//person)", "1");
}

static void dates_are_days_with_a_kind(void **state)
{
	assert_gives("today()", "2026-11-22");
	assert_gives("now()", "2026-11-22T18:11:49.387+03:00");
	assert_gives("today() - date('2026-11-01')", "21");
	assert_gives("date(today() + 10)", "2026-12-02");
	assert_gives("int((today() - /data/born) div 365.25)", "46");
	assert_gives("'2026-01-31' < today()", "true");
	assert_gives("format-date('2026-03-08', '%e %b %Y, %a')", "8 Mar 2026, Sun");
	assert_gives("decimal-time('06:00:00.000+03:00')", "0.25");
	assert_gives("format-date-time(date('2018-01-01T10:20:30.400'), '%Y-%m-%dT%H:%M:%S.%3')",
		"2018-01-01T10:20:30.400");
	assert_gives("date('2018-01-01T10:20:30.400')", "2018-01-01T10:20:30.400+03:00");
	assert_gives("string(date('2018-01-01T10:20:30.400'))", "2018-01-01");
	assert_gives("concat(now(), '')", "2026-11-22");
	here->flags |= ZR_NODE_MOMENT;
	assert_int_equal(zr_node_set_value(here, "2018-01-01T23:30:00.000Z"), 0);
	assert_gives("concat('on ', .)", "on 2018-01-02");
	assert_gives(".", "2018-01-01T23:30:00.000Z");
	assert_gives("date('')", "");
	assert_fails("date('2026-02-30')", ZR_E_INVALID);
}

static void texts_count_characters(void **state)
{
	assert_gives("string-length('заря')", "4");
	assert_gives("substr('заря', 1, 3)", "ар");
	assert_gives("substring('заря', 2)", "аря");
	assert_gives("translate('заря', 'ря', 'Р')", "заР");
	assert_gives("join(', ', /data/person[1]/name, 'x')", "Анна, x");
	assert_gives("normalize-space('  a   b ')", "a b");
	assert_gives("thousandsep(-1234567.5)", "-1,234,567.5");
	assert_gives("base64-decode('TetN')", "M\xEF\xBF\xBDM");
	assert_gives("base64-decode('0LfQsNGA0Y8=')", "заря");
}

static void selections_are_words(void **state)
{
	assert_gives("selected(/data/colour, 'blue')", "true");
	assert_gives("selected(/data/colour, 'blu')", "false");
	assert_gives("count-selected(/data/colour)", "2");
	assert_gives("selected-at(/data/colour, 1)", "blue");
	assert_gives("selected-at(/data/colour, 2)", "");
}

static void patterns_match_the_whole_text(void **state)
{
	assert_gives("regex('Заря-12', '^[А-Я][а-я]+-\\d{2}$')", "true");
	assert_gives("regex('12345', '[0-9]{3}')", "false");
	assert_gives("regex('ababab', '(ab|cd|ef)+')", "true");
	assert_gives("regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a*)*')", "false");
	assert_gives("regex('x', 'x{0,3}y?')", "true");
	assert_gives("regex('xxxx', 'x{0,3}')", "false");
	assert_fails("regex('a', '(?=a)')", ZR_E_UNSUPPORTED);
	assert_fails("regex('a', '[a')", ZR_E_INVALID);
	assert_fails("regex('a', '((a{999}){999}){999}')", ZR_E_LIMIT);
}

static void chance_comes_from_the_context(void **state)
{
	assert_gives("uuid()", "01234567-89ab-4def-8123-456789abcdef");
	assert_gives("string-length(uuid(10))", "10");
	assert_gives("count(randomize(../../person, 5))", "2");
}

static void what_is_wrong_is_said(void **state)
{
	assert_fails("", ZR_E_SYNTAX);
	assert_fails("1 +", ZR_E_SYNTAX);
	assert_fails("'open", ZR_E_SYNTAX);
	assert_fails("selcted(., 'x')", ZR_E_REFERENCE);
	assert_non_null(strstr(error.message, "selcted"));
	assert_fails("count()", ZR_E_SYNTAX);
	assert_fails("nope:a", ZR_E_REFERENCE);
	assert_fails("$v", ZR_E_REFERENCE);
	assert_fails("count(1)", ZR_E_INVALID);
	assert_fails("instance('nope')/root", ZR_E_INVALID);
}

static void quotes_inside_an_itext_id_pass(void **state)
{
	assert_gives("jr:itext('it's')", "found");
	assert_gives("jr:itext(\"it's\")", "found");
}

static void nesting_has_a_limit_and_chains_have_none(void **state)
{
	char text[4000] = "";
	memset(text, '(', 300);
	assert_fails(text, ZR_E_LIMIT);
	text[0] = '\0';
	for (size_t i = 0; i < 1000; i++) {
		(void)memcpy(text + i * 3, "1+ ", 3);
	}
	memcpy(text + 3000, "1", 2);
	assert_gives(text, "1001");
	text[0] = '\0';
	for (size_t i = 0; i < 250; i++) {
		memcpy(text + i * 4, "not(", 4);
		text[1001 + i] = ')';
	}
	memcpy(text + 1000, "1", 1);
	text[1251] = '\0';
	assert_gives(text, "true");
}

static int count_path(void *user, const struct zr_xpath_path *path)
{
	size_t *counts = user;
	counts[path->from]++;
	counts[4] += path->within != NULL;
	return 0;
}

static void paths_are_shown_with_their_predicates(void **state)
{
	struct zr_xpath_scope scope = {.names = names};
	struct zr_xpath *expression = NULL;
	size_t counts[5] = {0};
	assert_int_equal(zr_xpath_compile("instance('x')/root/item[a = current()/../b and c = /d]/e"
					  " + ../f",
				 &scope, &expression, &error),
		0);
	assert_int_equal(zr_xpath_visit_paths(expression, count_path, counts), 0);
	assert_int_equal(counts[ZR_PATH_INSTANCE], 1);
	assert_int_equal(counts[ZR_PATH_CURRENT], 1);
	assert_int_equal(counts[ZR_PATH_ABSOLUTE], 1);
	assert_int_equal(counts[ZR_PATH_RELATIVE], 3);
	assert_int_equal(counts[4], 4);
	assert_false(zr_xpath_is_volatile(expression));
	zr_xpath_free(expression);
}

#define UNIT(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(operators_bind_as_xpath_says),
		UNIT(an_absolute_path_stays_in_its_repeat_instance),
		UNIT(a_missing_node_reads_as_an_empty_text),
		UNIT(what_is_not_relevant_is_not_seen),
		UNIT(dates_are_days_with_a_kind),
		UNIT(texts_count_characters),
		UNIT(selections_are_words),
		UNIT(patterns_match_the_whole_text),
		UNIT(chance_comes_from_the_context),
		UNIT(what_is_wrong_is_said),
		UNIT(quotes_inside_an_itext_id_pass),
		UNIT(nesting_has_a_limit_and_chains_have_none),
		UNIT(paths_are_shown_with_their_predicates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
