/*
 * Writing a delta: its four streams, packed as they come, and then the whole. Only who makes
 * releases needs it.
 */
#ifndef ZR_DELTA_DELTA_PACK_H
#define ZR_DELTA_DELTA_PACK_H

#include <lzma.h>

#include "lib/base/buffer.h"
#include "lib/delta/delta_list.h"

/* How a stream is packed; what each of the four is best packed by was measured (ADR 0223). */
enum zr_delta_pack_kind {
	ZR_DELTA_PACK_LIST,
	ZR_DELTA_PACK_CONTROL,
	ZR_DELTA_PACK_DIFFERENCE,
	ZR_DELTA_PACK_EXTRA,
	ZR_DELTA_PACK_COUNT,
};

struct zr_delta_pack {
	lzma_stream encoders[ZR_DELTA_PACK_COUNT];
	struct zr_buffer packed[ZR_DELTA_PACK_COUNT];
};

/* ZR_E_NOMEM. Finish it in any case. */
int zr_delta_pack_init(struct zr_delta_pack *ret_pack) ZR_MUST_CHECK;

/* Adds bytes to a stream. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_delta_pack_add(struct zr_delta_pack *pack, enum zr_delta_pack_kind kind, const void *data,
	size_t bytes) ZR_MUST_CHECK;

/* Adds a number to the control stream. As add. */
int zr_delta_pack_add_number(struct zr_delta_pack *pack, uint64_t number) ZR_MUST_CHECK;

/* Ends the streams and appends the whole delta to *delta. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_delta_pack_end(struct zr_delta_pack *pack, struct zr_buffer *delta) ZR_MUST_CHECK;

void zr_delta_pack_finish(struct zr_delta_pack *pack);

#endif
