/* The enrolment code: what a console shows is what a hand may type. */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/code.h"

static const uint8_t random_bytes[ZR_CODE_SECRET_BYTES] = {
	0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};
static const char ca[] = "abc";
/* SHA-256("abc") begins ba7816bf8f01cfea4141 */
static const char shown[] = "https://10.0.2.2:8443#04HM-ASW9-NF6Y-Q9W1-DFWF-077Y-MGA1";

static void make(struct zr_code *code)
{
	assert_int_equal(
		0, zr_code_init(code, "https://10.0.2.2:8443/", random_bytes, ca, 3, NULL));
}

static void formats_the_golden_code(void **state)
{
	struct zr_code code;
	make(&code);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(0, zr_code_format(&code, &text));
	assert_string_equal(shown, zr_buffer_text(&text));
}

static void assert_same(const struct zr_code *code, const char *text)
{
	struct zr_code parsed;
	struct zr_error error = {0};
	assert_int_equal(0, zr_code_parse(text, &parsed, &error));
	assert_string_equal(code->url, parsed.url);
	assert_memory_equal(code->secret, parsed.secret, sizeof parsed.secret);
	assert_memory_equal(code->pin, parsed.pin, sizeof parsed.pin);
}

static void forgives_what_hands_do(void **state)
{
	struct zr_code code;
	make(&code);
	assert_same(&code, shown);
	assert_same(&code, "  https://10.0.2.2:8443/#04HMASW9NF6YQ9W1DFWF077YMGA1\n");
	assert_same(&code, "HTTPS://10.0.2.2:8443#o4hm-asw9-nf6y-q9wl-dfwf-O77y-mgai");
	assert_same(&code, "https://10.0.2.2:8443#04HM ASW9 NF6Y Q9Wi DFWF 077Y MGAL");
}

static void refuses_what_is_no_code(void **state)
{
	static const char *const bad[] = {"", "#", "https://h:1",
		"https://h:1#04HM-ASW9-NF6Y-Q9W1-DFWF-077Y-MGA",
		"https://h:1#04HM-ASW9-NF6Y-Q9W1-DFWF-077Y-MGA1H",
		"https://h:1#04HM-ASW9-NF6Y-Q9W1-DFWF-077Y-MGAU",
		"http://h:1#04HM-ASW9-NF6Y-Q9W1-DFWF-077Y-MGA1",
		"https://#04HM-ASW9-NF6Y-Q9W1-DFWF-077Y-MGA1",
		"https://a@h:1/p#04HM-ASW9-NF6Y-Q9W1-DFWF-077Y-MGA1",
		"https://h h#04HM-ASW9-NF6Y-Q9W1-DFWF-077Y-MGA1",
		"https://h:1#04HM-ASW9-NF6Y-Q9W1-DFWF-077Y-MGA\xD0\x90"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct zr_code code = {.url = "untouched"};
		struct zr_error error = {0};
		assert_int_equal(ZR_E_SYNTAX, zr_code_parse(bad[i], &code, &error));
		assert_true(error.message[0] != '\0');
		assert_string_equal("untouched", code.url);
	}
}

static void refuses_an_address_that_is_too_long(void **state)
{
	char url[ZR_CODE_URL_BYTES + 1] = "https://";
	memset(url + 8, 'h', sizeof url - 9);
	url[sizeof url - 1] = '\0';
	struct zr_code code;
	assert_int_equal(ZR_E_LIMIT, zr_code_init(&code, url, random_bytes, ca, 3, NULL));
	url[sizeof url - 2] = '\0';
	assert_int_equal(0, zr_code_init(&code, url, random_bytes, ca, 3, NULL));
	assert_int_equal(ZR_E_INVALID, zr_code_init(&code, "http://h", random_bytes, ca, 3, NULL));
}

static void knows_its_hubs_certificate(void **state)
{
	struct zr_code code;
	make(&code);
	assert_true(zr_code_is_ca(&code, "abc", 3));
	assert_false(zr_code_is_ca(&code, "abd", 3));
	zr_code_finish(&code);
	assert_int_equal(0, code.secret[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_the_golden_code),
		cmocka_unit_test(forgives_what_hands_do),
		cmocka_unit_test(refuses_what_is_no_code),
		cmocka_unit_test(refuses_an_address_that_is_too_long),
		cmocka_unit_test(knows_its_hubs_certificate),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
