/* Tests: cbor_read.c, cbor_write.c
 * CBOR: what is written is read, in the shortest form only, and no input steps out of bounds. */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"

static void writes_the_forms_of_rfc_8949(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer buffer = {0};
	struct zr_cbor_writer writer = {.buffer = &buffer};
	zr_cbor_put_array(&writer, 8);
	zr_cbor_put_uint(&writer, 23);
	zr_cbor_put_uint(&writer, 1000000);
	zr_cbor_put_int(&writer, -1000);
	zr_cbor_put_int(&writer, INT64_MIN);
	zr_cbor_put_bytes(&writer, "\x01\x02", 2);
	zr_cbor_put_text(&writer, "IETF");
	zr_cbor_put_null(&writer);
	zr_cbor_put_tag(&writer, 18);
	zr_cbor_put_map(&writer, 0);
	assert_int_equal(0, writer.code);
	char text[128];
	assert_true(buffer.bytes < sizeof text / 2);
	zr_hex_encode((const uint8_t *)buffer.data, buffer.bytes, text);
	assert_string_equal("88171a000f42403903e73b7fffffffffffffff4201026449455446f6d2a0", text);
}

static void reads_what_it_wrote(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer buffer = {0};
	struct zr_cbor_writer writer = {.buffer = &buffer};
	zr_cbor_put_uint(&writer, UINT64_MAX);
	zr_cbor_put_int(&writer, INT64_MIN);
	zr_cbor_put_int(&writer, -65540);
	zr_cbor_put_bool_field(&writer, 5, true);
	zr_cbor_put_text(&writer, "Анна");
	zr_cbor_put_tag(&writer, 96);
	zr_cbor_put_bytes(&writer, NULL, 0);
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, buffer.data, buffer.bytes);
	assert_true(zr_cbor_take_uint(&reader) == UINT64_MAX);
	assert_true(zr_cbor_take_int(&reader) == INT64_MIN);
	assert_int_equal(-65540, zr_cbor_take_int(&reader));
	assert_int_equal(5, zr_cbor_take_int(&reader));
	assert_true(zr_cbor_take_bool(&reader));
	ZR_CLEANUP_FREE char *name = NULL;
	zr_cbor_take_text_copy(&reader, &name, NULL);
	assert_string_equal("Анна", name);
	assert_int_equal(96, zr_cbor_take_tag(&reader));
	assert_int_equal(0, zr_cbor_take_bytes(&reader).bytes);
	assert_int_equal(0, zr_cbor_end(&reader, "it", NULL));
}

static int skip_hex(const char *hex)
{
	size_t bytes = strlen(hex) / 2;
	ZR_CLEANUP_FREE uint8_t *data = malloc(bytes + 1);
	assert_non_null(data);
	assert_int_equal(0, zr_hex_decode(hex, data, bytes));
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, data, bytes);
	zr_cbor_skip(&reader);
	return zr_cbor_end(&reader, "it", NULL);
}

static void refuses_other_than_the_shortest_form(void **state)
{
	static const char *const bad[] = {"1817", "190017", "1a00000017", "1b0000000000000017",
		"3817", "5801ff", "7800", "9800", "b800", "d81200", "590001ff"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(ZR_E_SYNTAX, skip_hex(bad[i]));
	}
}

static void refuses_indefinite_lengths(void **state)
{
	static const char *const bad[] = {"5f4100ff", "7f6161ff", "9f00ff", "bf0000ff", "ff"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(ZR_E_SYNTAX, skip_hex(bad[i]));
	}
}

static void refuses_counts_that_the_input_cannot_hold(void **state)
{
	static const char *const bad[] = {"82", "8200", "a100", "9bffffffffffffffff",
		"bbffffffffffffffff", "bb8000000000000000", "5bffffffffffffffff", "4200", "18", ""};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(ZR_E_SYNTAX, skip_hex(bad[i]));
	}
}

static void skips_any_item(void **state)
{
	static const char *const good[] = {"00", "83010203", "a2016161028142ffff", "d8608100", "f6",
		"f5", "f93c00", "fb3ff199999999999a", "d2d2d200", "8080", "6161"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		/* "8080" is two items, the second of which stands behind the end. */
		int expected = strcmp(good[i], "8080") == 0 ? ZR_E_SYNTAX : 0;
		assert_int_equal(expected, skip_hex(good[i]));
	}
}

static int skip_nested(size_t depth)
{
	ZR_CLEANUP_FREE uint8_t *data = malloc(depth + 1);
	assert_non_null(data);
	memset(data, 0x81, depth);
	data[depth] = 0;
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, data, depth + 1);
	zr_cbor_skip(&reader);
	return zr_cbor_end(&reader, "it", NULL);
}

