/* The enrolment code: what a console shows is what a hand may type. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/code.h"

static const uint8_t random_bytes[ZR_CODE_SECRET_BYTES] = {
	0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF};
static const char ca[] = "abc";
static const char shown[] = "04HMAS-SW9NF1-6YZKKD-F5TXNJ-2CVPVP 10.0.2.2";
/* SHA-256("abc") begins ba7816bf8f01cfea4141 */
static const char older[] = "https://10.0.2.2:8443#04HM-ASW9-NF6Y-Q9W1-DFWF-077Y-MGA1";

static void make(struct zr_code *code)
{
	assert_int_equal(
		0, zr_code_init(code, &(struct zr_code_hub){"https://10.0.2.2:8443/", ca, 3},
			   random_bytes, NULL));
}

static void parse(struct zr_code *code, const char *text)
{
	struct zr_error error = {0};
	int result = zr_code_parse(text, code, &error);
	if (result != 0) {
		print_error("%s: %s\n", text, error.message);
	}
	assert_int_equal(0, result);
}

static void assert_formats(const struct zr_code *code, const char *expected)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(0, zr_code_format(code, &text));
	assert_string_equal(expected, zr_buffer_text(&text));
}

static void formats_the_golden_code(void **state)
{
	struct zr_code code;
	make(&code);
	assert_formats(&code, shown);
}

static void assert_same(const struct zr_code *code, const char *text)
{
	struct zr_code parsed;
	parse(&parsed, text);
	assert_string_equal(code->url, parsed.url);
	assert_memory_equal(code->secret, parsed.secret, sizeof parsed.secret);
	assert_memory_equal(code->pin, parsed.pin, sizeof parsed.pin);
}

/* The letters of a golden code without its dashes, in small letters, behind or before its address.
 */
static void forgives_what_hands_do(void **state)
{
	struct zr_code code;
	make(&code);
	assert_same(&code, shown);
	char bare[64] = "";
	for (const char *next = shown; *next != ' '; next++) {
		if (*next != '-') {
			char symbol = *next == '0' ? 'o' : *next == '1' ? 'l' : *next;
			strncat(bare, &symbol, 1);
		}
	}
	char text[128];
	(void)snprintf(text, sizeof text, "%s 10.0.2.2", bare);
	assert_same(&code, text);
	(void)snprintf(text, sizeof text, "  %s10.0.2.2:8443\n", bare);
	assert_same(&code, text);
	(void)snprintf(text, sizeof text, "10.0.2.2 %.6s %.6s %.6s-%.6s %.6s ", bare, bare + 6,
		bare + 12, bare + 18, bare + 24);
	assert_same(&code, text);
	(void)snprintf(text, sizeof text, "%s HTTPS://10.0.2.2:8443/", bare);
	assert_same(&code, text);
}

static void reads_the_codes_of_older_consoles(void **state)
{
	struct zr_code code;
	parse(&code, older);
	assert_true(code.is_long);
	assert_formats(&code, older);
	assert_true(zr_code_is_ca(&code, "abc", 3));
	assert_false(zr_code_is_ca(&code, "abd", 3));
	assert_same(&code, "  https://10.0.2.2:8443/#04HMASW9NF6YQ9W1DFWF077YMGA1\n");
	assert_same(&code, "HTTPS://10.0.2.2:8443#o4hm-asw9-nf6y-q9wl-dfwf-O77y-mgai");
	assert_same(&code, "https://10.0.2.2:8443#04HM ASW9 NF6Y Q9Wi DFWF 077Y MGAL");
}

