/* UTF-8: every character comes back as it was written, and what is none is told apart. */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/utf8.h"

static void reads_back_every_character(void **state)
{
	for (uint32_t character = 0; character <= 0x10ffff; character++) {
		if (character == 0xd800) {
			character = 0xe000;
		}
		char text[ZR_UTF8_BYTES_MAX];
		size_t bytes = zr_utf8_write(character, text);
		uint32_t back = UINT32_MAX;
		assert_int_equal(bytes, zr_utf8_read(text, bytes, &back));
		assert_int_equal(character, back);
		assert_int_equal(0, bytes > 1 ? zr_utf8_read(text, bytes - 1, NULL) : 0);
	}
}

static void tells_what_is_no_character(void **state)
{
	static const char *const texts[] = {"\x80", /* a byte of the middle */
		"\xc0\xaf",                         /* '/' in two bytes */
		"\xc1\xbf",                         /* and so on to U+007F */
		"\xe0\x9f\xbf",                     /* U+07FF in three */
		"\xed\xa0\x80",                     /* a surrogate */
		"\xf0\x8f\xbf\xbf",                 /* U+FFFF in four */
		"\xf4\x90\x80\x80",                 /* U+110000 */
		"\xf5\x80\x80\x80", "\xff", "\xd0" /* cut */, "\xd0x" /* not continued */,
		"\xe2\x82", "\xe2\x82z"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_int_equal(0, zr_utf8_read(texts[i], strlen(texts[i]), NULL));
	}
}

static void knows_what_xml_can_hold(void **state)
{
	assert_true(zr_utf8_is_xml('\t') && zr_utf8_is_xml('\n') && zr_utf8_is_xml('\r'));
	assert_true(zr_utf8_is_xml(' ') && zr_utf8_is_xml(0xfffd) && zr_utf8_is_xml(0x10ffff));
	assert_false(zr_utf8_is_xml(0) || zr_utf8_is_xml(0x1f) || zr_utf8_is_xml(0xfffe));
	assert_false(zr_utf8_is_xml(0xd800) || zr_utf8_is_xml(0x110000));
}

static void takes_broken_bytes_out(void **state)
{
	char text[] = "\xa4Мари\xd0 и \xf0\x9f\x98\x80\xf0\x9f";
	zr_utf8_clean(text);
	assert_string_equal("Мари и \xf0\x9f\x98\x80", text);
	char none[] = "";
	zr_utf8_clean(none);
	assert_string_equal("", none);
}

static void knows_what_nobody_sees(void **state)
{
	static const uint32_t BLANK[] = {0, ' ', 0xa0, 0xad, 0x200b, 0x2060, 0x2800, 0x3000, 0x3164,
		0xfeff, 0xe0001, 0xe0fff};
	static const uint32_t SEEN[] = {'!', 0xa1, 'a', 0x430, 0x301, 0x200a - 0x1000, 0x2010,
		0x2070, 0x27ff, 0x2801, 0xfffc, 0xfffd, 0x1f600, 0xe1000};
	for (size_t i = 0; i < sizeof BLANK / sizeof *BLANK; i++) {
		assert_true(zr_utf8_is_blank(BLANK[i]));
	}
	for (size_t i = 0; i < sizeof SEEN / sizeof *SEEN; i++) {
		assert_false(zr_utf8_is_blank(SEEN[i]));
	}
	assert_true(zr_utf8_is_blank_text("") && zr_utf8_is_blank_text(" \u200b\u00a0"));
	assert_false(zr_utf8_is_blank_text(" \u200bа") || zr_utf8_is_blank_text("\xa0"));
}

static void cuts_between_two_characters(void **state)
{
	char text[6];
	assert_true(zr_utf8_copy(text, sizeof text, "улa"));
	assert_string_equal(text, "улa");
	assert_false(zr_utf8_copy(text, sizeof text, "ули"));
	assert_string_equal(text, "ул");
	assert_false(zr_utf8_copy(text, sizeof text, "aулица"));
	assert_string_equal(text, "aул");
	assert_false(zr_utf8_copy(text, 1, "x"));
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_back_every_character),
		cmocka_unit_test(tells_what_is_no_character),
		cmocka_unit_test(knows_what_xml_can_hold),
		cmocka_unit_test(knows_what_nobody_sees),
		cmocka_unit_test(takes_broken_bytes_out),
		cmocka_unit_test(cuts_between_two_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
