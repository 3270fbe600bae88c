/*
 * What a hub and an office say to each other over the office's socket, as one frame each
 * (lib/local/framing.h): a question with sealed answers, and the same answers opened.
 *
 *	question  [who tstr, what for tstr, [[record id tstr, header bstr, sealed bstr], …]]
 *	answer    [code uint, sentence tstr, [[code uint, packed bstr], …]]
 *
 * header and sealed are those of lib/envelope/sealed_pair.h; packed is zstd (lib/envelope/pack.h),
 * which the office does not unpack. Codes are wire errors, 0: opened. Either everything is refused,
 * with a sentence and an empty list, or each item has its own code, in the order of the question.
 * CBOR is deterministic. Limits: ZR_OFFICE_ITEM_COUNT_MAX, ZR_LOCAL_MESSAGE_BYTES_MAX. No I/O.
 */
#ifndef ZR_OFFICE_OFFICE_MESSAGE_H
#define ZR_OFFICE_OFFICE_MESSAGE_H

#include "lib/base/limits.h"
#include "lib/envelope/sealed_pair.h"

#define ZR_OFFICE_WHO_BYTES  128 /* with the NUL */
#define ZR_OFFICE_WHAT_BYTES 32

struct zr_office_item {
	char record_id[ZR_RECORD_ID_BYTES_MAX + 1]; /* as the hub says: for the audit */
	struct zr_sealed_pair_answers answers;      /* borrowed */
};

struct zr_office_question {
	char who[ZR_OFFICE_WHO_BYTES];
	char what[ZR_OFFICE_WHAT_BYTES];
	struct zr_office_item items[ZR_OFFICE_ITEM_COUNT_MAX];
	size_t item_count; /* from 1 */
};

/* Appends one frame. ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_office_message_ask(const struct zr_office_question *question, struct zr_buffer *frame,
	struct zr_error *error) ZR_MUST_CHECK;
/* From what is behind a frame's length; items point into it. ZR_E_SYNTAX, ZR_E_LIMIT. */
int zr_office_message_read_question(const void *message, size_t bytes,
	struct zr_office_question *ret_question, struct zr_error *error) ZR_MUST_CHECK;

struct zr_office_opened {
	int code;                      /* 0 or ZR_E_* */
	struct zr_crypto_bytes packed; /* borrowed; empty when it was not opened */
};

struct zr_office_answer {
	struct zr_error refusal; /* code 0: the items are answered */
	struct zr_office_opened items[ZR_OFFICE_ITEM_COUNT_MAX];
	size_t item_count;
};

int zr_office_message_answer(const struct zr_office_answer *answer, struct zr_buffer *frame,
	struct zr_error *error) ZR_MUST_CHECK;
int zr_office_message_read_answer(const void *message, size_t bytes,
	struct zr_office_answer *ret_answer, struct zr_error *error) ZR_MUST_CHECK;

#endif
