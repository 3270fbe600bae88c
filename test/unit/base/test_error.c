#include "test/unit/unit.h"

#include <errno.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/utf8.h"

static void every_code_has_its_own_number_and_name(void **state)
{
	for (unsigned wire = 1; wire < 64; wire++) {
		int code = zr_error_from_wire(wire);
		if (code == ZR_E_INVALID && wire != (unsigned)-ZR_E_INVALID) {
			continue;
		}
		assert_int_equal(code, -(int)wire);
		assert_non_null(zr_error_name(code));
		assert_in_range(zr_error_http_status(code), 400, 599);
	}
}

static void a_full_disk_is_told_from_other_faults(void **state)
{
	struct zr_error error;
	assert_int_equal(zr_error_set_errno(&error, ENOSPC, "write the outbox"), ZR_E_FULL);
	assert_string_equal(error.message, "cannot write the outbox: No space left on device");
	assert_int_equal(zr_error_set_errno(NULL, EIO, "read"), ZR_E_IO);
}

static void formats_place_and_sentence(void **state)
{
	struct zr_error error;
	char text[200];
	(void)zr_error_set_at(&error, ZR_E_SYNTAX, 12, "/data/age", "bracket %c missing", ')');
	zr_error_format(&error, "form.xml", text, sizeof text);
	assert_string_equal(text, "form.xml:12: /data/age: bracket ) missing");
	(void)zr_error_set(&error, ZR_E_IO, "no");
	zr_error_format(&error, "form.xml", text, sizeof text);
	assert_string_equal(text, "form.xml: no");
	zr_error_format(&error, NULL, text, sizeof text);
	assert_string_equal(text, "no");
}

static void cuts_a_long_sentence_instead_of_overflowing(void **state)
{
	struct zr_error error;
	(void)zr_error_set(&error, ZR_E_IO, "%0400d", 7);
	assert_int_equal(error.message[sizeof error.message - 1], '\0');
	assert_string_equal(error.message + sizeof error.message - 5, "0…");
}

static void never_leaves_half_a_letter(void **state)
{
	struct zr_error error;
	char text[12];
	(void)zr_error_set_at(&error, ZR_E_IO, 0, "/д", "no '%.3s' here", "да");
	assert_string_equal(error.message, "no 'д' here");
	zr_error_format(&error, "д", text, 10);
	assert_string_equal(text, "д: /д: ");
	for (int zeros = 315; zeros < 325; zeros++) {
		(void)zr_error_set(&error, ZR_E_IO, "%0*dдддд", zeros, 0);
		char clean[sizeof error.message];
		memcpy(clean, error.message, sizeof clean);
		zr_utf8_clean(clean);
		assert_string_equal(clean, error.message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_has_its_own_number_and_name),
		cmocka_unit_test(a_full_disk_is_told_from_other_faults),
		cmocka_unit_test(formats_place_and_sentence),
		cmocka_unit_test(cuts_a_long_sentence_instead_of_overflowing),
		cmocka_unit_test(never_leaves_half_a_letter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
