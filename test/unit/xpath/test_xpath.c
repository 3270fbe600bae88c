/* The language: operators, paths, axes, predicates, and what is wrong with an expression. */
/* Tests: engine.c axes.c evaluate.c lexer.c parser.c parser_path.c path.c term.c value.c
 * Tests: arithmetic.c compare.c evaluation.c produce.c */
#include "test/unit/xpath/xpath_unit.h"

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

static void attributes_and_namespaces_are_told_apart(void **state)
{
	assert_gives("/data/colour/@hue", "warm");
	assert_gives("/data/colour/attribute::p:hue", "cold");
	assert_gives("count(/data/colour/@*)", "2");
	assert_gives("count(/data/colour/@p:*)", "1");
	assert_gives("//@hue", "warm");
	assert_gives("/data/colour[@hue = 'warm']", "red blue");
	assert_gives("count(/data/*[@hue])", "1");
	assert_gives("name(/data/colour/@p:hue)", "p:hue");
	assert_gives("local-name(/data/colour/@p:hue)", "hue");
	assert_gives("namespace-uri(/data/colour/@p:hue)", "urn:p");
	assert_gives("/data/colour/@hue/..", "red blue");
	assert_gives("count(p:data)", "0");
}

static void every_axis_walks(void **state)
{
	assert_gives("count(child::node())", "0");
	assert_gives("name(parent::*)", "person");
	assert_gives("name(self::note)", "note");
	assert_gives("count(ancestor::*)", "2");
	assert_gives("count(ancestor-or-self::*)", "3");
	assert_gives("name(ancestor::*[2])", "data");
	assert_gives("count(/descendant::person)", "2");
	assert_gives("count(/data/descendant-or-self::*)", "11");
	assert_gives("count(preceding-sibling::*)", "2");
	assert_gives("name(preceding-sibling::*[1])", "age");
	assert_gives("count(../../person[1]/following-sibling::person)", "1");
	assert_gives("count(preceding::name)", "2");
	assert_gives("count(../../person[1]/following::*)", "4");
	assert_gives("count(namespace::*)", "0");
	assert_gives("count(//name | //age | //name)", "4");
}

static void predicates_nest(void **state)
{
	assert_gives("/data/person[name[. = 'Анна']]/age", "40");
	assert_gives("count(/data/person[age[. > 5][. < 10]])", "1");
	assert_gives("/data/person[position() = last()]/name", "Пётр");
	assert_gives("(//age)[1]", "40");
	assert_gives("/data/person[age = /data/person[2]/age]/name", "Пётр");
	assert_gives("/data/person[count(../person[age > current()/../age]) = 1][1]/name", "Анна");
	assert_gives("instance('self')/data/person[age > 10]/name", "Анна");
}

static void a_written_axis_is_true_when_it_is_there(void **state)
{
	assert_gives("if(., 'answered', 'empty')", "empty");
	assert_gives("if(self::node(), 'there', 'not')", "there");
	assert_gives("not(following-sibling::*)", "true");
	assert_gives("boolean(../note)", "false");
	assert_gives("boolean(../child::note)", "true");
	assert_gives("count(../*[self::note])", "1");
	assert_gives("self::node() or false()", "true");
}

static void without_a_context_node_only_absolute_paths_hold(void **state)
{
	here = NULL;
	assert_gives("count(/data/person)", "2");
	assert_gives("1 + 1", "2");
	assert_gives("count(current())", "0");
	assert_fails("normalize-space()", ZR_E_INVALID);
	assert_fails("..", ZR_E_INVALID);
	assert_fails("once(1)", ZR_E_INVALID);
}

static void what_is_not_relevant_is_not_seen(void **state)
{
	here->previous->flags |= ZR_NODE_IRRELEVANT;
	assert_gives("sum(../../person/age)", "40");
	assert_gives("../age = ''", "true");
	root->first_child->last_child->flags |= ZR_NODE_TEMPLATE;
	assert_gives("count(//person)", "1");
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

static void what_no_name_has_is_told_by_its_character(void **state)
{
	static const char *const BAD[][2] = {{"\u200b/data", "U+200B"}, {"1\u00a0+ 2", "U+00A0"},
		{"/data/colour = \u00abred\u00bb", "\u00ab (U+00AB)"}, {"1 \u2013 2", "U+2013"},
		{"/data\u2060/colour", "U+2060"}, {"/data/\xcc", "UTF-8"}, {"1e3 + 1", "1e3"},
		{"2E-5", "2E-5"}};
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		assert_fails(BAD[i][0], ZR_E_SYNTAX);
		assert_non_null(strstr(error.message, BAD[i][1]));
	}
	assert_gives("count(/data/\u0438\u043c\u044f\u0301)", "0");
	assert_gives("1 div 2", "0.5");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(what_no_name_has_is_told_by_its_character),
		UNIT(operators_bind_as_xpath_says),
		UNIT(an_absolute_path_stays_in_its_repeat_instance),
		UNIT(a_missing_node_reads_as_an_empty_text),
		UNIT(attributes_and_namespaces_are_told_apart),
		UNIT(every_axis_walks),
		UNIT(predicates_nest),
		UNIT(a_written_axis_is_true_when_it_is_there),
		UNIT(without_a_context_node_only_absolute_paths_hold),
		UNIT(what_is_not_relevant_is_not_seen),
		UNIT(what_is_wrong_is_said),
		UNIT(quotes_inside_an_itext_id_pass),
		UNIT(nesting_has_a_limit_and_chains_have_none),
		UNIT(paths_are_shown_with_their_predicates),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
