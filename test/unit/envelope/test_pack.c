/* Packing: one frame of known size, and no bomb. */
#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/pack.h"

static void unpacks_what_it_packed(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer packed = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	char text[10000];
	memset(text, 'a', sizeof text);
	assert_int_equal(0, zr_pack_encode(text, sizeof text, &packed, NULL));
	assert_true(packed.bytes < 100);
	assert_int_equal(0, zr_pack_decode(packed.data, packed.bytes, &opened, NULL));
	assert_int_equal(sizeof text, opened.bytes);
	assert_memory_equal(text, opened.data, sizeof text);
}

static void refuses_cut_and_longer_frames(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer packed = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	assert_int_equal(0, zr_pack_encode("some content", 12, &packed, NULL));
	for (size_t bytes = 0; bytes < packed.bytes; bytes++) {
		assert_int_equal(ZR_E_SYNTAX, zr_pack_decode(packed.data, bytes, &opened, NULL));
		assert_int_equal(0, opened.bytes);
	}
	assert_int_equal(0, zr_buffer_add(&packed, "", 1));
	assert_int_equal(ZR_E_SYNTAX, zr_pack_decode(packed.data, packed.bytes, &opened, NULL));
}

static void refuses_frames_that_hide_their_size(void **state)
{
	/* Magic, a descriptor without size, a window, one last raw block of one byte. */
	static const uint8_t frame[] = {0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x00, 0x09, 0x00, 0x00, 'a'};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	assert_int_equal(ZR_E_SYNTAX, zr_pack_decode(frame, sizeof frame, &opened, NULL));
}

static void refuses_a_bomb_before_it_allocates(void **state)
{
	/* Eight bytes of size: 2^62. */
	static const uint8_t frame[] = {
		0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x01, 0, 0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	assert_int_equal(ZR_E_LIMIT, zr_pack_decode(frame, sizeof frame, &opened, NULL));
	assert_int_equal(0, opened.capacity_bytes);
}

static void holds_the_limit_and_no_more(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer packed = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer opened = {0};
	ZR_CLEANUP_FREE char *large = calloc(1, ZR_ENVELOPE_CONTENT_BYTES_MAX + 1);
	assert_non_null(large);
	assert_int_equal(ZR_E_LIMIT,
		zr_pack_encode(large, ZR_ENVELOPE_CONTENT_BYTES_MAX + 1, &packed, NULL));
	assert_int_equal(0, zr_pack_encode(large, ZR_ENVELOPE_CONTENT_BYTES_MAX, &packed, NULL));
	assert_int_equal(0, zr_pack_decode(packed.data, packed.bytes, &opened, NULL));
	assert_int_equal(ZR_ENVELOPE_CONTENT_BYTES_MAX, opened.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unpacks_what_it_packed),
		cmocka_unit_test(refuses_cut_and_longer_frames),
		cmocka_unit_test(refuses_frames_that_hide_their_size),
		cmocka_unit_test(refuses_a_bomb_before_it_allocates),
		cmocka_unit_test(holds_the_limit_and_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
