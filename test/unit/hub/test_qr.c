#include "test/unit/unit.h"

#include <string.h>

#include "hub/device/qr.h"

static const char *row(struct json_object *rows, size_t y)
{
	return json_object_get_string(json_object_array_get_idx(rows, y));
}

/* The three squares by which a reader finds it, and none in the fourth corner. */
static void a_code_is_a_square_with_three_marks(void **state)
{
	struct json_object *rows = NULL;
	struct zr_error error = {0};
	assert_int_equal(
		zr_qr_draw("04HMAS-SW9NF1-6YZKKD-F5TXNJ-2CVPVP 10.0.2.2", &rows, &error), 0);
	const size_t width = json_object_array_length(rows);
	assert_int_equal(width, 29); /* version 3: capitals and digits are packed closely */
	for (size_t y = 0; y < width; y++) {
		assert_int_equal(strlen(row(rows, y)), width);
	}
	assert_memory_equal(row(rows, 0), "11111110", 8);
	assert_memory_equal(row(rows, 0) + width - 8, "01111111", 8);
	assert_memory_equal(row(rows, width - 1), "11111110", 8);
	assert_memory_equal(row(rows, 1), "10000010", 8);
	json_object_put(rows);
}

static void too_long_a_text_is_refused(void **state)
{
	char text[5000];
	struct json_object *rows = NULL;
	struct zr_error error = {0};
	memset(text, 'A', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_int_equal(zr_qr_draw(text, &rows, &error), ZR_E_LIMIT);
	assert_null(rows);
	assert_true(error.message[0] != '\0');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_is_a_square_with_three_marks),
		cmocka_unit_test(too_long_a_text_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
