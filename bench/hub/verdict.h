/* What the hub's answer to an exchange says became of its records. */
#ifndef ZR_BENCH_HUB_VERDICT_H
#define ZR_BENCH_HUB_VERDICT_H

#include "bench/hub/fleet_file.h"
#include "lib/envelope/content.h"

struct bench_verdict {
	size_t record_count; /* that are acknowledged */
	uint8_t epoch[ZR_EPOCH_BYTES];
};

/* Ends the program when a record is refused, or the hub's word is not the hub's. */
void bench_verdict_read(const struct bench_fleet *fleet, size_t tablet,
	const struct zr_buffer *answer, struct bench_verdict *ret_verdict);

#endif
