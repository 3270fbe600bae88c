/* What comes instead of the hub's certificate. Tests: tablet/agent/io/pin.c. */
#include "test/unit/unit.h"

#include <string.h>

#include "tablet/agent/io/pin.h"

static void what_is_no_certificate_is_told_as_such(void **state)
{
	static const char *const bodies[] = {NULL, "", "<html>Log in</html>",
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"};
	const struct zr_code code = {0};
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
		const struct zr_buffer body = {.data = (char *)(uintptr_t)bodies[i],
			.bytes = bodies[i] != NULL ? strlen(bodies[i]) : 0};
		struct zr_buffer pem = {0};
		assert_int_equal(zr_pin_certificate(&body, &code, &pem, NULL), ZR_E_SYNTAX);
		assert_int_equal(pem.bytes, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_certificate_is_told_as_such),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