static void leaves_out_what_the_tablet_knows(void **state)
{
	struct zr_code code;
	struct zr_error error = {0};
	char bare[64];
	(void)snprintf(bare, sizeof bare, "%.34s", shown);
	parse(&code, bare);
	assert_string_equal(code.url, "");
	assert_formats(&code, bare);
	assert_int_equal(0, zr_code_set_address(&code, "10.0.2.2", &error));
	assert_formats(&code, shown);
	assert_int_equal(0, zr_code_set_address(&code, "Hub.Example:443", &error));
	assert_string_equal(code.url, "https://hub.example:443");
	assert_int_equal(0, zr_code_set_address(&code, "[::1]", &error));
	assert_string_equal(code.url, "https://[::1]:8443");
	assert_int_equal(0, zr_code_set_address(&code, "https://hub.example:9000", &error));
	assert_string_equal(code.url, "https://hub.example:9000");
	assert_int_equal(ZR_E_SYNTAX, zr_code_set_address(&code, "hub example", &error));
	assert_int_equal(0, zr_code_init(&code, &(struct zr_code_hub){"https://hub.example", ca, 3},
				    random_bytes, NULL));
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(0, zr_code_format(&code, &text));
	assert_non_null(strstr(zr_buffer_text(&text), " hub.example:443"));
}

/* The group that a sentence names, 0 for none. */
static unsigned group_named(const char *text)
{
	struct zr_code code;
	struct zr_error error = {0};
	unsigned group = 0;
	if (zr_code_parse(text, &code, &error) == ZR_E_SYNTAX) {
		(void)sscanf(error.message, "group %u", &group);
	}
	return group;
}

static unsigned first_wrong(const char *text)
{
	struct zr_code_look look;
	zr_code_look(text, &look);
	for (unsigned i = 0; i < ZR_CODE_GROUP_COUNT; i++) {
		if (look.groups[i].state == ZR_CODE_GROUP_WRONG) {
			return i + 1;
		}
	}
	return 0;
}

static void one_wrong_character_names_its_group(void **state)
{
	for (size_t at = 0; at < 34; at++) {
		for (const char *other = "0123456789ABCDEFGHJKMNPQRSTVWXYZU*"; *other; other++) {
			char text[sizeof shown];
			memcpy(text, shown, sizeof shown);
			if (text[at] != '-' && text[at] != *other) {
				text[at] = *other;
				assert_int_equal(group_named(text), at / 7 + 1);
				assert_int_equal(first_wrong(text), at / 7 + 1);
			}
		}
	}
}

static void one_missing_character_names_its_group(void **state)
{
	for (size_t at = 0; at < 34; at++) {
		char text[sizeof shown];
		memcpy(text, shown, sizeof shown);
		if (text[at] != '-') {
			memmove(text + at, text + at + 1, sizeof shown - at - 1);
			assert_int_equal(group_named(text), at / 7 + 1);
			assert_int_equal(first_wrong(text), at / 7 + 1);
		}
	}
}

static void exchanged_characters_and_groups_are_seen(void **state)
{
	char text[sizeof shown];
	for (size_t at = 0; at + 1 < 34; at++) {
		memcpy(text, shown, sizeof shown);
		if (text[at] != '-' && text[at + 1] != '-' && text[at] != text[at + 1]) {
			text[at] = shown[at + 1];
			text[at + 1] = shown[at];
			assert_int_equal(group_named(text), at / 7 + 1);
		}
	}
	memcpy(text, shown, sizeof shown);
	memcpy(text, shown + 7, 6);
	memcpy(text + 7, shown, 6);
	assert_int_equal(group_named(text), 1);
}

static void assert_tidy(const char *typed, const char *expected)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer tidy = {0};
	assert_int_equal(0, zr_code_tidy(typed, &tidy));
	assert_string_equal(zr_buffer_text(&tidy), expected);
}

