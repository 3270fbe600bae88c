/* One window behind the other, each as long as the caller takes and a moment at least. */
#include "hub/core/flood.h"

#include <assert.h>

#include "lib/base/limits.h"

bool zr_flood_look(struct zr_flood *flood, size_t count, int64_t now_us)
{
	assert(flood != NULL);
	int64_t took_us = now_us - flood->since_us;
	if (took_us < 0) {
		*flood = (struct zr_flood){.since_us = now_us};
		return false;
	}
	flood->count += count;
	if (took_us >= ZR_HUB_OPENING_MOMENT_US) {
		bool is_on = (int64_t)flood->count > took_us * ZR_HUB_OPENING_RATE_MAX / 1000000;
		*flood = (struct zr_flood){.since_us = now_us, .is_on = is_on};
	}
	return flood->is_on;
}
