/*
 * Whether more comes than can be opened (docs/adr/0198), by a clock that the caller reads.
 *
 * What came is counted over all the time in which it came, a quiet spell before it too, and over
 * ZR_HUB_OPENING_MOMENT_US at least: some tablets that call together are no flood. In a shorter
 * time the answer stays what it was. A clock that was set back begins anew, without a flood.
 */
#ifndef ZR_HUB_CORE_FLOOD_H
#define ZR_HUB_CORE_FLOOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zr_flood {
	int64_t since_us; /* when it was measured last */
	size_t count;     /* came since then */
	bool is_on;
};

/* So many envelopes came since the last call, or since the clock stood at since_us. */
bool zr_flood_look(struct zr_flood *flood, size_t count, int64_t now_us);

#endif
