#include "test/unit/unit.h"

#include "lib/base/buffer.h"
#include "lib/base/limits.h"

static void text_is_always_terminated(void **state)
{
	struct zr_buffer buffer = {0};
	assert_string_equal(zr_buffer_text(&buffer), "");
	assert_int_equal(zr_buffer_add_text(&buffer, "дом"), 0);
	assert_int_equal(zr_buffer_add_format(&buffer, " %d", 7), 0);
	assert_string_equal(zr_buffer_text(&buffer), "дом 7");
	zr_buffer_clear(&buffer);
	assert_string_equal(zr_buffer_text(&buffer), "");
	zr_buffer_wipe(&buffer);
	assert_null(buffer.data);
}

static void joins_what_is_there(void **state)
{
	struct zr_buffer buffer = {0};
	const char *const texts[] = {"a", NULL, "", "b"};
	assert_int_equal(zr_buffer_join(&buffer, texts, 4), 0);
	assert_string_equal(zr_buffer_text(&buffer), "ab");
	zr_buffer_finish(&buffer);
}

static void refuses_more_than_the_limit_and_stays_as_it_was(void **state)
{
	struct zr_buffer buffer = {0};
	assert_int_equal(zr_buffer_add(&buffer, "ab", 2), 0);
	assert_int_equal(zr_buffer_reserve(&buffer, ZR_BUFFER_BYTES_MAX - 1), ZR_E_LIMIT);
	assert_int_equal(zr_buffer_reserve(&buffer, SIZE_MAX), ZR_E_LIMIT);
	assert_int_equal(zr_buffer_reserve(&buffer, ZR_BUFFER_BYTES_MAX - 2), 0);
	assert_string_equal(zr_buffer_text(&buffer), "ab");
	zr_buffer_finish(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_always_terminated),
		cmocka_unit_test(joins_what_is_there),
		cmocka_unit_test(refuses_more_than_the_limit_and_stays_as_it_was),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
