/*
 * A packed stream of a delta: liblzma is fed a piece of the source at a time.
 */
#include "lib/delta/delta_stream.h"

#include <assert.h>

int zr_delta_stream_init(struct zr_delta_stream *ret_stream, const struct zr_delta_source *source,
	const char *name, uint64_t offset, uint64_t bytes)
{
	assert(ret_stream != NULL);
	assert(source != NULL && name != NULL);
	assert(offset <= source->bytes && bytes <= source->bytes - offset);
	*ret_stream = (struct zr_delta_stream){
		.source = source, .name = name, .offset = offset, .left = bytes};
	lzma_ret result = lzma_stream_decoder(&ret_stream->decoder, ZR_DELTA_DECODER_BYTES_MAX, 0);
	return result == LZMA_OK ? 0 : ZR_E_NOMEM;
}

static int explain(const struct zr_delta_stream *stream, lzma_ret result, struct zr_error *error)
{
	switch (result) {
	case LZMA_MEM_ERROR:
		return zr_error_set(error, ZR_E_NOMEM,
			"There is no memory to unpack %s of the delta", stream->name);
	case LZMA_MEMLIMIT_ERROR:
		return zr_error_set(error, ZR_E_LIMIT,
			"%s of the delta wants more than %d MiB of memory", stream->name,
			(int)(ZR_DELTA_DECODER_BYTES_MAX >> 20));
	case LZMA_BUF_ERROR:
		return zr_error_set(error, ZR_E_SYNTAX, "%s of the delta ends early", stream->name);
	default:
		return zr_error_set(error, ZR_E_SYNTAX, "%s of the delta is damaged", stream->name);
	}
}

/* Packed bytes for a decoder that has none. */
static int refill(struct zr_delta_stream *stream, struct zr_error *error)
{
	if (stream->decoder.avail_in > 0 || stream->left == 0) {
		return 0;
	}
	size_t bytes =
		stream->left < sizeof stream->packed ? (size_t)stream->left : sizeof stream->packed;
	int code = stream->source->read_at(
		stream->source->user, stream->offset, stream->packed, bytes, error);
	if (code != 0) {
		return code;
	}
	stream->offset += bytes;
	stream->left -= bytes;
	stream->decoder.next_in = stream->packed;
	stream->decoder.avail_in = bytes;
	return 0;
}

int zr_delta_stream_read(struct zr_delta_stream *stream, void *data, size_t bytes,
	size_t *ret_bytes, struct zr_error *error)
{
	assert(stream != NULL && stream->source != NULL);
	assert(data != NULL || bytes == 0);
	stream->decoder.next_out = data;
	stream->decoder.avail_out = bytes;
	while (stream->decoder.avail_out > 0 && !stream->has_ended) {
		int code = refill(stream, error);
		if (code != 0) {
			return code;
		}
		lzma_ret result =
			lzma_code(&stream->decoder, stream->left == 0 ? LZMA_FINISH : LZMA_RUN);
		if (result == LZMA_STREAM_END) {
			stream->has_ended = true;
		} else if (result != LZMA_OK) {
			return explain(stream, result, error);
		}
	}
	*ret_bytes = bytes - stream->decoder.avail_out;
	return 0;
}

int zr_delta_stream_take(
	struct zr_delta_stream *stream, void *data, size_t bytes, struct zr_error *error)
{
	size_t taken = 0;
	int code = zr_delta_stream_read(stream, data, bytes, &taken, error);
	if (code == 0 && taken != bytes) {
		code = explain(stream, LZMA_BUF_ERROR, error);
	}
	return code;
}

int zr_delta_stream_end(struct zr_delta_stream *stream, struct zr_error *error)
{
	uint8_t more = 0;
	size_t taken = 0;
	int code = zr_delta_stream_read(stream, &more, sizeof more, &taken, error);
	if (code != 0) {
		return code;
	}
	if (taken > 0 || stream->left > 0 || stream->decoder.avail_in > 0) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"%s of the delta has more bytes than its files need", stream->name);
	}
	return 0;
}

void zr_delta_stream_finish(struct zr_delta_stream *stream)
{
	assert(stream != NULL);
	lzma_end(&stream->decoder);
}
