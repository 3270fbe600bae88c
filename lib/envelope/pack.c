/*
 * zstd in one call each way. The frame's own size field decides what is allocated, and it is
 * checked against the limit first; a frame without it is refused, ours always have it.
 */
#include "lib/envelope/pack.h"

#include <assert.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "lib/base/limits.h"

enum {
	LEVEL = 3 /* zstd's default; 9 saves 4 % on an interview at three times the work */
};

static int fail(struct zr_error *error, size_t result, const char *doing)
{
	int code = ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation ? ZR_E_NOMEM
									     : ZR_E_SYNTAX;
	return zr_error_set(
		error, code, "cannot %s the content: %s", doing, ZSTD_getErrorName(result));
}

int zr_pack_encode(
	const void *content, size_t bytes, struct zr_buffer *ret_packed, struct zr_error *error)
{
	assert(content != NULL || bytes == 0);
	assert(ret_packed->bytes == 0);
	if (bytes > ZR_ENVELOPE_CONTENT_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the content has %zu bytes and an envelope holds %zu; split it", bytes,
			ZR_ENVELOPE_CONTENT_BYTES_MAX);
	}
	size_t bound_bytes = ZSTD_compressBound(bytes);
	int code = zr_buffer_reserve(ret_packed, bound_bytes);
	if (code != 0) {
		return zr_error_set(error, code, "no memory to compress the content");
	}
	size_t result = ZSTD_compress(ret_packed->data, bound_bytes, content, bytes, LEVEL);
	if (ZSTD_isError(result)) {
		return fail(error, result, "compress");
	}
	assert(result <= bound_bytes);
	ret_packed->bytes = result;
	ret_packed->data[result] = '\0';
	return 0;
}

int zr_pack_read_size(
	const void *packed, size_t bytes, size_t *ret_content_bytes, struct zr_error *error)
{
	assert(packed != NULL || bytes == 0);
	unsigned long long claimed = ZSTD_getFrameContentSize(packed, bytes);
	if (claimed == ZSTD_CONTENTSIZE_UNKNOWN || claimed == ZSTD_CONTENTSIZE_ERROR) {
		return zr_error_set(
			error, ZR_E_SYNTAX, "the content is not a zstd frame that says its size");
	}
	if (claimed > ZR_ENVELOPE_CONTENT_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the content would unpack to %llu bytes, the limit is %zu", claimed,
			ZR_ENVELOPE_CONTENT_BYTES_MAX);
	}
	*ret_content_bytes = (size_t)claimed;
	return 0;
}

int zr_pack_decode(
	const void *packed, size_t bytes, struct zr_buffer *ret_content, struct zr_error *error)
{
	assert(ret_content->bytes == 0);
	size_t claimed = 0;
	int code = zr_pack_read_size(packed, bytes, &claimed, error);
	if (code != 0) {
		return code;
	}
	size_t frame_bytes = ZSTD_findFrameCompressedSize(packed, bytes);
	if (ZSTD_isError(frame_bytes) || frame_bytes != bytes) {
		return zr_error_set(
			error, ZR_E_SYNTAX, "the content is cut, or more follows its zstd frame");
	}
	code = zr_buffer_reserve(ret_content, claimed);
	if (code != 0) {
		return zr_error_set(error, code, "no memory to unpack the content");
	}
	size_t result = ZSTD_decompress(ret_content->data, claimed, packed, bytes);
	if (ZSTD_isError(result) || result != claimed) {
		zr_buffer_wipe(ret_content);
		return ZSTD_isError(result) ? fail(error, result, "unpack")
					    : zr_error_set(error, ZR_E_SYNTAX,
						      "the content is shorter than it says");
	}
	ret_content->bytes = result;
	ret_content->data[result] = '\0';
	return 0;
}