static void limits_the_depth(void **state)
{
	assert_int_equal(0, skip_nested(ZR_CBOR_DEPTH_MAX));
	assert_int_equal(ZR_E_LIMIT, skip_nested(ZR_CBOR_DEPTH_MAX + 1));
	assert_int_equal(ZR_E_LIMIT, skip_nested(1000000));
}

static bool is_text_read(const char *text, size_t bytes)
{
	uint8_t data[32] = {(uint8_t)(0x60 + bytes)};
	memcpy(data + 1, text, bytes);
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, data, bytes + 1);
	ZR_CLEANUP_FREE char *copy = NULL;
	size_t read_bytes = 0;
	zr_cbor_take_text_copy(&reader, &copy, &read_bytes);
	return read_bytes == bytes && reader.code == 0;
}

static void wants_utf8_without_nul(void **state)
{
	assert_true(is_text_read("\xF0\x9F\x8C\x85", 4));
	assert_true(is_text_read("\xEF\xBF\xBF", 3));
	assert_false(is_text_read("a\0b", 3));
	assert_false(is_text_read("\xC0\x80", 2));
	assert_false(is_text_read("\xED\xA0\x80", 3));
	assert_false(is_text_read("\xF4\x90\x80\x80", 4));
	assert_false(is_text_read("\xE0\x9F\xBF", 3));
	assert_false(is_text_read("\x80", 1));
	assert_false(is_text_read("\xD0", 1));
	assert_false(is_text_read("\xE2\x82\x41", 3));
}

static void sees_a_key_twice(void **state)
{
	static const uint8_t data[] = {1, 2, 0x61, 'a', 0x20, 2};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, data, sizeof data);
	uint64_t seen = 0;
	assert_int_equal(1, zr_cbor_take_key(&reader, &seen));
	assert_int_equal(2, zr_cbor_take_key(&reader, &seen));
	assert_true(zr_cbor_take_key(&reader, &seen) == INT64_MIN);
	assert_int_equal(-1, zr_cbor_take_key(&reader, &seen));
	assert_int_equal(0, reader.code);
	(void)zr_cbor_take_key(&reader, &seen);
	assert_int_equal(ZR_E_SYNTAX, reader.code);
	zr_cbor_init(&reader, "\0\0", 2);
	seen = 0;
	assert_int_equal(0, zr_cbor_take_key(&reader, &seen));
	(void)zr_cbor_take_key(&reader, &seen);
	assert_int_equal(ZR_E_SYNTAX, reader.code);
}

static void writes_the_fields_of_a_map(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer buffer = {0};
	struct zr_cbor_writer writer = {.buffer = &buffer};
	zr_cbor_put_uint_field(&writer, 0, UINT64_MAX);
	zr_cbor_put_int_field(&writer, 1, -2);
	zr_cbor_put_bool_field(&writer, 2, false);
	zr_cbor_put_text_field(&writer, 3, NULL);
	zr_cbor_put_bytes_field(&writer, -1, "a\0b", 3);
	char text[64];
	assert_true(buffer.bytes < sizeof text / 2);
	zr_hex_encode((const uint8_t *)buffer.data, buffer.bytes, text);
	assert_string_equal("001bffffffffffffffff012102f403602043610062", text);
}

static void remembers_its_first_failure(void **state)
{
	static const uint8_t data[] = {0x61, 'a', 5};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, data, sizeof data);
	char text[1];
	zr_cbor_take_string(&reader, text, sizeof text);
	assert_string_equal("", text);
	assert_int_equal(ZR_E_LIMIT, reader.code);
	assert_int_equal(0, zr_cbor_take_uint(&reader));
	zr_cbor_fail(&reader, ZR_E_SYNTAX);
	struct zr_error error = {0};
	assert_int_equal(ZR_E_LIMIT, zr_cbor_end(&reader, "the thing", &error));
	assert_non_null(strstr(error.message, "the thing"));
}

static void wants_the_exact_length(void **state)
{
	static const uint8_t data[] = {0x42, 1, 2};
	uint8_t read[3] = {9, 9, 9};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, data, sizeof data);
	zr_cbor_take_fixed(&reader, read, sizeof read);
	assert_int_equal(ZR_E_SYNTAX, reader.code);
	assert_int_equal(0, read[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_forms_of_rfc_8949),
		cmocka_unit_test(reads_what_it_wrote),
		cmocka_unit_test(refuses_other_than_the_shortest_form),
		cmocka_unit_test(refuses_indefinite_lengths),
		cmocka_unit_test(refuses_counts_that_the_input_cannot_hold),
		cmocka_unit_test(skips_any_item),
		cmocka_unit_test(limits_the_depth),
		cmocka_unit_test(wants_utf8_without_nul),
		cmocka_unit_test(sees_a_key_twice),
		cmocka_unit_test(writes_the_fields_of_a_map),
		cmocka_unit_test(remembers_its_first_failure),
		cmocka_unit_test(wants_the_exact_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
