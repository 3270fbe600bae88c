/* External lists from CSV and GeoJSON, and the index over them. Tests: csv.c geojson.c lookup.c */
#include <stdio.h>
#include <string.h>

#include "lib/form/source/csv.h"
#include "lib/form/source/geojson.h"
#include "lib/form/source/lookup.h"
#include "test/unit/unit.h"

struct fixture {
	struct zr_arena arena;
	struct zr_names *names;
	struct zr_error error;
};

static int set_up(void **state)
{
	struct fixture *fixture = test_calloc(1, sizeof *fixture);
	fixture->names = zr_names_new();
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	zr_names_free(fixture->names);
	zr_arena_finish(&fixture->arena);
	test_free(fixture);
	return 0;
}

static int parse(struct fixture *fixture, const char *text, struct zr_node **ret_document)
{
	const struct zr_csv_target target = {.arena = &fixture->arena, .names = fixture->names};
	return zr_csv_parse(&(struct zr_list_file){text, strlen(text), "x.csv"}, &target,
		ret_document, &fixture->error);
}

static int parse_geojson(struct fixture *fixture, const char *text, struct zr_node **ret_document)
{
	const struct zr_csv_target target = {.arena = &fixture->arena, .names = fixture->names};
	return zr_geojson_parse(&(struct zr_list_file){text, strlen(text), "x.geojson"}, &target,
		ret_document, &fixture->error);
}

/* The text of all, e.g. "1,a;2,b;". */
static void check(const struct zr_node *document, const char *expected)
{
	char text[400] = "";
	const struct zr_node *row = document->first_child->first_child;
	for (; row != NULL; row = row->next) {
		for (const struct zr_node *at = row->first_child; at != NULL; at = at->next) {
			size_t used = strlen(text);
			(void)snprintf(text + used, sizeof text - used, "%s=%s%s", at->name->local,
				zr_node_value(at), at->next != NULL ? "," : ";");
		}
	}
	assert_string_equal(text, expected);
}

static void reads_quotes_commas_and_line_ends(void **state)
{
	struct zr_node *document = NULL;
	assert_int_equal(
		parse(*state, "\xef\xbb\xbfname,label\r\n1,\"a \"\"b\"\", c\"\r\n\r\n2,\"x\ny\"",
			&document),
		0);
	check(document, "name=1,label=a \"b\", c;name=2,label=x\ny;");
}

static void takes_semicolons_where_the_header_has_them(void **state)
{
	struct zr_node *document = NULL;
	assert_int_equal(parse(*state, "name;label\n1;a,b\n", &document), 0);
	check(document, "name=1,label=a,b;");
}

static void takes_tabs_and_bars(void **state)
{
	struct zr_node *document = NULL;
	assert_int_equal(parse(*state, "name\tlabel\n1\ta,b\n", &document), 0);
	check(document, "name=1,label=a,b;");
	assert_int_equal(parse(*state, "name|label\n1|a;b\n", &document), 0);
	check(document, "name=1,label=a;b;");
}

static void refuses_what_no_record_can_hold(void **state)
{
	static const char *const BAD[][2] = {{"name,label\na,\xcc\xee\n", "Windows-1251"},
		{"name\n\xd0\xbc\xd0", "Windows-1251"}, {"\xff\xfen", "UTF-16"},
		{"name\na\x0b\n", "control character"}, {"name\n\xed\xa0\x80", "UTF-8"}};
	struct fixture *fixture = *state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		struct zr_node *document = NULL;
		assert_int_equal(parse(fixture, BAD[i][0], &document), ZR_E_SYNTAX);
		assert_non_null(strstr(fixture->error.message, BAD[i][1]));
		assert_int_equal(fixture->error.line, i == 2 ? 1 : 2);
	}
	struct zr_node *document = NULL;
	static const char GEO[] = "{\"features\":[{\"properties\":{\"a\":\"\xcc\"}}]}";
	assert_int_equal(parse_geojson(fixture, GEO, &document), ZR_E_SYNTAX);
	assert_non_null(strstr(fixture->error.message, "Windows-1251"));
}

static void fills_missing_fields(void **state)
{
	struct zr_node *document = NULL;
	assert_int_equal(parse(*state, "a,b,c\n1\n,2\n", &document), 0);
	check(document, "a=1,b=,c=;a=,b=2,c=;");
}

static void takes_the_line_that_names_the_sign_between_columns(void **state)
{
	struct zr_node *document = NULL;
	assert_int_equal(
		parse(*state, "\xef\xbb\xbfsep=;\r\nname;label\r\n1;a,b\r\n", &document), 0);
	check(document, "name=1,label=a,b;");
	assert_int_equal(parse(*state, "SEP=|\nname|a,b,c\n1|2\n", &document), 0);
	check(document, "name=1,a,b,c=2;");
	assert_int_equal(parse(*state, "sep=,label\n1,2\n", &document), 0);
	check(document, "sep==1,label=2;");
}

/* Spreadsheets keep rows that were cleared: a choice of nothing could be tapped. */
static void rows_of_nothing_are_none(void **state)
{
	struct zr_node *document = NULL;
	assert_int_equal(parse(*state, "a,b\n,\n1,2\n , \n\"\",\"\"\r\n\n,3\n,", &document), 0);
	check(document, "a=1,b=2;a=,b=3;");
	assert_int_equal(parse(*state, "a;b\n;\n\"\"\"\";\n", &document), 0);
	check(document, "a=\",b=;");
}

