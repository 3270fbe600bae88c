/* Ids of our own: their form, and that none comes twice. */
#include "tablet/apps/census/model/ident.h"

#include <glib.h>
#include <string.h>

#include "test/unit/unit.h"

static void an_id_is_a_random_uuid(void **state)
{
	g_autofree char *id = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_ident_draw(&id, &error), 0);
	assert_true(g_uuid_string_is_valid(id));
	assert_int_equal(id[14], '4');           /* version */
	assert_non_null(strchr("89ab", id[19])); /* variant */
	assert_null(strpbrk(id, "ABCDEF"));      /* compared as text: one way to write it */
}

/* Of 122 random bits a thousand share none but by a fault; each bit is seen as 0 and as 1. */
static void no_id_comes_twice(void **state)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	unsigned digits[36] = {0}; /* which of the sixteen stood at each place */
	for (int i = 0; i < 1000; i++) {
		char *id = NULL;
		assert_int_equal(zr_ident_draw(&id, NULL), 0);
		assert_int_equal(strlen(id), 36);
		for (size_t place = 0; place < 36; place++) {
			digits[place] |=
				id[place] == '-' ? 0 : 1u << g_ascii_xdigit_value(id[place]);
		}
		assert_true(g_hash_table_add(seen, id));
	}
	for (size_t place = 0; place < 36; place++) {
		bool is_edge = place == 8 || place == 13 || place == 18 || place == 23;
		bool is_fixed = is_edge || place == 14 || place == 19;
		assert_true(is_fixed || digits[place] == 0xffff);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_is_a_random_uuid),
		cmocka_unit_test(no_id_comes_twice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
