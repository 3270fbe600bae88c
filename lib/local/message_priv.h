/* Framing shared by message.c and answer.c. */
#ifndef ZR_LOCAL_MESSAGE_PRIV_H
#define ZR_LOCAL_MESSAGE_PRIV_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

int zr_message_frame_begin(struct zr_buffer *buffer) ZR_MUST_CHECK;

/* Fills in the length of the frame that starts at start; when result is a failure or the frame is
 * too large, takes the frame away again. */
int zr_message_frame_end(
	struct zr_buffer *buffer, size_t start, int result, struct zr_error *error) ZR_MUST_CHECK;

#endif
