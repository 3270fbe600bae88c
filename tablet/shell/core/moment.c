/* A clock that a wrong date, or one set right by the hub, does not move: a key that is held while
 * the date jumps must not repeat for a year. */
#include "tablet/shell/core/moment.h"

#include <time.h>

int64_t zr_moment_now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* fails for a clock that is not there only */
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

uint32_t zr_moment_now_ms(void)
{
	return (uint32_t)(zr_moment_now_us() / 1000);
}
