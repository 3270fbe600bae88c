/*
 * The hash tree of dm-verity over a root, made on the tablet: it cannot be compressed, and
 * everything in it follows from the root. SHA-256, blocks of 4096, no superblock, salt before the
 * block; the highest level lies first. Source: Linux 6.1,
 * Documentation/admin-guide/device-mapper/verity.rst.
 */
#ifndef ZR_UPDATE_HASH_TREE_H
#define ZR_UPDATE_HASH_TREE_H

#include <stdint.h>

#include "lib/base/error.h"
#include "lib/envelope/crypto.h"

#define ZR_HASH_TREE_BLOCK_BYTES 4096

struct zr_hash_tree {
	int root;            /* the image, from its beginning */
	uint64_t bytes;      /* of the image, whole blocks */
	int tree;            /* where the tree goes, from its beginning */
	const uint8_t *salt; /* of ZR_CRYPTO_HASH_BYTES, borrowed */
};

/* ret_root: what the UKI names. ZR_E_INVALID: no whole blocks, or none; ZR_E_SYNTAX, ZR_E_IO,
 * ZR_E_FULL, ZR_E_NOMEM. */
int zr_hash_tree_write(const struct zr_hash_tree *work, uint8_t ret_root[ZR_CRYPTO_HASH_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

#endif
