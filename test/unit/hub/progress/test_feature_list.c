/* Tests: hub/progress/feature_list.c hub/progress/geometry.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/progress/feature_list.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

#define TRIANGLE "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[5,6.123456],[1,2]]]}"
#define FEATURE(whose, geometry)                                                                   \
	"{\"type\":\"Feature\",\"properties\":" whose ",\"geometry\":" geometry "}"
#define LIST(features) "{\"type\":\"FeatureCollection\",\n\"features\":[\n" features "]}"

static struct zr_error fault;

static int parse(const char *json, struct zr_feature_list *list)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(zr_buffer_add_text(&text, json), 0);
	fault = (struct zr_error){0};
	return zr_feature_list_parse(&text, list, &fault);
}

static void outlines_are_read_with_their_lines(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_feature_list_finish) struct zr_feature_list list = {0};
	assert_int_equal(parse(LIST(FEATURE("{\"name\":\"}{[\\\"\",\"territory\":\"16\"}",
				       TRIANGLE) ",\n\n" FEATURE("{\"area\":\"EA-1\"}", "null")),
				 &list),
		0);
	assert_int_equal(list.count, 2);
	assert_false(list.features[0].is_area);
	assert_string_equal(list.features[0].id, "16");
	assert_int_equal(list.features[0].line, 3);
	assert_string_equal(zr_buffer_text(&list.features[0].json),
		"{\"type\":\"Polygon\",\"coordinates\":[[[1.00000,2.00000],[3.00000,4.00000],"
		"[5.00000,6.12346],[1.00000,2.00000]]]}");
	assert_true(list.features[1].is_area);
	assert_int_equal(list.features[1].line, 5);
	assert_int_equal(list.features[1].json.bytes, 0);
}

static void a_mark_of_utf8_is_no_fault(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_feature_list_finish) struct zr_feature_list list = {0};
	assert_int_equal(
		parse("\xef\xbb\xbf" LIST(FEATURE("{\"area\":\"a\"}", TRIANGLE)), &list), 0);
	assert_int_equal(list.count, 1);
	assert_int_equal(list.features[0].line, 3);
}

static void expect_fault(const char *json, int code, unsigned line, const char *words)
{
	ZR_CLEANUP(zr_feature_list_finish) struct zr_feature_list list = {0};
	assert_int_equal(parse(json, &list), code);
	assert_int_equal(fault.line, line);
	if (strstr(fault.message, words) == NULL) {
		fail_msg("%s: %s", words, fault.message);
	}
}

#define BAD(coordinates)                                                                           \
	LIST(FEATURE("{\"area\":\"a\"}", TRIANGLE) ",\n" FEATURE(                                  \
		"{\"area\":\"b\"}", "{\"type\":\"Polygon\",\"coordinates\":" coordinates "}"))

static void a_fault_names_the_feature_and_its_line(void **state)
{
	(void)state;
	expect_fault(BAD("[[[1,2],[3,4],[5,6],[1,3]]]"), ZR_E_INVALID, 4,
		"feature 2 (b): a ring must end");
	expect_fault(BAD("[[[1,2],[3,4],[1,2]]]"), ZR_E_INVALID, 4, "four points");
	expect_fault(BAD("[[[1,2],[3,91],[5,6],[1,2]]]"), ZR_E_INVALID, 4, "latitude");
	expect_fault(BAD("[[[1],[3,4],[5,6],[1]]]"), ZR_E_INVALID, 4, "longitude");
	expect_fault(BAD("[[[\"1\",2],[3,4],[5,6],[1,2]]]"), ZR_E_INVALID, 4, "longitude");
	expect_fault(BAD("[]"), ZR_E_INVALID, 4, "RFC 7946");
	expect_fault(BAD("7"), ZR_E_INVALID, 4, "RFC 7946");
	expect_fault(
		LIST(FEATURE("{\"area\":\"a\"}", "{\"type\":\"Point\",\"coordinates\":[1,2]}")),
		ZR_E_INVALID, 3, "feature 1 (a): its geometry must be a Polygon");
	expect_fault(LIST(FEATURE("{\"area\":7}", TRIANGLE)), ZR_E_INVALID, 3, "feature 1 (?)");
	expect_fault(LIST(FEATURE("null", TRIANGLE)), ZR_E_INVALID, 3, "\"territory\" or");
	expect_fault(LIST(FEATURE("{\"area\":\"<b>\"}", TRIANGLE)), ZR_E_INVALID, 3, "is none");
	expect_fault(LIST("7"), ZR_E_INVALID, 0, "must be an object");
}

static void what_is_no_collection_is_refused(void **state)
{
	(void)state;
	expect_fault("{\n\"features\": [\n{,", ZR_E_SYNTAX, 3, "no JSON");
	expect_fault("", ZR_E_SYNTAX, 1, "no JSON");
	expect_fault("[]", ZR_E_INVALID, 1, "no list");
	expect_fault("{\"features\":{}}", ZR_E_INVALID, 1, "no list");
	expect_fault(
		"{\"features\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}", ZR_E_SYNTAX, 1, "no JSON");
}

/* A ring of so many points. */
static void add_ring(struct zr_buffer *text, int count)
{
	assert_int_equal(zr_buffer_add_text(text, "[[[0,0]"), 0);
	for (int i = 2; i < count; i++) {
		assert_int_equal(zr_buffer_add_text(text, ",[1,1]"), 0);
	}
	assert_int_equal(zr_buffer_add_text(text, ",[0,0]]]"), 0);
}

static void an_outline_has_a_limit_of_points(void **state)
{
	(void)state;
	for (int more = 0; more <= 1; more++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
		ZR_CLEANUP(zr_feature_list_finish) struct zr_feature_list list = {0};
		assert_int_equal(zr_buffer_add_text(&text,
					 "{\"features\":[{\"properties\":{\"area\":\"a\"},"
					 "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"),
			0);
		add_ring(&text, ZR_HUB_OUTLINE_POINT_COUNT_MAX + more);
		assert_int_equal(zr_buffer_add_text(&text, "}}]}"), 0);
		assert_int_equal(
			zr_feature_list_parse(&text, &list, &fault), more == 0 ? 0 : ZR_E_LIMIT);
	}
}

static void a_file_has_a_limit(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	ZR_CLEANUP(zr_feature_list_finish) struct zr_feature_list list = {0};
	assert_int_equal(zr_buffer_add_text(&text, "{\"features\":[0"), 0);
	for (int i = 0; i < ZR_HUB_OUTLINE_COUNT_MAX; i++) {
		assert_int_equal(zr_buffer_add_text(&text, ",0"), 0);
	}
	assert_int_equal(zr_buffer_add_text(&text, "]}"), 0);
	assert_int_equal(zr_feature_list_parse(&text, &list, &fault), ZR_E_LIMIT);
	while (text.bytes <= ZR_HUB_JSON_BYTES_MAX) {
		assert_int_equal(zr_buffer_add_text(&text, "                                "), 0);
	}
	assert_int_equal(zr_feature_list_parse(&text, &list, &fault), ZR_E_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outlines_are_read_with_their_lines),
		cmocka_unit_test(a_mark_of_utf8_is_no_fault),
		cmocka_unit_test(a_fault_names_the_feature_and_its_line),
		cmocka_unit_test(what_is_no_collection_is_refused),
		cmocka_unit_test(an_outline_has_a_limit_of_points),
		cmocka_unit_test(a_file_has_a_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
