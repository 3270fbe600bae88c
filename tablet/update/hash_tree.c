/*
 * A level is made of the one below it, which is read back from the tree: memory is two blocks,
 * whatever the root's size. The lowest level is made of the root itself.
 */
#include "tablet/update/hash_tree.h"

#include <assert.h>
#include <string.h>

#include "tablet/update/stream_hash.h"
#include "tablet/update/whole_io.h"

enum {
	HASHES_A_BLOCK = ZR_HASH_TREE_BLOCK_BYTES / ZR_CRYPTO_HASH_BYTES,
	LEVEL_COUNT_MAX = 8, /* 2^56 blocks */
};

/* Blocks that lie one behind the other. */
struct level {
	int fd;
	uint64_t first; /* block of fd */
	uint64_t count;
};

/* The levels from the root's own blocks, level 0, up to one of a single block; how many there are
 * above level 0. */
static unsigned lay_levels(struct level *levels, int root, uint64_t block_count, int tree)
{
	unsigned top = 0;
	levels[0] = (struct level){.fd = root, .count = block_count};
	do {
		assert(top + 1 < LEVEL_COUNT_MAX);
		uint64_t count = (levels[top].count + HASHES_A_BLOCK - 1) / HASHES_A_BLOCK;
		levels[++top] = (struct level){.fd = tree, .count = count};
	} while (levels[top].count > 1);
	uint64_t first = 0;
	for (unsigned i = top; i > 0; i--) {
		levels[i].first = first;
		first += levels[i].count;
	}
	return top;
}

static int hash_block(const struct level *level, uint64_t number, const uint8_t *salt,
	uint8_t *ret_hash, struct zr_error *error)
{
	uint8_t block[ZR_HASH_TREE_BLOCK_BYTES];
	uint64_t at = (level->first + number) * sizeof block;
	int code = zr_whole_io_read(level->fd, at, block, sizeof block, error);
	return code != 0 ? code : zr_stream_hash_salted(salt, block, sizeof block, ret_hash);
}

static int write_level(const struct level *level, const struct level *below, const uint8_t *salt,
	struct zr_error *error)
{
	for (uint64_t number = 0; number < level->count; number++) {
		uint8_t block[ZR_HASH_TREE_BLOCK_BYTES] = {0};
		for (unsigned i = 0;
			i < HASHES_A_BLOCK && number * HASHES_A_BLOCK + i < below->count; i++) {
			int code = hash_block(below, number * HASHES_A_BLOCK + i, salt,
				block + (size_t)i * ZR_CRYPTO_HASH_BYTES, error);
			if (code != 0) {
				return code;
			}
		}
		int code = zr_whole_io_write(level->fd, (level->first + number) * sizeof block,
			block, sizeof block, error);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

int zr_hash_tree_write(const struct zr_hash_tree *work, uint8_t ret_root[ZR_CRYPTO_HASH_BYTES],
	struct zr_error *error)
{
	assert(work != NULL && work->salt != NULL);
	assert(ret_root != NULL);
	struct level levels[LEVEL_COUNT_MAX];
	if (work->bytes == 0 || work->bytes % ZR_HASH_TREE_BLOCK_BYTES != 0) {
		return zr_error_set(error, ZR_E_INVALID, "The root is no whole number of blocks");
	}
	unsigned top =
		lay_levels(levels, work->root, work->bytes / ZR_HASH_TREE_BLOCK_BYTES, work->tree);
	for (unsigned i = 1; i <= top; i++) {
		int code = write_level(&levels[i], &levels[i - 1], work->salt, error);
		if (code != 0) {
			return code;
		}
	}
	return hash_block(&levels[top], 0, work->salt, ret_root, error);
}
