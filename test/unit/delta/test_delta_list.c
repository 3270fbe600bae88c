#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/cleanup.h"
#include "lib/delta/delta_list.h"

static void knows_what_a_path_is(void **state)
{
	char name[ZR_DELTA_NAME_BYTES_MAX + 2];
	static const char *const good[] = {"a", "usr/lib/x.so.1", "..a", "a/...", ".hidden"};
	static const char *const bad[] = {"", "/a", "a/", "a//b", ".", "..", "a/../b", "a/."};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(zr_delta_list_is_path(good[i]));
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(zr_delta_list_is_path(bad[i]));
	}
	memset(name, 'n', sizeof name);
	name[ZR_DELTA_NAME_BYTES_MAX] = '\0';
	assert_true(zr_delta_list_is_path(name));
	name[ZR_DELTA_NAME_BYTES_MAX] = 'n';
	name[ZR_DELTA_NAME_BYTES_MAX + 1] = '\0';
	assert_false(zr_delta_list_is_path(name));
}

static int read_one(const struct zr_buffer *bytes, struct zr_delta_change *change)
{
	struct zr_delta_list list;
	zr_delta_list_open(&list, bytes->data, bytes->bytes);
	while (zr_delta_list_next(&list, change)) {
	}
	return zr_delta_list_end(&list, NULL);
}

static void gives_back_every_kind(void **state)
{
	const struct zr_delta_change changes[] = {
		{.kind = ZR_DELTA_REMOVE, .path = "a"},
		{.kind = ZR_DELTA_FOLDER, .path = "b", .mode = 0755},
		{.kind = ZR_DELTA_LINK, .path = "c", .other = "../b"},
		{.kind = ZR_DELTA_FILE, .path = "d", .mode = 0644, .bytes = 5, .piece_count = 6},
		{.kind = ZR_DELTA_MODE, .path = "e", .mode = 07777},
	};
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
		struct zr_cbor_writer writer = {.buffer = &bytes};
		struct zr_delta_recipe recipe = {.cluster_bytes = 4096};
		struct zr_delta_change change = {0};
		zr_delta_list_put_head(&writer, &recipe, 1);
		zr_delta_list_put(&writer, &changes[i]);
		assert_int_equal(read_one(&bytes, &change), 0);
		assert_int_equal(change.kind, changes[i].kind);
		assert_string_equal(change.path, changes[i].path);
		assert_string_equal(change.other, changes[i].other);
		assert_int_equal(change.mode, changes[i].mode);
		assert_int_equal(change.bytes, changes[i].bytes);
		assert_int_equal(change.piece_count, changes[i].piece_count);
	}
}

/* A file with these sizes, in a list with this cluster. */
static int read_file_of(uint64_t bytes, uint32_t pieces, uint32_t cluster_bytes)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer list = {0};
	struct zr_cbor_writer writer = {.buffer = &list};
	struct zr_delta_recipe recipe = {.cluster_bytes = cluster_bytes};
	struct zr_delta_change change = {
		.kind = ZR_DELTA_FILE, .path = "d", .bytes = bytes, .piece_count = pieces};
	zr_delta_list_put_head(&writer, &recipe, 1);
	zr_delta_list_put(&writer, &change);
	assert_int_equal(writer.code, 0);
	return read_one(&list, &change);
}

static void holds_to_its_limits(void **state)
{
	assert_int_equal(read_file_of(ZR_DELTA_FILE_BYTES_MAX, 1, 4096), 0);
	assert_int_equal(read_file_of(ZR_DELTA_FILE_BYTES_MAX + 1, 1, 4096), ZR_E_LIMIT);
	assert_int_equal(read_file_of(3, 4, 4096), 0);
	assert_int_equal(read_file_of(3, 5, 4096), ZR_E_LIMIT);
	assert_int_equal(read_file_of(3, 1, 4095), ZR_E_SYNTAX);
	assert_int_equal(read_file_of(3, 1, 2 * 1024 * 1024), ZR_E_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_what_a_path_is),
		cmocka_unit_test(gives_back_every_kind),
		cmocka_unit_test(holds_to_its_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
