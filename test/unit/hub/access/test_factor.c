/* Codes of a second factor, against the vectors of RFC 6238. */
#include "test/unit/unit.h"

#include <string.h>

#include "hub/access/factor.h"

#define SECOND_US INT64_C(1000000)

static const uint8_t secret[ZR_FACTOR_SECRET_BYTES] = "12345678901234567890";

static int verify(const char *code, int64_t time_s, uint64_t *ret_step)
{
	return zr_factor_verify(secret, code, time_s * SECOND_US, 0, ret_step);
}

static void codes_are_those_of_the_rfc(void **state)
{
	(void)state;
	static const struct {
		int64_t time_s;
		const char *code; /* the last six digits of RFC 6238, appendix B */
	} cases[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"},
		{1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint64_t step = 0;
		assert_int_equal(verify(cases[i].code, cases[i].time_s, &step), 0);
		assert_int_equal(step, cases[i].time_s / ZR_FACTOR_STEP_S);
	}
}

static void a_clock_may_be_one_step_off_and_no_more(void **state)
{
	(void)state;
	for (int64_t off = -2; off <= 2; off++) {
		uint64_t step = 0;
		int64_t time_s = 1234567890 + off * ZR_FACTOR_STEP_S;
		int expected = off >= -1 && off <= 1 ? 0 : ZR_E_REFUSED;
		assert_int_equal(verify("005924", time_s, &step), expected);
		assert_true(expected != 0 || step == 1234567890 / ZR_FACTOR_STEP_S);
	}
}

static void a_code_is_good_once(void **state)
{
	(void)state;
	uint64_t step = 0;
	const int64_t now_us = 1234567890 * SECOND_US;
	assert_int_equal(zr_factor_verify(secret, "005 924", now_us, 0, &step), 0);
	assert_int_equal(zr_factor_verify(secret, "005924", now_us, step, &step), ZR_E_REFUSED);
	assert_int_equal(zr_factor_verify(secret, "005924", now_us, step + 1, &step), ZR_E_REFUSED);
}

static void what_is_no_code_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", "00592", "0059241", "005925", "abcdef", "005924x",
		"1005924", "0059240059240059240059240059240059240059240059"};
	uint64_t step = 0;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		assert_int_equal(
			zr_factor_verify(secret, wrong[i], 1234567890 * SECOND_US, 0, &step),
			ZR_E_REFUSED);
	}
}

static void the_secret_is_told_in_base_32(void **state)
{
	(void)state;
	char text[ZR_FACTOR_TEXT_BYTES];
	zr_factor_format_secret(secret, text);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

static void recovery_codes_are_found_however_they_are_typed(void **state)
{
	(void)state;
	char code[ZR_FACTOR_RECOVERY_BYTES];
	unsigned number = 99;
	for (unsigned i = 0; i < ZR_FACTOR_RECOVERY_COUNT; i++) {
		assert_int_equal(zr_factor_format_recovery(secret, i, code), 0);
		assert_int_equal(strlen(code), ZR_FACTOR_RECOVERY_BYTES - 1);
		assert_int_equal(zr_factor_find_recovery(secret, code, &number), 0);
		assert_int_equal(number, i);
		for (char *letter = code; *letter != '\0'; letter++) {
			*letter = *letter == '-'
					  ? ' '
					  : (char)(*letter - ('a' - 'A') * (*letter >= 'a' &&
										   *letter <= 'z'));
		}
		assert_int_equal(zr_factor_find_recovery(secret, code, &number), 0);
		assert_int_equal(number, i);
	}
	code[0] = code[0] == 'B' ? 'C' : 'B';
	assert_int_equal(zr_factor_find_recovery(secret, code, &number), ZR_E_REFUSED);
	assert_int_equal(zr_factor_find_recovery(secret, "", &number), ZR_E_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_the_rfc),
		cmocka_unit_test(a_clock_may_be_one_step_off_and_no_more),
		cmocka_unit_test(a_code_is_good_once),
		cmocka_unit_test(what_is_no_code_is_refused),
		cmocka_unit_test(the_secret_is_told_in_base_32),
		cmocka_unit_test(recovery_codes_are_found_however_they_are_typed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
