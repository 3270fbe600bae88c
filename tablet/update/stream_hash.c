/*
 * SHA-256 by libcrypto, a piece at a time.
 */
#include "tablet/update/stream_hash.h"

#include <assert.h>
#include <fcntl.h>
#include <openssl/evp.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "tablet/update/whole_io.h"

ZR_DEFINE_CLEANUP(EVP_MD_CTX *, EVP_MD_CTX_free);

int zr_stream_hash_of(int fd, uint64_t bytes, bool is_past_cache,
	uint8_t ret_hash[ZR_CRYPTO_HASH_BYTES], struct zr_error *error)
{
	assert(fd >= 0);
	assert(ret_hash != NULL);
	ZR_CLEANUP(EVP_MD_CTX_freep) EVP_MD_CTX *context = EVP_MD_CTX_new();
	ZR_CLEANUP_FREE uint8_t *piece = malloc(ZR_UPDATE_PIECE_BYTES);
	bool is_good = context != NULL && piece != NULL &&
		       EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
	if (is_past_cache) {
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	}
	for (uint64_t at = 0; is_good && at < bytes;) {
		size_t count = bytes - at < ZR_UPDATE_PIECE_BYTES ? (size_t)(bytes - at)
								  : ZR_UPDATE_PIECE_BYTES;
		int code = zr_whole_io_read(fd, at, piece, count, error);
		if (code != 0) {
			return code;
		}
		is_good = EVP_DigestUpdate(context, piece, count) == 1;
		at += count;
	}
	if (!is_good || EVP_DigestFinal_ex(context, ret_hash, NULL) != 1) {
		return zr_error_set(error, ZR_E_NOMEM, "There is no memory to check the release");
	}
	return 0;
}

int zr_stream_hash_salted(const uint8_t salt[ZR_CRYPTO_HASH_BYTES], const void *block, size_t bytes,
	uint8_t ret_hash[ZR_CRYPTO_HASH_BYTES])
{
	assert(salt != NULL && block != NULL);
	assert(ret_hash != NULL);
	ZR_CLEANUP(EVP_MD_CTX_freep) EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool is_good = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
		       EVP_DigestUpdate(context, salt, ZR_CRYPTO_HASH_BYTES) == 1 &&
		       EVP_DigestUpdate(context, block, bytes) == 1 &&
		       EVP_DigestFinal_ex(context, ret_hash, NULL) == 1;
	return is_good ? 0 : ZR_E_NOMEM;
}
