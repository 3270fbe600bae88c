/*
 * The body of an exchange: a CBOR array of byte strings, one envelope each (declared in content.h).
 * Nothing is copied while reading; the count and the sizes are checked before the first visit of
 * the one concerned.
 */
#include "lib/envelope/content.h"

#include <assert.h>

#include "lib/base/limits.h"
#include "lib/cbor/cbor.h"

int zr_exchange_begin(struct zr_buffer *ret_body, size_t envelope_count)
{
	assert(ret_body->bytes == 0);
	if (envelope_count > ZR_EXCHANGE_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	struct zr_cbor_writer writer = {.buffer = ret_body};
	zr_cbor_put_array(&writer, envelope_count);
	return writer.code;
}

int zr_exchange_add(struct zr_buffer *body, const void *envelope, size_t bytes)
{
	assert(body->bytes > 0);
	assert(envelope != NULL && bytes > 0);
	enum {
		HEAD_BYTES = 9
	};
	if (bytes > ZR_ENVELOPE_BYTES_MAX ||
		body->bytes + bytes + HEAD_BYTES > ZR_EXCHANGE_BYTES_MAX) {
		return ZR_E_LIMIT;
	}
	int code = zr_buffer_reserve(body, bytes + HEAD_BYTES);
	if (code != 0) {
		return code;
	}
	struct zr_cbor_writer writer = {.buffer = body};
	zr_cbor_put_bytes(&writer, envelope, bytes);
	return writer.code;
}

int zr_exchange_decode(const void *body, size_t bytes,
	int (*visit)(void *user, const void *envelope, size_t bytes), void *user,
	struct zr_error *error)
{
	assert(visit != NULL);
	if (bytes > ZR_EXCHANGE_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the exchange has %zu bytes, the limit is %zu", bytes,
			ZR_EXCHANGE_BYTES_MAX);
	}
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, body, bytes);
	size_t count = zr_cbor_take_array(&reader);
	if (count > ZR_EXCHANGE_COUNT_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the exchange has %zu envelopes, the limit is %d; send them in parts",
			count, ZR_EXCHANGE_COUNT_MAX);
	}
	for (size_t i = 0; i < count; i++) {
		struct zr_cbor_span envelope = zr_cbor_take_bytes(&reader);
		if (reader.code != 0) {
			break;
		}
		int answer = visit(user, envelope.data, envelope.bytes);
		if (answer != 0) {
			return answer;
		}
	}
	return zr_cbor_end(&reader, "the exchange", error);
}
