/*
 * A delta of a small tree, packed and applied in memory; cut at every byte, and with what must not
 * be in one. Tests: lib/delta/delta_patch.c lib/delta/delta_stream.c lib/delta/delta_pack.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/delta/delta.h"
#include "lib/delta/delta_pack.h"

static const char base_text[] = "the quick brown fox jumps over the lazy dog";
static const struct zr_delta_recipe recipe = {.timestamp = 7, .cluster_bytes = 65536};

/* What an applying did, in words. */
struct trace {
	struct zr_buffer content; /* of all files, one behind the other */
	size_t change_count;
	char last_path[ZR_DELTA_PATH_BYTES_MAX + 1];
};

static int open_base(void *user, const char *path, uint64_t *ret_bytes, struct zr_error *error)
{
	assert_string_equal(path, "usr/lib/old");
	*ret_bytes = sizeof base_text - 1;
	return 0;
}

static int read_base(void *user, uint64_t offset, void *data, size_t bytes, struct zr_error *error)
{
	assert_true(offset + bytes <= sizeof base_text - 1);
	memcpy(data, base_text + offset, bytes);
	return 0;
}

static int begin_content(void *user, uint32_t number, struct zr_error *error)
{
	assert_int_equal(number, 0);
	return 0;
}

static int write_content(void *user, const void *data, size_t bytes, struct zr_error *error)
{
	struct trace *trace = user;
	return zr_buffer_add(&trace->content, data, bytes);
}

static int end_content(void *user, struct zr_error *error)
{
	const struct trace *trace = user;
	assert_true(trace->change_count == 0);
	return 0;
}

static int take_change(
	void *user, const struct zr_delta_change *change, uint32_t number, struct zr_error *error)
{
	struct trace *trace = user;
	trace->change_count++;
	(void)snprintf(trace->last_path, sizeof trace->last_path, "%s", change->path);
	return 0;
}

static void finish_trace(struct trace *trace)
{
	zr_buffer_finish(&trace->content);
}

static int read_delta(void *user, uint64_t offset, void *data, size_t bytes, struct zr_error *error)
{
	const struct zr_buffer *delta = user;
	assert_true(offset + bytes <= delta->bytes);
	memcpy(data, delta->data + offset, bytes);
	return 0;
}

static int apply(struct zr_buffer *delta, size_t bytes, struct trace *trace, struct zr_error *error)
{
	struct zr_delta_source source = {read_delta, delta, bytes};
	struct zr_delta_tree tree = {trace, open_base, read_base, begin_content, write_content,
		end_content, take_change};
	struct zr_delta_recipe got = {0};
	int code = zr_delta_apply(&source, &tree, &got, error);
	assert_int_equal(got.timestamp, code == 0 ? recipe.timestamp : 0);
	return code;
}

static void put_list(
	struct zr_delta_pack *pack, const struct zr_delta_change *changes, size_t count)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer list = {0};
	struct zr_cbor_writer writer = {.buffer = &list};
	zr_delta_list_put_head(&writer, &recipe, count);
	for (size_t i = 0; i < count; i++) {
		zr_delta_list_put(&writer, &changes[i]);
	}
	assert_int_equal(writer.code, 0);
	assert_int_equal(zr_delta_pack_add(pack, ZR_DELTA_PACK_LIST, list.data, list.bytes), 0);
}

/* One file: added bytes of the base from its beginning (which change nothing), extra, then a move.
 */
static void make_delta(
	struct zr_buffer *delta, uint64_t added, const char *extra, uint64_t zigzag, uint64_t bytes)
{
	ZR_CLEANUP(zr_delta_pack_finish) struct zr_delta_pack pack;
	const struct zr_delta_change changes[] = {
		{.kind = ZR_DELTA_REMOVE, .path = "usr/lib/old"},
		{.kind = ZR_DELTA_FILE,
			.path = "usr/lib/new",
			.mode = 0644,
			.bytes = bytes,
			.other = "usr/lib/old",
			.piece_count = 1},
		{.kind = ZR_DELTA_LINK, .path = "usr/lib/so", .other = "new"},
	};
	static const uint8_t zeros[128];
	assert_int_equal(zr_delta_pack_init(&pack), 0);
	put_list(&pack, changes, sizeof changes / sizeof *changes);
	assert_int_equal(zr_delta_pack_add_number(&pack, added), 0);
	assert_int_equal(zr_delta_pack_add_number(&pack, strlen(extra)), 0);
	assert_int_equal(zr_delta_pack_add_number(&pack, zigzag), 0);
	assert_true(added <= sizeof zeros);
	assert_int_equal(zr_delta_pack_add(&pack, ZR_DELTA_PACK_DIFFERENCE, zeros, added), 0);
	assert_int_equal(zr_delta_pack_add(&pack, ZR_DELTA_PACK_EXTRA, extra, strlen(extra)), 0);
	assert_int_equal(zr_delta_pack_end(&pack, delta), 0);
}

static void makes_the_file_of_its_base(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer delta = {0};
	ZR_CLEANUP(finish_trace) struct trace trace = {0};
	make_delta(&delta, 9, " cat", 0, 13);
	assert_int_equal(apply(&delta, delta.bytes, &trace, NULL), 0);
	assert_string_equal(zr_buffer_text(&trace.content), "the quick cat");
	assert_int_equal(trace.change_count, 3);
	assert_string_equal(trace.last_path, "usr/lib/so");
}

static void changes_nothing_when_cut_anywhere(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer delta = {0};
	make_delta(&delta, 9, " cat", 0, 13);
	for (size_t bytes = 0; bytes < delta.bytes; bytes++) {
		ZR_CLEANUP(finish_trace) struct trace trace = {0};
		struct zr_error error = {0};
		assert_int_equal(apply(&delta, bytes, &trace, &error), ZR_E_SYNTAX);
		assert_int_equal(trace.change_count, 0);
		assert_true(error.message[0] != '\0');
	}
}

static void rejects_pieces_that_do_not_fit(void **state)
{
	static const struct {
		uint64_t added;
		const char *extra;
		uint64_t zigzag;
		uint64_t bytes;
	} cases[] = {
		{44, "", 0, 44},     /* more than the base has */
		{9, " cat", 0, 12},  /* more than the file has */
		{9, " cat", 0, 14},  /* less */
		{9, " cat", 19, 13}, /* before the base: back by 10 of 9 */
		{9, " cat", 70, 13}, /* behind it: on by 35 of 34 */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer delta = {0};
		ZR_CLEANUP(finish_trace) struct trace trace = {0};
		make_delta(&delta, cases[i].added, cases[i].extra, cases[i].zigzag, cases[i].bytes);
		assert_int_equal(apply(&delta, delta.bytes, &trace, NULL), ZR_E_SYNTAX);
		assert_int_equal(trace.change_count, 0);
	}
}

static void rejects_bytes_behind_it(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer delta = {0};
	ZR_CLEANUP(finish_trace) struct trace trace = {0};
	make_delta(&delta, 9, " cat", 0, 13);
	assert_int_equal(zr_buffer_add(&delta, "x", 1), 0);
	assert_int_equal(apply(&delta, delta.bytes, &trace, NULL), ZR_E_SYNTAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_the_file_of_its_base),
		cmocka_unit_test(changes_nothing_when_cut_anywhere),
		cmocka_unit_test(rejects_pieces_that_do_not_fit),
		cmocka_unit_test(rejects_bytes_behind_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
