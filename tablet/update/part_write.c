/*
 * Streaming: a piece of the file, a piece of what it gives, and zstd's window.
 */
#include "tablet/update/part_write.h"

#include <assert.h>
#include <errno.h>
#include <sys/stat.h>
#include <zstd.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "tablet/update/whole_io.h"

ZR_DEFINE_CLEANUP(ZSTD_DCtx *, ZSTD_freeDCtx);

static int wrong_size(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_SYNTAX,
		"A file of the release does not give the bytes that its manifest says");
}

static int size_of(int fd, uint64_t *ret_bytes, struct zr_error *error)
{
	struct stat facts;
	if (fstat(fd, &facts) != 0) {
		return zr_error_set_errno(error, errno, "read a file of the release");
	}
	*ret_bytes = (uint64_t)facts.st_size;
	return 0;
}

int zr_part_write_plain(int from, int to, uint64_t bytes, struct zr_error *error)
{
	assert(from >= 0 && to >= 0);
	uint64_t have = 0;
	ZR_CLEANUP_FREE uint8_t *piece = malloc(ZR_UPDATE_PIECE_BYTES);
	if (piece == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "There is no memory to write the release");
	}
	int code = size_of(from, &have, error);
	if (code == 0 && have != bytes) {
		code = wrong_size(error);
	}
	for (uint64_t at = 0; code == 0 && at < bytes;) {
		size_t count = bytes - at < ZR_UPDATE_PIECE_BYTES ? (size_t)(bytes - at)
								  : ZR_UPDATE_PIECE_BYTES;
		code = zr_whole_io_read(from, at, piece, count, error);
		if (code == 0) {
			code = zr_whole_io_write(to, at, piece, count, error);
		}
		at += count;
	}
	return code;
}

struct unpacking {
	ZSTD_DCtx *context;
	uint8_t *out; /* a piece */
	int to;
	uint64_t at;    /* written so far */
	uint64_t bytes; /* to be written */
	bool is_whole;  /* a frame has just ended */
};

static int unpack_piece(struct unpacking *work, ZSTD_inBuffer *in, struct zr_error *error)
{
	bool is_full = true;
	while (in->pos < in->size || is_full) {
		ZSTD_outBuffer out = {.dst = work->out, .size = ZR_UPDATE_PIECE_BYTES};
		size_t left = ZSTD_decompressStream(work->context, &out, in);
		if (ZSTD_isError(left)) {
			return zr_error_set(error, ZR_E_SYNTAX,
				"A file of the release cannot be unpacked: %s",
				ZSTD_getErrorName(left));
		}
		if (out.pos > work->bytes - work->at) {
			return wrong_size(error);
		}
		int code = zr_whole_io_write(work->to, work->at, work->out, out.pos, error);
		if (code != 0) {
			return code;
		}
		work->at += out.pos;
		work->is_whole = left == 0;
		is_full = out.pos == out.size;
	}
	return 0;
}

static int unpack_all(struct unpacking *work, int from, uint64_t packed_bytes, uint8_t *piece,
	struct zr_error *error)
{
	for (uint64_t at = 0; at < packed_bytes;) {
		uint64_t left = packed_bytes - at;
		size_t count = left < ZR_UPDATE_PIECE_BYTES ? (size_t)left : ZR_UPDATE_PIECE_BYTES;
		int code = zr_whole_io_read(from, at, piece, count, error);
		ZSTD_inBuffer in = {.src = piece, .size = count};
		if (code == 0) {
			code = unpack_piece(work, &in, error);
		}
		if (code != 0) {
			return code;
		}
		at += count;
	}
	return work->is_whole && work->at == work->bytes ? 0 : wrong_size(error);
}

int zr_part_write_zstd(int from, int to, uint64_t bytes, struct zr_error *error)
{
	assert(from >= 0 && to >= 0);
	uint64_t packed_bytes = 0;
	ZR_CLEANUP(ZSTD_freeDCtxp) ZSTD_DCtx *context = ZSTD_createDCtx();
	ZR_CLEANUP_FREE uint8_t *piece = malloc(ZR_UPDATE_PIECE_BYTES);
	ZR_CLEANUP_FREE uint8_t *out = malloc(ZR_UPDATE_PIECE_BYTES);
	if (context == NULL || piece == NULL || out == NULL ||
		ZSTD_isError(ZSTD_DCtx_setParameter(
			context, ZSTD_d_windowLogMax, ZR_UPDATE_ZSTD_WINDOW_LOG))) {
		return zr_error_set(error, ZR_E_NOMEM, "There is no memory to unpack the release");
	}
	struct unpacking work = {.context = context, .out = out, .to = to, .bytes = bytes};
	int code = size_of(from, &packed_bytes, error);
	return code != 0 ? code : unpack_all(&work, from, packed_bytes, piece, error);
}
