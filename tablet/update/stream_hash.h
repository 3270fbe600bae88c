/*
 * SHA-256 of bytes that come in pieces, and of a piece of a file or partition.
 */
#ifndef ZR_UPDATE_STREAM_HASH_H
#define ZR_UPDATE_STREAM_HASH_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/envelope/crypto.h"

/* Of bytes bytes of fd from its beginning. is_past_cache: the disk is read, not what the system
 * remembers of it. ZR_E_SYNTAX when there are fewer, ZR_E_IO, ZR_E_NOMEM. */
int zr_stream_hash_of(int fd, uint64_t bytes, bool is_past_cache,
	uint8_t ret_hash[ZR_CRYPTO_HASH_BYTES], struct zr_error *error) ZR_MUST_CHECK;

/* Of salt and then one block, as dm-verity's version 1 has it. ZR_E_NOMEM. */
int zr_stream_hash_salted(const uint8_t salt[ZR_CRYPTO_HASH_BYTES], const void *block, size_t bytes,
	uint8_t ret_hash[ZR_CRYPTO_HASH_BYTES]) ZR_MUST_CHECK;

#endif
