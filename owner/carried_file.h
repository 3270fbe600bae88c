/*
 * The files of a release: each under the SHA-256 of its bytes in DIR/files, whole or not at all.
 * Whole images are packed with zstd in frames of a mebibyte and a table of them at the end, so that
 * a reader can begin anywhere (Zstandard seekable format 0.1.0; any zstd unpacks it).
 */
#ifndef ZR_OWNER_CARRIED_FILE_H
#define ZR_OWNER_CARRIED_FILE_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/envelope/crypto.h"

#define ZR_CARRIED_FRAME_BYTES ((size_t)1024 * 1024)

struct zr_carried_sum {
	uint64_t bytes;
	uint8_t sha256[ZR_CRYPTO_HASH_BYTES];
};

/* What was read, and what lies in the release now. */
struct zr_carried_file {
	struct zr_carried_sum plain;
	struct zr_carried_sum carried;
};

/* Takes the file at path into the release. ZR_E_NOT_FOUND, ZR_E_INVALID (it is empty), ZR_E_IO,
 * ZR_E_FULL, ZR_E_NOMEM. */
int zr_carried_file_add(const char *release, const char *path, bool is_packed,
	struct zr_carried_file *ret_file, struct zr_error *error) ZR_MUST_CHECK;

/* Whether the release has this file, unharmed. ZR_E_NOT_FOUND, ZR_E_FORGED, ZR_E_IO. */
int zr_carried_file_check(const char *release, const struct zr_carried_sum *sum,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
