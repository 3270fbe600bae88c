/* The steps of a walk: answers, instances of repeats, languages, moves. */
#ifndef ZR_TEST_WALKER_H
#define ZR_TEST_WALKER_H

#include "test/conformance/walk/walk.h"

struct walk_plan {
	size_t answers;
	size_t verify_every;
	size_t restore_every;
	uint64_t seed;
	bool is_loud; /* prints every step */
};

/* Walks; false when the form cannot be begun. Faults are in walk->faults. */
bool walker_run(struct walk *walk, const struct walk_plan *plan, struct zr_error *error);

#endif
