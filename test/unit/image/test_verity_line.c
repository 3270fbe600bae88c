/* The root hash on the command line: read whole or refused, never half. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "tablet/image/verity_line.h"

#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define SALT "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

static struct zr_verity verity;

static void reads_hash_salt_and_blocks(void **state)
{
	assert_int_equal(
		zr_verity_parse("quiet zarya.verity=" HASH ":" SALT ":19511 panic=5", &verity),
		ZR_VERITY_READ);
	assert_string_equal(verity.root_hash, HASH);
	assert_string_equal(verity.salt, SALT);
	assert_int_equal(verity.blocks, 19511);
	assert_int_equal(zr_verity_parse("zarya.verity=" HASH ":" SALT ":4294967295\n", &verity),
		ZR_VERITY_READ);
	assert_int_equal(verity.blocks, UINT32_MAX);
}

static void takes_the_first(void **state)
{
	assert_int_equal(
		zr_verity_parse("zarya.verity=" HASH ":" SALT ":7 zarya.verity=" HASH ":" SALT ":8",
			&verity),
		ZR_VERITY_READ);
	assert_int_equal(verity.blocks, 7);
}

static void tells_none_from_a_broken_one(void **state)
{
	static const char *const broken[] = {"zarya.verity=", "zarya.verity=" HASH,
		"zarya.verity=" HASH ":" SALT, "zarya.verity=" HASH ":" SALT ":",
		"zarya.verity=" HASH ":" SALT ":0", "zarya.verity=" HASH ":" SALT ":4294967296",
		"zarya.verity=" HASH ":" SALT ":12x", "zarya.verity=" HASH ":" SALT "0:12",
		"zarya.verity=" HASH "0:" SALT ":12", "zarya.verity=A" HASH ":" SALT ":12",
		"zarya.verity=x zarya.verity=" HASH ":" SALT ":7"};
	assert_int_equal(zr_verity_parse("quiet", &verity), ZR_VERITY_ABSENT);
	assert_int_equal(
		zr_verity_parse("xzarya.verity=" HASH ":" SALT ":7", &verity), ZR_VERITY_ABSENT);
	for (size_t i = 0; i < sizeof broken / sizeof(*broken); i++) {
		verity.blocks = 1;
		assert_int_equal(zr_verity_parse(broken[i], &verity), ZR_VERITY_BROKEN);
		assert_int_equal(verity.blocks, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_hash_salt_and_blocks),
		cmocka_unit_test(takes_the_first),
		cmocka_unit_test(tells_none_from_a_broken_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
