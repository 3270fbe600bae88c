/* What browsers send, and what others do. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits_respond.h"
#include "respond/core/fields.h"

static int parse(const char *text, struct zr_fields *ret_fields)
{
	return zr_fields_parse(text, strlen(text), ret_fields, NULL);
}

static void reads_a_form(void **state)
{
	ZR_CLEANUP(zr_fields_finish) struct zr_fields fields = {0};
	size_t at = 0;
	assert_int_equal(
		parse("a=1&b=%D0%AF+%2B+x&&a=2&line=one%0D%0Atwo&bare&a%26=%3D", &fields), 0);
	assert_string_equal(zr_fields_get(&fields, "b"), "Я + x");
	assert_string_equal(zr_fields_get(&fields, "line"), "one\ntwo");
	assert_string_equal(zr_fields_get(&fields, "bare"), "");
	assert_string_equal(zr_fields_get(&fields, "a&"), "=");
	assert_null(zr_fields_get(&fields, "c"));
	assert_string_equal(zr_fields_next(&fields, "a", &at), "1");
	assert_string_equal(zr_fields_next(&fields, "a", &at), "2");
	assert_null(zr_fields_next(&fields, "a", &at));
}

static void refuses_what_is_no_text(void **state)
{
	static const char *const bad[] = {
		"a=%", "a=%4", "a=%zz", "a=%00", "a=%FF", "a=%01", "%ED%A0%80=1", "a=%EF%BF%BF"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct zr_fields fields = {0};
		assert_int_equal(parse(bad[i], &fields), ZR_E_SYNTAX);
		assert_int_equal(fields.count, 0);
	}
}

static void has_a_limit(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	ZR_CLEANUP(zr_fields_finish) struct zr_fields fields = {0};
	for (size_t i = 0; i < ZR_RESPOND_FIELD_COUNT_MAX; i++) {
		assert_int_equal(zr_buffer_add_text(&text, "a=1&"), 0);
	}
	assert_int_equal(parse(zr_buffer_text(&text), &fields), 0);
	assert_int_equal(zr_fields_add(&fields, "b", "2", NULL), ZR_E_LIMIT);
	zr_fields_finish(&fields);
	assert_int_equal(zr_buffer_add_text(&text, "b=2"), 0);
	assert_int_equal(parse(zr_buffer_text(&text), &fields), ZR_E_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_form),
		cmocka_unit_test(refuses_what_is_no_text),
		cmocka_unit_test(has_a_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
