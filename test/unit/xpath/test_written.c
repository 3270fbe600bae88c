/* Calls and paths as authors write them. */
#include "lib/xpath/written.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "test/unit/unit.h"

static void assert_call(const char *text, const char *arguments, const char *behind)
{
	struct zr_written pieces[4];
	size_t count = 99;
	struct zr_buffer told = {0};
	const char *end = zr_written_call(text, "search", pieces, 4, &count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(zr_buffer_add(&told, pieces[i].text, pieces[i].bytes), 0);
		assert_int_equal(zr_buffer_add_text(&told, ";"), 0);
	}
	assert_string_equal(zr_buffer_text(&told), arguments);
	assert_true((end == NULL) == (behind == NULL));
	assert_string_equal(end != NULL ? end : "", behind != NULL ? behind : "");
	zr_buffer_finish(&told);
}

static void a_call_is_parted_at_its_own_commas(void **state)
{
	assert_call("search()", "", "");
	assert_call("search('a')", "'a';", "");
	assert_call(" search ( 'a' , /b/c ) minimal", "'a';/b/c;", " minimal");
	assert_call("search('a, (b', concat('x)', f(1, 2)), /c[d = ',']/e)",
		"'a, (b';concat('x)', f(1, 2));/c[d = ',']/e;", "");
	assert_call("search(,)", ";;", "");
	assert_call("search('a', 1e3 # \"b\")", "'a';1e3 # \"b\";", "");
}

static void what_is_no_such_call_has_no_arguments(void **state)
{
	assert_call("", "", NULL);
	assert_call("search", "", NULL);
	assert_call("research('a')", "", NULL);
	assert_call("'search('", "", NULL);
	assert_call("search('a'", "", NULL);
	assert_call("search('a)", "", NULL);
	assert_call("search('a']", "", NULL);
	assert_call("search(1, 2, 3, 4, 5)", "", NULL);
}

static void assert_instance(const char *text, const char *id, const char *behind)
{
	struct zr_written found = {"", 0};
	const char *end = zr_written_instance(text, &found);
	assert_true((end == NULL) == (behind == NULL));
	assert_string_equal(end != NULL ? end : "", behind != NULL ? behind : "");
	assert_int_equal(found.bytes, strlen(id));
	assert_memory_equal(found.text, id, found.bytes);
}

static void a_call_is_found_wherever_it_stands(void **state)
{
	assert_instance("instance('a')/root/item", "a", "/root/item");
	assert_instance("randomize( instance( \"b c\" )/root/item[x = ')'], 3)", "b c",
		"/root/item[x = ')'], 3)");
	assert_instance("'instance(' = instance('d')", "d", "");
	assert_instance("/data/instance", "", NULL);
	assert_instance("instance(/data/x)/root/item", "", NULL);
	assert_instance("\"instance('a')\"", "", NULL);
	struct zr_written piece;
	size_t count = 9;
	assert_non_null(zr_written_find("concat('x', uuid ( ))", "uuid", &piece, 1, &count));
	assert_int_equal(count, 0);
	assert_null(zr_written_find("concat('uuid()', my-uuid(1))", "uuid", &piece, 1, &count));
}

static void a_bracket_is_closed_by_its_own(void **state)
{
	static const char TEXT[] = "(a[b = ')'] , (c)) d";
	assert_ptr_equal(zr_written_close(TEXT), TEXT + strlen(TEXT) - 3);
	assert_null(zr_written_close("(a"));
	assert_null(zr_written_close("[ ']'"));
}

static void a_literal_is_the_whole_piece(void **state)
{
	struct zr_written inside = {0};
	const struct zr_written piece = {"'a b' x", 5};
	assert_true(zr_written_literal(&piece, &inside));
	assert_int_equal(inside.bytes, 3);
	assert_memory_equal(inside.text, "a b", 3);
	const struct zr_written longer = {"'a' = 'b'", 9};
	assert_false(zr_written_literal(&longer, &inside));
	const struct zr_written open = {"'a", 2};
	assert_false(zr_written_literal(&open, &inside));
	const struct zr_written name = {"abc", 3};
	assert_false(zr_written_literal(&name, &inside));
}

