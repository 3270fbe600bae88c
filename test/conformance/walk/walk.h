/*
 * A random walk through one form: what has been seen and counted on the way, and its chance. A walk
 * is repeatable: the same form, seed and number of answers give the same steps.
 */
#ifndef ZR_TEST_WALK_H
#define ZR_TEST_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/form/session/working.h"

struct walk {
	const struct zr_form *form; /* borrowed */
	struct zr_session *session; /* owned */
	struct zr_item at;
	uint64_t random_state;
	int64_t now_us;
	size_t answers;
	size_t accepted;
	size_t refused; /* with an error */
	size_t added;
	size_t removed;
	size_t verified;
	size_t restored;
	bool *excluded; /* by bind index: a person's answer or an action's may stand there; owned */
	bool has_load_action;
	struct zr_buffer faults; /* one line each; owned */
	size_t fault_count;
};

uint64_t walk_random(struct walk *walk);
size_t walk_below(struct walk *walk, size_t limit); /* 0..limit-1 */

/* Counts a fault, and keeps the words of the first few. */
void walk_fault(struct walk *walk, const char *format, ...) ZR_PRINTF(2, 3);

/* Who walks, and when: of the walk's session and of each that is restored from it. */
struct zr_session_env walk_env(const struct walk *walk);

void walk_finish(struct walk *walk);

#endif
