/* The calls that an expression makes, and what only reads like one. */
#include "lib/base/buffer.h"
#include "test/unit/xpath/xpath_unit.h"

static struct zr_xpath *compiled(const char *text)
{
	struct zr_xpath_scope scope = {.names = names};
	struct zr_xpath *expression = NULL;
	if (zr_xpath_compile(text, &scope, &expression, &error) != 0) {
		fail_msg("%s: %s", text, error.message);
	}
	return expression;
}

static void assert_calls(const char *text, const char *name, bool wanted)
{
	struct zr_xpath *expression = compiled(text);
	if (zr_xpath_calls(expression, name) != wanted) {
		fail_msg("%s %s %s()", text, wanted ? "calls" : "does not call", name);
	}
	zr_xpath_free(expression);
}

static void a_call_is_found_wherever_it_stands(void **state)
{
	assert_calls("once(random())", "once", true);
	assert_calls("once (random())", "once", true);
	assert_calls("1 + -once(2)", "once", true);
	assert_calls("if(/a, 'x', concat('y', once(/b)))", "once", true);
	assert_calls("/a[once(1) = 1]/b", "once", true);
	assert_calls("(/a | /b)[once(1)]", "once", true);
	assert_calls("(once(/a))[1]", "once", true);
	assert_calls("instance('once')/root", "instance", true);
}

static void a_text_that_reads_like_a_call_is_none(void **state)
{
	assert_calls("'once('", "once", false);
	assert_calls("concat('say once(', /a)", "once", false);
	assert_calls("/a[b = \"pulldata('x', 'y')\"]", "pulldata", false);
	assert_calls("'jr:itext'", "jr:itext", false);
	assert_calls("/once", "once", false);
	assert_calls("round(1.5)", "once", false);
}

static int note_call(void *user, const struct zr_term *call)
{
	struct zr_buffer *text = user;
	for (size_t i = 0; i < 3; i++) {
		const char *literal = zr_xpath_call_literal(call, i);
		const struct zr_name *leaf = zr_xpath_call_leaf(call, i);
		const char *shown = literal != NULL ? literal : leaf != NULL ? leaf->local : "-";
		assert_true(literal == NULL || leaf == NULL);
		assert_int_equal(zr_buffer_add_format(text, "%s,", shown), 0);
	}
	return 0;
}

static void assert_given(const char *text, const char *name, const char *wanted)
{
	struct zr_xpath *expression = compiled(text);
	struct zr_buffer given = {0};
	assert_int_equal(zr_xpath_visit_calls(expression, name, note_call, &given), 0);
	assert_string_equal(zr_buffer_text(&given), wanted);
	zr_buffer_finish(&given);
	zr_xpath_free(expression);
}

static void arguments_are_told_by_what_they_are(void **state)
{
	assert_given("jr:choice-name(/a, ' /data/b ')", "jr:choice-name", "a, /data/b ,-,");
	assert_given("pulldata('f', concat('a', 'b'), 'k', /x)", "pulldata", "f,-,k,");
	assert_given("pulldata(../which, 'a', 'k', 1)", "pulldata", "which,a,k,");
	assert_given("pulldata(current()/../which, 'a', 'k', 1)", "pulldata", "which,a,k,");
	assert_given("pulldata(/a/*, /a/.., 3, /x)", "pulldata", "-,-,-,");
	assert_given("concat(once('a'), once(once('b')))", "once", "a,-,-,-,-,-,b,-,-,");
}

static int stop(void *user, const struct zr_term *call)
{
	(void)call;
	size_t *count = user;
	return ++*count == 2 ? 7 : 0;
}

static void the_first_answer_ends_the_search(void **state)
{
	struct zr_xpath *expression = compiled("once(once(once(1)))");
	size_t count = 0;
	assert_int_equal(zr_xpath_visit_calls(expression, "once", stop, &count), 7);
	assert_int_equal(count, 2);
	zr_xpath_free(expression);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(a_call_is_found_wherever_it_stands),
		UNIT(a_text_that_reads_like_a_call_is_none),
		UNIT(arguments_are_told_by_what_they_are),
		UNIT(the_first_answer_ends_the_search),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
