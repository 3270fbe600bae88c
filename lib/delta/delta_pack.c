/*
 * Packing the streams of a delta with liblzma, at its best and slowest: made once, read by a fleet.
 */
#include "lib/delta/delta_pack.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/delta/delta.h"

enum {
	DICTIONARY_BYTES =
		4 * 1024 * 1024, /* ZR_DELTA_DECODER_BYTES_MAX holds the decoder's side */
	PRESET = 9,
	OUT_BYTES = 16384,
};

int zr_delta_pack_init(struct zr_delta_pack *ret_pack)
{
	assert(ret_pack != NULL);
	*ret_pack = (struct zr_delta_pack){0};
	for (size_t i = 0; i < ZR_DELTA_PACK_COUNT; i++) {
		lzma_options_lzma options;
		if (lzma_lzma_preset(&options, PRESET | LZMA_PRESET_EXTREME)) {
			return ZR_E_NOMEM;
		}
		options.dict_size = DICTIONARY_BYTES;
		lzma_filter filters[] = {
			{.id = LZMA_FILTER_LZMA2, .options = &options},
			{.id = LZMA_VLI_UNKNOWN},
		};
		if (lzma_stream_encoder(&ret_pack->encoders[i], filters, LZMA_CHECK_CRC32) !=
			LZMA_OK) {
			return ZR_E_NOMEM;
		}
	}
	return 0;
}

static int run(struct zr_delta_pack *pack, enum zr_delta_pack_kind kind, lzma_action action)
{
	lzma_stream *encoder = &pack->encoders[kind];
	uint8_t out[OUT_BYTES];
	lzma_ret result = LZMA_OK;
	while (result == LZMA_OK && (encoder->avail_in > 0 || action == LZMA_FINISH)) {
		encoder->next_out = out;
		encoder->avail_out = sizeof out;
		result = lzma_code(encoder, action);
		int code = zr_buffer_add(&pack->packed[kind], out, sizeof out - encoder->avail_out);
		if (code != 0) {
			return code;
		}
	}
	return result == LZMA_OK || result == LZMA_STREAM_END ? 0 : ZR_E_NOMEM;
}

int zr_delta_pack_add(
	struct zr_delta_pack *pack, enum zr_delta_pack_kind kind, const void *data, size_t bytes)
{
	assert(pack != NULL);
	assert(kind < ZR_DELTA_PACK_COUNT);
	pack->encoders[kind].next_in = data;
	pack->encoders[kind].avail_in = bytes;
	return run(pack, kind, LZMA_RUN);
}

int zr_delta_pack_add_number(struct zr_delta_pack *pack, uint64_t number)
{
	uint8_t bytes[10]; /* 64 bits, 7 a byte */
	size_t count = 0;
	do {
		bytes[count] = (uint8_t)((number & 0x7f) | (number > 0x7f ? 0x80 : 0));
		number >>= 7;
		count++;
	} while (number > 0);
	return zr_delta_pack_add(pack, ZR_DELTA_PACK_CONTROL, bytes, count);
}

int zr_delta_pack_end(struct zr_delta_pack *pack, struct zr_buffer *delta)
{
	assert(pack != NULL);
	assert(delta != NULL);
	int code = zr_buffer_add(delta, ZR_DELTA_MAGIC, sizeof ZR_DELTA_MAGIC - 1);
	for (size_t i = 0; code == 0 && i < ZR_DELTA_PACK_COUNT; i++) {
		code = run(pack, (enum zr_delta_pack_kind)i, LZMA_FINISH);
		uint32_t bytes = htole32((uint32_t)pack->packed[i].bytes);
		if (code == 0) {
			code = zr_buffer_add(delta, &bytes, sizeof bytes);
		}
	}
	for (size_t i = 0; code == 0 && i < ZR_DELTA_PACK_COUNT; i++) {
		code = zr_buffer_add(delta, pack->packed[i].data, pack->packed[i].bytes);
	}
	return code;
}

void zr_delta_pack_finish(struct zr_delta_pack *pack)
{
	assert(pack != NULL);
	for (size_t i = 0; i < ZR_DELTA_PACK_COUNT; i++) {
		lzma_end(&pack->encoders[i]);
		zr_buffer_finish(&pack->packed[i]);
	}
}
