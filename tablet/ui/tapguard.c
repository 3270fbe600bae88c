/* Unsigned differences of times stay right when the clock wraps. */
#include "tablet/ui/tapguard.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

void zr_tapguard_turned(struct zr_tapguard *guard)
{
	assert(guard != NULL);
	guard->turning = guard->last;
	guard->has_turning = guard->has_last;
	guard->is_drawn = false;
}

void zr_tapguard_drawn(struct zr_tapguard *guard)
{
	assert(guard != NULL);
	guard->is_drawn = true;
}

static bool is_second(const struct zr_tap *first, const struct zr_tap *tap)
{
	return tap->time_ms - first->time_ms < ZR_TAPGUARD_MS &&
	       fabs(tap->x - first->x) < ZR_TAPGUARD_NEAR_PX &&
	       fabs(tap->y - first->y) < ZR_TAPGUARD_NEAR_PX;
}

bool zr_tapguard_lets(struct zr_tapguard *guard, const struct zr_tap *tap)
{
	assert(guard != NULL && tap != NULL);
	if (!guard->is_drawn || (guard->has_turning && is_second(&guard->turning, tap))) {
		return false;
	}
	guard->last = *tap;
	guard->has_last = true;
	return true;
}