/* "region = 'n'" would be true of no row of "1, n". */
static void blanks_around_a_field_are_not_of_it(void **state)
{
	struct zr_node *document = NULL;
	assert_int_equal(parse(*state, "a, b\n 1 , n\n2, \" n\"\n", &document), 0);
	check(document, "a=1,b=n;a=2,b= n;");
}

static void refuses_two_columns_of_one_heading(void **state)
{
	struct fixture *fixture = *state;
	struct zr_node *document = NULL;
	assert_int_equal(parse(fixture, "name,label, name\n1,2,3\n", &document), ZR_E_SYNTAX);
	assert_non_null(strstr(fixture->error.message, "headed 'name'"));
	assert_int_equal(parse(fixture, "name,,\n1,2,3\n", &document), 0);
}

static void refuses_broken_rows_with_their_line(void **state)
{
	struct fixture *fixture = *state;
	struct zr_node *document = NULL;
	assert_int_equal(parse(fixture, "a,b\n1,2\n1,2,3\n", &document), ZR_E_SYNTAX);
	assert_int_equal(fixture->error.line, 3);
	assert_string_equal(fixture->error.where, "x.csv");
	assert_int_equal(parse(fixture, "a,b\n1,\"2\n", &document), ZR_E_SYNTAX);
}

static void reads_features_as_items(void **state)
{
	struct zr_node *document = NULL;
	assert_int_equal(
		parse_geojson(*state,
			"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
			"\"geometry\":{\"type\":\"Point\",\"coordinates\":[37.5,55.7]},"
			"\"id\":\"p1\",\"properties\":{\"name\":\"\\u0410\\n\",\"n\":3,"
			"\"none\":null}}]}",
			&document),
		0);
	check(document, "geometry=55.7 37.5 0 0,id=p1,name=А\n,n=3,none=;");
	static const char MARKED[] = "\xef\xbb\xbf{\"features\":[{\"properties\":{\"a\":1}}]}";
	assert_int_equal(parse_geojson(*state, MARKED, &document), 0);
	check(document, "a=1;");
}

static void refuses_broken_geojson(void **state)
{
	struct fixture *fixture = *state;
	struct zr_node *document = NULL;
	assert_int_equal(parse_geojson(fixture, "{\"type\":1}", &document), ZR_E_INVALID);
	assert_int_equal(parse_geojson(fixture, "{\"features\":[\n{]}", &document), ZR_E_SYNTAX);
	assert_int_equal(fixture->error.line, 2);
	assert_int_equal(parse_geojson(fixture, "{\"features\":[]} x", &document), ZR_E_SYNTAX);
}

static void finds_rows_by_column(void **state)
{
	struct fixture *fixture = *state;
	struct zr_buffer text = {0};
	assert_int_equal(zr_buffer_add_text(&text, "name,region\n"), 0);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(zr_buffer_add_format(&text, "%d,r%d\n", i, i % 3), 0);
	}
	struct zr_node *document = NULL;
	assert_int_equal(parse(fixture, text.data, &document), 0);
	zr_buffer_finish(&text);
	struct zr_lookup_table *table = zr_lookup_new();
	assert_non_null(table);
	const struct zr_lookup_key key = {.parent = document->first_child,
		.row = zr_names_intern(fixture->names, "", "", "item"),
		.column = zr_names_intern(fixture->names, "", "", "region")};
	struct zr_node **rows = NULL;
	size_t count = 0;
	assert_true(zr_lookup_find(table, &key, "r1", &rows, &count));
	assert_int_equal(count, 33);
	assert_string_equal(zr_node_value(rows[0]->first_child), "1");
	assert_string_equal(zr_node_value(rows[32]->first_child), "97");
	assert_true(zr_lookup_find(table, &key, "r9", &rows, &count));
	assert_int_equal(count, 0);
	assert_int_equal(table->count, 1);
	zr_lookup_free(table);
}

static void has_no_index_for_few_rows(void **state)
{
	struct fixture *fixture = *state;
	struct zr_node *document = NULL;
	assert_int_equal(parse(fixture, "name\n1\n2\n", &document), 0);
	struct zr_lookup_table *table = zr_lookup_new();
	assert_non_null(table);
	const struct zr_lookup_key key = {.parent = document->first_child,
		.row = zr_names_intern(fixture->names, "", "", "item"),
		.column = zr_names_intern(fixture->names, "", "", "name")};
	struct zr_node **rows = NULL;
	size_t count = 0;
	assert_false(zr_lookup_find(table, &key, "1", &rows, &count));
	zr_lookup_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			reads_quotes_commas_and_line_ends, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			takes_semicolons_where_the_header_has_them, set_up, tear_down),
		cmocka_unit_test_setup_teardown(takes_tabs_and_bars, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_what_no_record_can_hold, set_up, tear_down),
		cmocka_unit_test_setup_teardown(fills_missing_fields, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			takes_the_line_that_names_the_sign_between_columns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rows_of_nothing_are_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blanks_around_a_field_are_not_of_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			refuses_two_columns_of_one_heading, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			refuses_broken_rows_with_their_line, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reads_features_as_items, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refuses_broken_geojson, set_up, tear_down),
		cmocka_unit_test_setup_teardown(finds_rows_by_column, set_up, tear_down),
		cmocka_unit_test_setup_teardown(has_no_index_for_few_rows, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