static void assert_id(const char *text, const char *wanted)
{
	struct zr_written id = {0};
	bool is_id = zr_written_itext_id(text, &id);
	assert_true(is_id == (wanted != NULL));
	if (is_id && wanted != NULL) {
		assert_int_equal(id.bytes, strlen(wanted));
		assert_memory_equal(id.text, wanted, id.bytes);
	}
}

static void an_id_of_a_text_may_hold_quotes(void **state)
{
	assert_id("jr:itext('a:label')", "a:label");
	assert_id(" jr:itext ( \"a\" ) ", "a");
	assert_id("jr:itext('it's')", "it's");
	assert_id("jr:itext('say 'yes' now')", "say 'yes' now");
	assert_id("jr:itext('')", "");
	assert_id("jr:itext(')')", ")");
	assert_id("jr:itext(/data/a)", NULL);
	assert_id("jr:itext(concat('a', 'b'))", NULL);
	assert_id("jr:itext('a') != jr:itext('b')", NULL);
	assert_id("'jr:itext('a')'", NULL);
	assert_id("jr:itext", NULL);
	assert_id("jr:itext(", NULL);
	assert_id("jr:itext(')", NULL);
	assert_id("itext('a')", NULL);
}

static void add_piece(struct zr_buffer *told, const char *format, const struct zr_written *piece)
{
	if (piece->bytes > 0) {
		assert_int_equal(
			zr_buffer_add_format(told, format, (int)piece->bytes, piece->text), 0);
	}
}

static void assert_path(const char *text, const char *wanted)
{
	static const char *const AXES[] = {"", "@", ".", ".."};
	struct zr_buffer told = {0};
	struct zr_written_path path = zr_written_begin(text);
	struct zr_written_step step;
	assert_int_equal(zr_buffer_add_text(&told, path.is_absolute ? "root" : "here"), 0);
	while (zr_written_next(&path, &step)) {
		assert_int_equal(zr_buffer_add_format(&told, " %s", AXES[step.axis]), 0);
		add_piece(&told, "%.*s:", &step.prefix);
		add_piece(&told, "%.*s", &step.name);
		add_piece(&told, "[%.*s]", &step.condition);
	}
	assert_int_equal(zr_buffer_add_text(&told, path.is_plain ? "" : " ?"), 0);
	assert_string_equal(zr_buffer_text(&told), wanted);
	zr_buffer_finish(&told);
}

static void a_path_is_parted_into_its_steps(void **state)
{
	assert_path("/data/person/age", "root data person age");
	assert_path(" /data/orx:meta/or/@id ", "root data orx:meta or @id");
	assert_path("../age", "here .. age");
	assert_path("./a.b-c", "here . a.b-c");
	assert_path("age", "here age");
	assert_path("current()/../age", "here .. age");
	assert_path("current ( ) /age", "here age");
	assert_path("current/age", "here current age");
	assert_path("/data//a/", "root data a");
	assert_path("/", "root");
	assert_path("", "here");
	assert_path("/data/имя", "root data имя");
}

static void conditions_are_told_beside_their_step(void **state)
{
	assert_path("/data/p[2]/age", "root data p[2] age");
	assert_path("/data/p[ a = '/]' ]/b[1][2]", "root data p[a = '/]'] b[1]");
	assert_path("/data/p[position() = ../n[1]]/b", "root data p[position() = ../n[1]] b");
}

static void what_is_no_plain_path_is_said_so(void **state)
{
	assert_path("/data/*", "root data ?");
	assert_path("/data/a + 1", "root data ?");
	assert_path("/data/text()", "root data ?");
	assert_path("child::a", "here ?");
	assert_path("'a'", "here ?");
	assert_path("3", "here ?");
	assert_path("/data/p[1", "root data ?");
	assert_path("/data/p[1)", "root data ?");
	assert_path("current()", "here ?");
	assert_path("a b", "here ?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_is_parted_at_its_own_commas),
		cmocka_unit_test(what_is_no_such_call_has_no_arguments),
		cmocka_unit_test(a_call_is_found_wherever_it_stands),
		cmocka_unit_test(a_bracket_is_closed_by_its_own),
		cmocka_unit_test(a_literal_is_the_whole_piece),
		cmocka_unit_test(an_id_of_a_text_may_hold_quotes),
		cmocka_unit_test(a_path_is_parted_into_its_steps),
		cmocka_unit_test(conditions_are_told_beside_their_step),
		cmocka_unit_test(what_is_no_plain_path_is_said_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
