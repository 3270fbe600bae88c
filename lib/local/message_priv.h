/* Framing shared by message.c and answer.c, and the record of a request (submission.c). */
#ifndef ZR_LOCAL_MESSAGE_PRIV_H
#define ZR_LOCAL_MESSAGE_PRIV_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/cbor/cbor.h"
#include "lib/envelope/content.h"

int zr_message_frame_begin(struct zr_buffer *buffer) ZR_MUST_CHECK;

/* Fills in the length of the frame that starts at start; when result is a failure or the frame is
 * too large, takes the frame away again. */
int zr_message_frame_end(
	struct zr_buffer *buffer, size_t start, int result, struct zr_error *error) ZR_MUST_CHECK;

void zr_submission_put(struct zr_cbor_writer *writer, const struct zr_record *record);
void zr_submission_take(struct zr_cbor_reader *reader, struct zr_record *record);
/* Wipes what people said. */
void zr_submission_finish(struct zr_record *record);

#endif
