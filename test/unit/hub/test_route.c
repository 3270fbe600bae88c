/* Tests: route.c request.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "hub/http/route.h"
#include "lib/envelope/enrol.h"

static const struct zr_route table[] = {
	{ZR_METHOD_GET, "/api/records", ZR_REQUEST_CONSOLE, ZR_RIGHT_NONE, 0, NULL},
	{ZR_METHOD_GET, "/api/records/*", ZR_REQUEST_CONSOLE, ZR_RIGHT_NONE, 0, NULL},
	{ZR_METHOD_PUT, "/api/forms/*/form.xml", ZR_REQUEST_CONSOLE, ZR_RIGHT_NONE, 10, NULL},
	{ZR_METHOD_POST, "/v1/exchange", ZR_REQUEST_DEVICE, ZR_RIGHT_NONE, 10, NULL},
	{ZR_METHOD_GET, "/**", ZR_REQUEST_CONSOLE, ZR_RIGHT_NONE, 0, NULL},
	{0, NULL, 0, ZR_RIGHT_NONE, 0, NULL},
};

static int find(enum zr_method method, const char *path, unsigned flag, const char **ret_pattern)
{
	const struct zr_route *route = NULL;
	struct zr_request *request = zr_request_new(method, path);
	int code = zr_route_find(table, flag, request, &route);
	*ret_pattern = route != NULL ? route->pattern : "";
	zr_request_free(request);
	return code;
}

static void finds_fixed_parts_and_stars(void **state)
{
	(void)state;
	const char *pattern = NULL;
	assert_int_equal(find(ZR_METHOD_GET, "/api/records", ZR_REQUEST_CONSOLE, &pattern), 0);
	assert_string_equal(pattern, "/api/records");
	assert_int_equal(find(ZR_METHOD_GET, "/api/records/7", ZR_REQUEST_CONSOLE, &pattern), 0);
	assert_string_equal(pattern, "/api/records/*");
	assert_int_equal(
		find(ZR_METHOD_PUT, "/api/forms/a/form.xml", ZR_REQUEST_CONSOLE, &pattern), 0);
	assert_int_equal(find(ZR_METHOD_GET, "/", ZR_REQUEST_CONSOLE, &pattern), 0);
	assert_string_equal(pattern, "/**");
	assert_int_equal(find(ZR_METHOD_GET, "/a/b", ZR_REQUEST_CONSOLE, &pattern), 0);
	assert_string_equal(pattern, "/**");
}

static void tells_a_wrong_method_from_a_wrong_path(void **state)
{
	(void)state;
	const char *pattern = NULL;
	assert_int_equal(find(ZR_METHOD_POST, "/api/records", ZR_REQUEST_CONSOLE, &pattern),
		ZR_E_UNSUPPORTED);
	assert_int_equal(
		find(ZR_METHOD_POST, "/nothing", ZR_REQUEST_CONSOLE, &pattern), ZR_E_NOT_FOUND);
	assert_int_equal(
		find(ZR_METHOD_GET, "/api/records", ZR_REQUEST_DEVICE, &pattern), ZR_E_NOT_FOUND);
	assert_int_equal(
		find(ZR_METHOD_GET, "/v1/exchange", ZR_REQUEST_DEVICE, &pattern), ZR_E_UNSUPPORTED);
	assert_int_equal(find(ZR_METHOD_GET, "/1/2/3/4/5/6/7/8", ZR_REQUEST_CONSOLE, &pattern),
		ZR_E_NOT_FOUND);
}

static void knows_identifiers(void **state)
{
	(void)state;
	char text[65];
	memset(text, 'a', sizeof text);
	text[63] = '\0';
	assert_true(zr_route_is_identifier(text));
	text[63] = 'a';
	text[64] = '\0';
	assert_false(zr_route_is_identifier(text));
	assert_true(zr_route_is_identifier("ea-12.b_c:D"));
	assert_false(zr_route_is_identifier(""));
	assert_false(zr_route_is_identifier("../x"));
	assert_false(zr_route_is_identifier("a/b"));
	assert_false(zr_route_is_identifier("a b"));
}

static void errors_are_json_to_people_and_cbor_to_tablets(void **state)
{
	(void)state;
	struct zr_error error;
	struct zr_error read;
	struct zr_request *request = zr_request_new(ZR_METHOD_POST, "/v1/enrol");
	(void)zr_error_set_at(&error, ZR_E_BUSY, 3, "model", "too \"busy\"");
	zr_request_answer_error(request, &error);
	assert_int_equal(request->answer.status, 503);
	assert_true(request->answer.retry_after_s > 0);
	assert_string_equal(zr_buffer_text(&request->answer.body),
		"{\"error\":\"busy\",\"message\":\"3: model: too \\\"busy\\\"\",\"line\":3}");
	request->flags = ZR_REQUEST_DEVICE;
	zr_request_answer_error(request, &error);
	assert_int_equal(
		zr_enrol_error_decode(request->answer.body.data, request->answer.body.bytes, &read),
		0);
	assert_int_equal(read.code, ZR_E_BUSY);
	zr_request_free(request);
}

static void never_sent(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	(void)request;
	fail();
}

/* As when the audit cannot be written, or the writer's queue is full, behind a table's beginning.
 */
static void an_error_takes_the_place_of_what_was_begun(void **state)
{
	(void)state;
	static const unsigned flags[] = {
		ZR_REQUEST_CONSOLE, ZR_REQUEST_DEVICE, ZR_REQUEST_OPENROSA};
	struct zr_error error;
	(void)zr_error_set(&error, ZR_E_BUSY, "busy");
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		struct zr_request *request = zr_request_new(ZR_METHOD_GET, "/api/export/csv");
		struct zr_answer *answer = &request->answer;
		request->flags = flags[i];
		assert_int_equal(zr_buffer_add_text(&answer->body, "a,b\n"), 0);
		zr_request_answer(request, 200, "text/csv");
		answer->more = never_sent;
		answer->borrowed_body = "a,b\n";
		(void)snprintf(answer->disposition, sizeof answer->disposition, "attachment");
		zr_request_answer_error(request, &error);
		assert_int_equal(answer->status, 503);
		assert_null(answer->more);
		assert_null(answer->borrowed_body);
		assert_string_equal(answer->disposition, "");
		assert_null(strstr(zr_buffer_text(&answer->body), "a,b"));
		zr_request_free(request);
	}
}

static void keeps_arguments_up_to_the_limit(void **state)
{
	(void)state;
	struct zr_request *request = zr_request_new(ZR_METHOD_GET, "/");
	for (size_t i = 0; i < ZR_REQUEST_ARGUMENT_COUNT_MAX; i++) {
		assert_int_equal(zr_request_add_argument(request, i == 0 ? "a" : "b", "1"), 0);
	}
	assert_int_equal(zr_request_add_argument(request, "c", "1"), ZR_E_LIMIT);
	assert_string_equal(zr_request_argument(request, "a", "0"), "1");
	assert_string_equal(zr_request_argument(request, "c", "0"), "0");
	zr_request_free(request);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_fixed_parts_and_stars),
		cmocka_unit_test(tells_a_wrong_method_from_a_wrong_path),
		cmocka_unit_test(knows_identifiers),
		cmocka_unit_test(errors_are_json_to_people_and_cbor_to_tablets),
		cmocka_unit_test(an_error_takes_the_place_of_what_was_begun),
		cmocka_unit_test(keeps_arguments_up_to_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
