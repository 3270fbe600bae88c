/*
 * The length stands before what it counts, and is known when that is written: so it is written as
 * zeros first and put right at the end.
 */
#include "lib/local/framing.h"

#include <assert.h>

#include "lib/base/limits.h"

int64_t zr_framing_bytes(const void *data, size_t bytes)
{
	assert(data != NULL || bytes == 0);
	const uint8_t *head = data;
	if (bytes < ZR_FRAMING_LENGTH_BYTES) {
		return 0;
	}
	size_t length = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 |
			(size_t)head[3];
	if (length == 0 || length > ZR_LOCAL_MESSAGE_BYTES_MAX) {
		return ZR_E_LIMIT;
	}
	return bytes - ZR_FRAMING_LENGTH_BYTES < length
		       ? 0
		       : (int64_t)(length + ZR_FRAMING_LENGTH_BYTES);
}

int zr_framing_begin(struct zr_buffer *buffer)
{
	assert(buffer != NULL);
	return zr_buffer_add(buffer, "\0\0\0\0", ZR_FRAMING_LENGTH_BYTES);
}

int zr_framing_end(struct zr_buffer *buffer, size_t start, int code, struct zr_error *error)
{
	assert(buffer != NULL && start <= buffer->bytes && code <= 0);
	size_t length = buffer->bytes - start;
	/* Without a failure there is at least what begin wrote. */
	assert(code != 0 || length >= ZR_FRAMING_LENGTH_BYTES);
	if (code == 0 && length - ZR_FRAMING_LENGTH_BYTES > ZR_LOCAL_MESSAGE_BYTES_MAX) {
		code = ZR_E_LIMIT;
	}
	if (code != 0) {
		buffer->bytes = start;
		return zr_error_set(error, code,
			code == ZR_E_LIMIT ? "the message is too large for the agent's socket"
					   : "no memory for the message");
	}
	length -= ZR_FRAMING_LENGTH_BYTES;
	for (size_t i = 0; i < ZR_FRAMING_LENGTH_BYTES; i++) {
		buffer->data[start + i] = (char)(length >> (24 - 8 * i) & 0xff);
	}
	return 0;
}
