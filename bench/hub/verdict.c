/* Read as a tablet reads it, signature and all. */
#include "bench/hub/verdict.h"

#include "lib/base/cleanup.h"
#include "lib/envelope/content.h"

struct reading {
	const struct bench_fleet *fleet;
	size_t tablet;
	size_t count;
};

static int take_envelope(void *user, const void *envelope, size_t bytes)
{
	struct reading *reading = user;
	struct zr_error error = {0};
	struct zr_envelope_head head;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt receipt = {0};
	const struct zr_envelope_signed shown = {envelope, bytes, &reading->fleet->hub};
	bench_need_code(zr_envelope_open(&shown, &reading->fleet->tablets[reading->tablet].keys,
				&head, &content, &error),
		&error, "the hub's answer");
	if (head.kind != ZR_ENVELOPE_RECEIPT) {
		return 0;
	}
	bench_need_code(zr_receipt_decode(content.data, content.bytes, &receipt, &error), &error,
		"the hub's receipt");
	for (size_t i = 0; i < receipt.entry_count; i++) {
		bench_need_code(receipt.entries[i].code, NULL, "a record is not stored");
		reading->count++;
	}
	return 0;
}

size_t bench_verdict_count(
	const struct bench_fleet *fleet, size_t tablet, const struct zr_buffer *answer)
{
	struct reading reading = {fleet, tablet, 0};
	bench_need_code(
		zr_exchange_decode(answer->data, answer->bytes, take_envelope, &reading, NULL),
		NULL, "the hub's answer");
	return reading.count;
}
