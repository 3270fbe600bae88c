/*
 * Walks every state that a tablet and its hub can come to within bounds, until all are known or
 * something that must hold does not (calm.h).
 */
#ifndef ZR_TEST_REACH_H
#define ZR_TEST_REACH_H

#include <stddef.h>

#include "test/explore/scene.h"

struct reach_result {
	uint32_t state_count;
	uint64_t step_count;
	size_t memory_bytes;
	const char *fault; /* what did not hold, NULL for nothing */
};

/* A shortest way to a fault is printed in words. */
void reach_world(const struct bounds *bounds, struct reach_result *ret_result);

#endif
