/* The paths that an expression reads, and how. */
#include "lib/base/buffer.h"
#include "test/unit/xpath/xpath_unit.h"

static void add_steps(struct zr_buffer *text, const struct zr_xpath_path *path)
{
	static const char *const AXES[] = {"", "..", ".", "@", "//"};
	for (size_t i = 0; i < path->step_count; i++) {
		const struct zr_xpath_step *step = &path->steps[i];
		bool is_named = step->axis != ZR_STEP_PARENT && step->axis != ZR_STEP_SELF;
		const char *name = step->name != NULL ? step->name->local : "*";
		assert_int_equal(
			zr_buffer_add_format(text, "%s%s%s%s", i > 0 ? "/" : "", AXES[step->axis],
				is_named ? name : "", step->has_predicate ? "[]" : ""),
			0);
	}
}

/* "P /a/b" reads which b there are, "V" their values, "T" their text with all below. */
static int note_path(void *user, const struct zr_xpath_path *path)
{
	struct zr_buffer *text = user;
	static const char *const FROM[] = {"/", "", "current()/", "instance()/"};
	assert_int_equal(
		zr_buffer_add_format(text, "%s%c %s%s", text->bytes > 0 ? "; " : "",
			"PVT"[path->use], FROM[path->from], path -> is_indexed ? "indexed " : ""),
		0);
	if (path->within != NULL) {
		assert_int_equal(zr_buffer_add_text(text, "{"), 0);
		add_steps(text, path->within);
		assert_int_equal(zr_buffer_add_text(text, "}"), 0);
	}
	add_steps(text, path);
	return 0;
}

static void assert_reads(const char *text, const char *wanted)
{
	struct zr_xpath_scope scope = {.names = names};
	struct zr_xpath *expression = NULL;
	struct zr_buffer read = {0};
	if (zr_xpath_compile(text, &scope, &expression, &error) != 0) {
		fail_msg("%s: %s", text, error.message);
	}
	assert_int_equal(zr_xpath_visit_paths(expression, note_path, &read), 0);
	if (strcmp(zr_buffer_text(&read), wanted) != 0) {
		fail_msg("%s reads '%s', not '%s'", text, zr_buffer_text(&read), wanted);
	}
	zr_buffer_finish(&read);
	zr_xpath_free(expression);
}

static void a_use_is_presence_value_or_text(void **state)
{
	assert_reads("/a/b", "T /a/b");
	assert_reads("concat(/a, ../b) = /c", "T /a; T ../b; T /c");
	assert_reads("count(/a/b) + position(..)", "P /a/b; P ..");
	assert_reads("/a and not(/b) or boolean(/c) > 1", "V /a; V /b; V /c");
	assert_reads("if(/a, /b, count(/c))", "V /a; T /b; P /c");
	assert_reads("count(if(/a, /b, /c))", "V /a; P /b; P /c");
	assert_reads("count(/a | /b)", "P /a; P /b");
	assert_reads("checklist(1, 2, /a)", "V /a");
	assert_reads("weighted-checklist(1, 2, /a, /b)", "V /a; T /b");
	assert_reads("indexed-repeat(/a/b/c, /a/b, ../i)", "T /indexed a/b/c; P /a/b; T ../i");
	assert_reads("depend(/a, /b)", "V /b; T /a");
	assert_reads("string-length()", "T ");
	assert_reads("position()", "P ");
}

static void a_name_on_the_way_up_is_read_from_nothing(void **state)
{
	assert_reads("local-name(..)", "");
	assert_reads("name() = namespace-uri(../..)", "");
	assert_reads("local-name(../a)", "P ../a");
	assert_reads("local-name(..[b = 1])", "T {..[]}b");
}

static void predicates_are_conditions_within_their_path(void **state)
{
	assert_reads("/a/b[c][position() = ../d]/e", "T /a/b[]/e; V {a/b[]}c; T {a/b[]}../d");
}

static void brackets_go_on_from_what_is_inside(void **state)
{
	assert_reads("(instance('l')/r/i)[1]", "T instance()/r/i[]");
	assert_reads("(instance('l')/r/i[k = 1])[1]/v", "T instance()/r/i[]/v; T {r/i[]}k");
	assert_reads("(/a | ../b)[c]/d", "T /a[]/d; V {a[]}c; T ../b[]/d; V {../b[]}c");
	assert_reads("randomize(/a, ../seed)/b", "T ../seed; T /a/b");
	assert_reads("(if(/a, /b, /c))/d", "V /a; T /b/d; T /c/d");
	assert_reads("current()/../a", "T current()/../a");
	assert_reads("instance(/a)/b", "T /a; T instance()/b");
	assert_reads("count(/a/text())", "P /a/.");
}

static void what_may_begin_anywhere_is_said_so(void **state)
{
	assert_reads("id('x')/b", "T ///*[]/b");
	assert_reads("coalesce(/a, /b)/c", "T /a; T /b; T ///*[]/c");
}

static void a_path_that_is_too_long_may_begin_anywhere(void **state)
{
	struct zr_buffer text = {0};
	assert_int_equal(zr_buffer_add_text(&text, "/a"), 0);
	for (size_t i = 0; i < 200; i++) {
		assert_int_equal(zr_buffer_add_text(&text, "/.."), 0);
	}
	assert_reads(zr_buffer_text(&text), "T ///*[]");
	zr_buffer_finish(&text);
}

static int count_path(void *user, const struct zr_xpath_path *path)
{
	(void)path;
	size_t *count = user;
	++*count;
	return 0;
}

/* Each union doubles the ways to its predicate, which has a union. */
static void unions_inside_predicates_of_unions_do_not_multiply_without_end(void **state)
{
	struct zr_buffer text = {0};
	for (size_t i = 0; i < 60; i++) {
		assert_int_equal(zr_buffer_add_text(&text, "(a | b)["), 0);
	}
	assert_int_equal(zr_buffer_add_text(&text, "1"), 0);
	for (size_t i = 0; i < 60; i++) {
		assert_int_equal(zr_buffer_add_text(&text, "]"), 0);
	}
	struct zr_xpath_scope scope = {.names = names};
	struct zr_xpath *expression = NULL;
	size_t count = 0;
	assert_int_equal(zr_xpath_compile(zr_buffer_text(&text), &scope, &expression, &error), 0);
	assert_int_equal(zr_xpath_visit_paths(expression, count_path, &count), 0);
	assert_in_range(count, 120, 60 * 1000);
	zr_xpath_free(expression);
	zr_buffer_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(a_use_is_presence_value_or_text),
		UNIT(a_name_on_the_way_up_is_read_from_nothing),
		UNIT(predicates_are_conditions_within_their_path),
		UNIT(brackets_go_on_from_what_is_inside),
		UNIT(what_may_begin_anywhere_is_said_so),
		UNIT(a_path_that_is_too_long_may_begin_anywhere),
		UNIT(unions_inside_predicates_of_unions_do_not_multiply_without_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
