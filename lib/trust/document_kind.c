/* The order of keys is CBOR's deterministic one, so it is the order in which they are read. */
#include "lib/trust/document_kind.h"

#include <assert.h>

void zr_document_take_key(struct zr_cbor_reader *reader, int64_t key)
{
	assert(reader != NULL && key > 0);
	if (zr_cbor_take_int(reader) != key) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

uint32_t zr_document_take_number(struct zr_cbor_reader *reader, int64_t key)
{
	zr_document_take_key(reader, key);
	uint64_t number = zr_cbor_take_uint(reader);
	if (number > UINT32_MAX) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		return 0;
	}
	return (uint32_t)number;
}

void zr_document_begin(struct zr_cbor_reader *reader, enum zr_document_kind kind, size_t pair_count)
{
	assert(reader != NULL && pair_count > 0);
	if (zr_cbor_take_map(reader) != pair_count ||
		zr_document_take_number(reader, 1) != (uint32_t)kind) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}
