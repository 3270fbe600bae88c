#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/arena.h"

static void memory_is_zeroed_aligned_and_apart(void **state)
{
	struct zr_arena arena = {0};
	char *previous = NULL;
	for (size_t i = 1; i < 3000; i++) {
		char *memory = zr_arena_new(&arena, i);
		assert_non_null(memory);
		assert_int_equal((uintptr_t)memory % 8, 0);
		assert_int_equal(memory[0] | memory[i - 1], 0);
		memset(memory, 'x', i);
		assert_true(previous == NULL || previous[0] == 'x');
		previous = memory;
	}
	zr_arena_reset(&arena);
	assert_int_equal(arena.total_bytes, 0);
	assert_string_equal(zr_arena_copy(&arena, "зарявка", 8), "заря");
	zr_arena_finish(&arena);
}

static void an_impossible_size_is_refused(void **state)
{
	struct zr_arena arena = {0};
	assert_null(zr_arena_new(&arena, SIZE_MAX));
	assert_null(zr_arena_copy(&arena, "", SIZE_MAX));
	zr_arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
		cmocka_unit_test(an_impossible_size_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