static void groups_come_while_it_is_typed(void **state)
{
	assert_tidy("", "");
	assert_tidy("k7o", "K70");
	assert_tidy("k7qz2m", "K7QZ2M");
	assert_tidy("k7qz2m-", "K7QZ2M");
	assert_tidy("K7QZ2M9", "K7QZ2M-9");
	assert_tidy("K7QZ2-", "K7QZ2-");
	assert_tidy("K7QZ2-9AXW", "K7QZ2-9AXW");
	assert_tidy("K7QZ2M-9AXW3E-4T5YHN-8PQRSV-WXKJ2D", "K7QZ2M-9AXW3E-4T5YHN-8PQRSV-WXKJ2D");
	assert_tidy("K7QZ2M-9AXW3E-4T5YHN-8PQRSV-WXKJ2D1", "K7QZ2M-9AXW3E-4T5YHN-8PQRSV-WXKJ2D 1");
	assert_tidy("K7QZ2M-9AXW3E-4T5YHN-8PQRSV-WXKJ2D 10.0",
		"K7QZ2M-9AXW3E-4T5YHN-8PQRSV-WXKJ2D 10.0");
	assert_tidy("K7QU", "K7QU"); /* none of a code stays to be seen */
	assert_tidy(older, older);
	assert_tidy("https:", "https:");
}

static void says_what_is_there_while_it_is_typed(void **state)
{
	struct zr_code_look look;
	char typed[sizeof shown];
	(void)snprintf(typed, sizeof typed, "%.9s", shown);
	zr_code_look(typed, &look);
	assert_int_equal(look.groups[0].state, ZR_CODE_GROUP_GOOD);
	assert_int_equal(look.groups[1].state, ZR_CODE_GROUP_BEGUN);
	assert_int_equal(look.groups[2].state, ZR_CODE_GROUP_EMPTY);
	assert_memory_equal(look.groups[0].symbols, shown, 6);
	zr_code_look(shown, &look);
	assert_int_equal(look.groups[4].state, ZR_CODE_GROUP_GOOD);
	assert_string_equal(look.address, "10.0.2.2");
	zr_code_look(older, &look);
	assert_true(look.is_long);
	zr_code_look("K7Q\xD0\x90", &look);
	assert_int_equal(look.groups[0].state, ZR_CODE_GROUP_WRONG);
	assert_string_equal(look.groups[0].symbols, "K7Q?");
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
		"https://h:1#04HM-ASW9-NF6Y-Q9W1-DFWF-077Y-MGA\xD0\x90",
		"04HMAS-SW9NF1-6YZKKD-F5TXNJ-2CVPVP 10.0.2.2/p",
		"04HMAS-SW9NF1-6YZKKD-F5TXNJ-2CVPVP a@h", "04HMAS-SW9NF1-6YZKKD-F5TXNJ-2CVPVP h h",
		"10.0.2.2 04HMAS-SW9NF1-6YZKKD-F5TXNJ-2CVPVP-04HMAS", "10.0.2.2",
		"04HMAS-SW9NF1-6YZKKD-F5TXNJ-2CVPVP \xD0\x90"};
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
	assert_int_equal(ZR_E_LIMIT,
		zr_code_init(&code, &(struct zr_code_hub){url, ca, 3}, random_bytes, NULL));
	url[sizeof url - 2] = '\0';
	assert_int_equal(
		0, zr_code_init(&code, &(struct zr_code_hub){url, ca, 3}, random_bytes, NULL));
	assert_int_equal(ZR_E_INVALID,
		zr_code_init(&code, &(struct zr_code_hub){"http://h", ca, 3}, random_bytes, NULL));
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
		cmocka_unit_test(reads_the_codes_of_older_consoles),
		cmocka_unit_test(leaves_out_what_the_tablet_knows),
		cmocka_unit_test(one_wrong_character_names_its_group),
		cmocka_unit_test(one_missing_character_names_its_group),
		cmocka_unit_test(exchanged_characters_and_groups_are_seen),
		cmocka_unit_test(groups_come_while_it_is_typed),
		cmocka_unit_test(says_what_is_there_while_it_is_typed),
		cmocka_unit_test(refuses_what_is_no_code),
		cmocka_unit_test(refuses_an_address_that_is_too_long),
		cmocka_unit_test(knows_its_hubs_certificate),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
