/*
 * Whatever two files are, the pieces between them give the new one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tools/delta/bsdiff.h"

enum {
	BYTES_MAX = 600,
	ROUND_COUNT = 400,
};

struct check {
	struct zr_bsdiff_file base;
	struct zr_bsdiff_file file;
	size_t at;
	int64_t base_at;
	size_t agreed_bytes;
};

static int take(void *user, const struct zr_bsdiff_piece *piece)
{
	struct check *check = user;
	assert_int_equal(piece->at, check->at);
	assert_int_equal(piece->base_at, check->base_at);
	assert_true(piece->base_at + piece->added_bytes <= check->base.bytes);
	for (size_t i = 0; i < piece->added_bytes; i++) {
		check->agreed_bytes +=
			check->base.data[piece->base_at + i] == check->file.data[piece->at + i];
	}
	check->at += piece->added_bytes + piece->new_bytes;
	check->base_at += (int64_t)piece->added_bytes + piece->move;
	assert_true(check->at <= check->file.bytes);
	return 0;
}

static size_t compare(struct zr_bsdiff_file base, struct zr_bsdiff_file file)
{
	struct check check = {.base = base, .file = file};
	assert_int_equal(zr_bsdiff_run(base, file, take, &check), 0);
	assert_int_equal(check.at, file.bytes);
	return check.agreed_bytes;
}

/* A generator of its own: the same bytes on every machine. */
static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

static void covers_any_two_files(void **state)
{
	uint32_t seed = 1;
	for (size_t round = 0; round < ROUND_COUNT; round++) {
		uint8_t base[BYTES_MAX];
		uint8_t file[BYTES_MAX];
		size_t base_bytes = draw(&seed, BYTES_MAX);
		size_t bytes = draw(&seed, BYTES_MAX);
		uint32_t letters = 1 + draw(&seed, 4);
		for (size_t i = 0; i < sizeof base; i++) {
			base[i] = (uint8_t)draw(&seed, letters);
			file[i] = draw(&seed, 10) == 0 ? (uint8_t)draw(&seed, letters) : base[i];
		}
		(void)compare((struct zr_bsdiff_file){base, base_bytes},
			(struct zr_bsdiff_file){file, bytes});
	}
}

static void finds_what_moved(void **state)
{
	uint8_t base[BYTES_MAX];
	uint8_t file[BYTES_MAX];
	uint32_t seed = 7;
	for (size_t i = 0; i < sizeof base; i++) {
		base[i] = (uint8_t)draw(&seed, 256);
	}
	memcpy(file, base + BYTES_MAX / 2, BYTES_MAX / 2);
	memcpy(file + BYTES_MAX / 2, base, BYTES_MAX / 2);
	size_t agreed = compare((struct zr_bsdiff_file){base, sizeof base},
		(struct zr_bsdiff_file){file, sizeof file});
	assert_int_equal(agreed, sizeof file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(covers_any_two_files),
		cmocka_unit_test(finds_what_moved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
