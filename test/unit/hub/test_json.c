/* Tests: hub/http/json.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hub/http/json.h"

static int parse(const char *text, struct json_object **ret_object)
{
	struct zr_request *request = zr_request_new(ZR_METHOD_POST, "/");
	assert_int_equal(zr_buffer_add_text(&request->body, text), 0);
	int code = zr_json_parse(request, ret_object, NULL);
	zr_request_free(request);
	return code;
}

static void json_bodies_are_checked(void **state)
{
	(void)state;
	struct json_object *object = NULL;
	char text[8];
	struct zr_error error;
	assert_int_equal(parse("", &object), ZR_E_SYNTAX);
	assert_int_equal(parse("[]", &object), ZR_E_SYNTAX);
	assert_int_equal(parse("{} x", &object), ZR_E_SYNTAX);
	assert_int_equal(parse("{\"a\":\"\xff\"}", &object), ZR_E_SYNTAX);
	assert_int_equal(
		parse("{\"a\":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}", &object), ZR_E_SYNTAX);
	assert_int_equal(
		parse("{\"a\":\"1234567\",\"b\":\"12345678\",\"c\":1,\"d\":\"x\\ny\",\"e\":\"\"}",
			&object),
		0);
	assert_int_equal(zr_json_get_text(object, "a", text, sizeof text, &error), 0);
	assert_string_equal(text, "1234567");
	assert_int_equal(zr_json_get_text(object, "b", text, sizeof text, &error), ZR_E_INVALID);
	assert_string_equal(error.where, "b");
	assert_int_equal(zr_json_get_text(object, "c", text, sizeof text, &error), ZR_E_INVALID);
	assert_int_equal(zr_json_get_text(object, "d", text, sizeof text, &error), ZR_E_INVALID);
	assert_int_equal(zr_json_get_text(object, "e", text, sizeof text, &error), ZR_E_INVALID);
	assert_int_equal(zr_json_get_optional_text(object, "e", text, sizeof text, &error), 0);
	assert_int_equal(zr_json_get_optional_text(object, "z", text, sizeof text, &error), 0);
	assert_string_equal(text, "");
	zr_json_release(&object);
}

static void texts_leave_as_valid_utf8(void **state)
{
	(void)state;
	struct json_object *object = json_object_new_object();
	struct json_object *member = NULL;
	zr_json_add_text(object, "a", "\xd0\x90\xff\xc0\x80\xed\xa0\x80\xf0\x9f\x98\x80\xe2\x82");
	assert_true(json_object_object_get_ex(object, "a", &member));
	assert_null(strchr(json_object_get_string(member), 0xff));
	assert_non_null(strstr(json_object_get_string(member), "\xf0\x9f\x98\x80"));
	zr_json_add_time(object, "t", 1790000000000000);
	assert_true(json_object_object_get_ex(object, "t", &member));
	assert_string_equal(json_object_get_string(member), "2026-09-21T14:13:20Z");
	zr_json_release(&object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_bodies_are_checked),
		cmocka_unit_test(texts_leave_as_valid_utf8),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
