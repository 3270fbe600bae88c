/* One frame in a buffer: its length, then a message. */
#ifndef ZR_LOCAL_FRAMING_H
#define ZR_LOCAL_FRAMING_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

#define ZR_FRAMING_LENGTH_BYTES 4

/* How long the frame at the start of data is, its four length bytes included: 0 when data holds
 * only a part of it, ZR_E_LIMIT (negative) when it is over ZR_LOCAL_MESSAGE_BYTES_MAX or empty. */
int64_t zr_framing_bytes(const void *data, size_t bytes);

/* Begins a frame at the buffer's end. ZR_E_NOMEM. */
int zr_framing_begin(struct zr_buffer *buffer) ZR_MUST_CHECK;

/* Fills in the length of the frame that starts at start; when code is a failure or the frame is too
 * large, takes the frame away again. */
int zr_framing_end(
	struct zr_buffer *buffer, size_t start, int code, struct zr_error *error) ZR_MUST_CHECK;

#endif
