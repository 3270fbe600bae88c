/* A tree in a file: written, read back, and spoilt. */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "tablet/update/hash_tree.h"

enum {
	BLOCK_COUNT = 300, /* three blocks of hashes, and one above them */
	TREE_BLOCK_COUNT = 4,
};

static int new_file(size_t bytes)
{
	FILE *file = tmpfile();
	assert_non_null(file);
	int fd = dup(fileno(file));
	(void)fclose(file);
	assert_int_equal(ftruncate(fd, (off_t)bytes), 0);
	return fd;
}

static void a_tree_that_reads_back_otherwise_is_a_failing_disk(void **state)
{
	(void)state;
	static const uint8_t salt[ZR_CRYPTO_HASH_BYTES] = {1, 2, 3};
	uint8_t root[ZR_CRYPTO_HASH_BYTES];
	ZR_CLEANUP_CLOSE int image = new_file((size_t)BLOCK_COUNT * ZR_HASH_TREE_BLOCK_BYTES);
	ZR_CLEANUP_CLOSE int tree = new_file(0);
	const struct zr_hash_tree work = {
		image, (uint64_t)BLOCK_COUNT * ZR_HASH_TREE_BLOCK_BYTES, tree, salt};
	assert_int_equal(pwrite(image, "content", 7, 5 * ZR_HASH_TREE_BLOCK_BYTES), 7);
	assert_int_equal(zr_hash_tree_write(&work, root, NULL), 0);
	assert_int_equal(zr_hash_tree_check(&work, root, NULL), 0);
	for (int block = 0; block < TREE_BLOCK_COUNT; block++) {
		off_t at = block * ZR_HASH_TREE_BLOCK_BYTES + 40;
		uint8_t good = 0, bad = 0;
		assert_int_equal(pread(tree, &good, 1, at), 1);
		bad = good ^ 1;
		assert_int_equal(pwrite(tree, &bad, 1, at), 1);
		assert_int_equal(zr_hash_tree_check(&work, root, NULL), ZR_E_IO);
		assert_int_equal(pwrite(tree, &good, 1, at), 1);
	}
	assert_int_equal(zr_hash_tree_check(&work, root, NULL), 0);
	root[0] ^= 1;
	assert_int_equal(zr_hash_tree_check(&work, root, NULL), ZR_E_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_that_reads_back_otherwise_is_a_failing_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
