#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/local/wire.h"

static void writes_and_reads_every_kind(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer buffer = {0};
	struct zr_wire_writer writer = {.buffer = &buffer};
	const int64_t numbers[] = {0, 23, 24, 255, 256, 65535, 65536, 4294967295, 4294967296,
		INT64_MAX, -1, -24, -25, -256, -257, -65536, -65537, -4294967296, INT64_MIN};
	enum {
		COUNT = sizeof numbers / sizeof numbers[0]
	};
	for (size_t i = 0; i < COUNT; i++) {
		zr_wire_add_int(&writer, i, numbers[i]);
	}
	zr_wire_add_bool(&writer, 0, true);
	zr_wire_add_text(&writer, 1, NULL);
	zr_wire_add_bytes(&writer, 2, "a\0b", 3);
	assert_int_equal(writer.result, 0);
	struct zr_wire_reader reader = {
		.data = (const uint8_t *)buffer.data, .bytes = buffer.bytes};
	for (size_t i = 0; i < COUNT; i++) {
		assert_int_equal(zr_wire_read_uint(&reader), i);
		assert_true(zr_wire_read_int(&reader) == numbers[i]);
	}
	ZR_CLEANUP_FREE char *text = NULL;
	ZR_CLEANUP_FREE char *bytes = NULL;
	size_t count = 0;
	zr_wire_skip(&reader);
	assert_true(zr_wire_read_bool(&reader));
	zr_wire_skip(&reader);
	zr_wire_read_text(&reader, &text);
	assert_string_equal(text, "");
	zr_wire_skip(&reader);
	zr_wire_read_bytes(&reader, &bytes, &count);
	assert_int_equal(count, 3);
	assert_memory_equal(bytes, "a\0b", 4);
	assert_int_equal(reader.result, 0);
	assert_int_equal(reader.offset, reader.bytes);
}

static int skip_of(const void *data, size_t bytes)
{
	struct zr_wire_reader reader = {.data = data, .bytes = bytes};
	zr_wire_skip(&reader);
	return reader.result;
}

static void skips_nested_items_up_to_the_depth(void **state)
{
	uint8_t nested[ZR_ENVELOPE_DEPTH_MAX + 1];
	memset(nested, 0x81, sizeof nested); /* arrays of one */
	nested[ZR_ENVELOPE_DEPTH_MAX - 1] = 0;
	assert_int_equal(skip_of(nested, ZR_ENVELOPE_DEPTH_MAX), 0);
	nested[ZR_ENVELOPE_DEPTH_MAX - 1] = 0x81;
	nested[ZR_ENVELOPE_DEPTH_MAX] = 0;
	assert_int_equal(skip_of(nested, ZR_ENVELOPE_DEPTH_MAX + 1), ZR_E_LIMIT);
	assert_int_equal(skip_of("\xa1\x01\x82\x61x\xc1\x20", 7), 0);
}

static void refuses_lies_about_length(void **state)
{
	assert_int_equal(skip_of("\x9b\xff\xff\xff\xff\xff\xff\xff\xff", 9), ZR_E_SYNTAX);
	assert_int_equal(skip_of("\x7b\xff\xff\xff\xff\xff\xff\xff\xffx", 10), ZR_E_SYNTAX);
	assert_int_equal(skip_of("\xba\x00\x00\x00\x03\x01\x01", 7), ZR_E_SYNTAX);
	assert_int_equal(skip_of("\x9f\x01\xff", 3), ZR_E_SYNTAX);
	assert_int_equal(skip_of("", 0), ZR_E_SYNTAX);
	assert_int_equal(skip_of("\x19\x01", 2), ZR_E_SYNTAX);
}

static void refuses_text_with_a_nul_and_text_that_does_not_fit(void **state)
{
	char text[4] = "?";
	struct zr_wire_reader reader = {.data = (const uint8_t *)"\x63\x61\x00\x62", .bytes = 4};
	zr_wire_read_text_into(&reader, text, sizeof text);
	assert_int_equal(reader.result, ZR_E_SYNTAX);
	reader = (struct zr_wire_reader){.data = (const uint8_t *)"\x64text", .bytes = 5};
	zr_wire_read_text_into(&reader, text, sizeof text);
	assert_int_equal(reader.result, ZR_E_LIMIT);
	assert_string_equal(text, "");
	reader = (struct zr_wire_reader){.data = (const uint8_t *)"\x63tex", .bytes = 4};
	zr_wire_read_text_into(&reader, text, sizeof text);
	assert_string_equal(text, "tex");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_and_reads_every_kind),
		cmocka_unit_test(skips_nested_items_up_to_the_depth),
		cmocka_unit_test(refuses_lies_about_length),
		cmocka_unit_test(refuses_text_with_a_nul_and_text_that_does_not_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
