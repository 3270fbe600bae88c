/* The agent's socket: frames, requests and answers from anybody who can connect. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"
#include "lib/local/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void try_request(const uint8_t *data, size_t bytes)
{
	ZR_CLEANUP(zr_message_request_finish) struct zr_message_request request = {0};
	ZR_CLEANUP(zr_message_request_finish) struct zr_message_request again = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	if (zr_message_decode_request(data, bytes, &request, NULL) < 0) {
		return;
	}
	if (zr_message_encode_request(&request, &frame, NULL) < 0 ||
		zr_framing_bytes(frame.data, frame.bytes) != (int64_t)frame.bytes ||
		zr_message_decode_request(frame.data + ZR_FRAMING_LENGTH_BYTES,
			frame.bytes - ZR_FRAMING_LENGTH_BYTES, &again, NULL) < 0 ||
		again.op != request.op) {
		abort();
	}
}

static void try_answer(const uint8_t *data, size_t bytes)
{
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer again = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	if (zr_message_decode_answer(data, bytes, &answer, NULL) < 0) {
		return;
	}
	if (zr_message_encode_answer(&answer, &frame, NULL) < 0 ||
		zr_message_decode_answer(frame.data + ZR_FRAMING_LENGTH_BYTES,
			frame.bytes - ZR_FRAMING_LENGTH_BYTES, &again, NULL) < 0 ||
		again.op != answer.op || again.code != answer.code) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	int64_t frame_bytes = zr_framing_bytes(data, bytes);
	if (frame_bytes > (int64_t)bytes) {
		abort();
	}
	try_request(data, bytes);
	try_answer(data, bytes);
	return 0;
}
