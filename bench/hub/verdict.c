/* Read as a tablet reads it, signature and all. */
#include "bench/hub/verdict.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/signed_receipt.h"

struct reading {
	const struct bench_fleet *fleet;
	size_t tablet;
	bool is_read; /* the receipt: what follows are orders */
	struct bench_verdict *verdict;
};

static int take_part(void *user, const void *part, size_t bytes)
{
	struct reading *reading = user;
	struct zr_error error = {0};
	bool is_signed = false;
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt receipt = {0};
	const struct zr_envelope_signed shown = {part, bytes, &reading->fleet->hub};
	if (reading->is_read) {
		return 0;
	}
	bench_need_code(zr_signed_receipt_read(&shown,
				reading->fleet->tablets[reading->tablet].keys.public_half.id,
				&is_signed, &receipt, &error),
		&error, "the hub's receipt");
	bench_need(is_signed || receipt.entry_count == 0, "a receipt is not signed");
	for (size_t i = 0; i < receipt.entry_count; i++) {
		bench_need_code(receipt.entries[i].code, NULL, "a record is not stored");
	}
	reading->is_read = true;
	reading->verdict->record_count = receipt.entry_count;
	memcpy(reading->verdict->epoch, receipt.epoch, sizeof receipt.epoch);
	return 0;
}

void bench_verdict_read(const struct bench_fleet *fleet, size_t tablet,
	const struct zr_buffer *answer, struct bench_verdict *ret_verdict)
{
	struct reading reading = {fleet, tablet, false, ret_verdict};
	*ret_verdict = (struct bench_verdict){0};
	bench_need_code(zr_exchange_decode(answer->data, answer->bytes, take_part, &reading, NULL),
		NULL, "the hub's answer");
	bench_need(reading.is_read, "an answer has no receipt");
}
