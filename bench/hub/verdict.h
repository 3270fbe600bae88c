/* What the hub's answer to an exchange says became of its records. */
#ifndef ZR_BENCH_HUB_VERDICT_H
#define ZR_BENCH_HUB_VERDICT_H

#include "bench/hub/fleet_file.h"

/* How many records are acknowledged; ends the program when one is refused, or the hub's word is not
 * the hub's. */
size_t bench_verdict_count(
	const struct bench_fleet *fleet, size_t tablet, const struct zr_buffer *answer);

#endif
