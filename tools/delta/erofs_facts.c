/*
 * Few fields of an erofs superblock, and of the record of its compression behind it.
 */
#include "tools/delta/erofs_facts.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"

enum {
	SUPERBLOCK_AT = 1024,
	SUPERBLOCK_BYTES = 128,
	SLOT_COUNT_AT = 13,
	SLOT_BYTES = 16,
	BUILD_TIME_AT = 24,
	UUID_AT = 48,
	FEATURES_AT = 80,
	FEATURE_COMPRESSION_FACTS = 0x2,
	ALGORITHMS_AT = 84,
	ALGORITHM_LZ4 = 1,
	CLUSTER_BLOCKS_AT = 4, /* behind 2 bytes of size and 2 of distance */
	BLOCK_BYTES = 4096,
	READ_BYTES = 1024, /* superblock, its slots and what follows, in any image */
};
#define MAGIC 0xE0F5E1E2u

static uint64_t get(const uint8_t *data, size_t at, size_t bytes)
{
	uint64_t value = 0;
	for (size_t i = bytes; i > 0; i--) {
		value = value << 8 | data[at + i - 1];
	}
	return value;
}

int zr_erofs_facts_read(
	const char *image, struct zr_delta_recipe *ret_recipe, struct zr_error *error)
{
	assert(image != NULL);
	assert(ret_recipe != NULL);
	uint8_t block[READ_BYTES];
	ZR_CLEANUP_CLOSE int fd = open(image, O_RDONLY | O_CLOEXEC);
	ssize_t bytes = fd < 0 ? -1 : pread(fd, block, sizeof block, SUPERBLOCK_AT);
	if (bytes < 0) {
		return zr_error_set_errno(error, errno, "read the image");
	}
	if (bytes < READ_BYTES || get(block, 0, 4) != MAGIC) {
		return zr_error_set_at(error, ZR_E_SYNTAX, 0, image, "This is no erofs image");
	}
	size_t behind = SUPERBLOCK_BYTES + (size_t)block[SLOT_COUNT_AT] * SLOT_BYTES;
	uint64_t features = get(block, FEATURES_AT, 4);
	if ((features & FEATURE_COMPRESSION_FACTS) == 0 ||
		get(block, ALGORITHMS_AT, 2) != ALGORITHM_LZ4 ||
		behind + CLUSTER_BLOCKS_AT + 2 > sizeof block) {
		return zr_error_set_at(error, ZR_E_UNSUPPORTED, 0, image,
			"The image is not packed by lz4 in clusters");
	}
	memcpy(ret_recipe->uuid, block + UUID_AT, sizeof ret_recipe->uuid);
	ret_recipe->timestamp = get(block, BUILD_TIME_AT, 8);
	ret_recipe->cluster_bytes =
		(uint32_t)get(block, behind + CLUSTER_BLOCKS_AT, 2) * BLOCK_BYTES;
	return 0;
}
