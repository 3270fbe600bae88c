/*
 * A random walk through one form: what walk.c (every form), walker.c (the steps), walk_value.c
 * (answers) and walk_check.c (what must hold) share. A walk is repeatable: the same form, seed and
 * number of answers give the same steps.
 */
#ifndef ZR_TEST_WALK_H
#define ZR_TEST_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/form/session/working.h"

struct walk {
	const struct zr_form *form;
	struct zr_session *session;
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

struct walk_plan {
	size_t answers;
	size_t verify_every;
	size_t restore_every;
	uint64_t seed;
	bool is_loud; /* prints every step */
};

uint64_t walk_random(struct walk *walk);
size_t walk_below(struct walk *walk, size_t limit); /* 0..limit-1 */
void walk_fault(struct walk *walk, const char *format, ...) ZR_PRINTF(2, 3);

/* Walks; false when the form cannot be begun. Faults are in walk->faults. */
bool walk_run(struct walk *walk, const struct walk_plan *plan, struct zr_error *error);
void walk_finish(struct walk *walk);

/* walk_value.c: a value to try at a question, good or bad, into ret_text. */
void walk_value(struct walk *walk, const struct zr_item *item, struct zr_buffer *ret_text);

/* walk_invent.c: the XForm of walk->random_state. */
void walk_invent(struct walk *walk, struct zr_buffer *ret_xml);

/* walk_check.c: restore compares, and now and then lets the walk go on in the restored session. */
void walk_verify(struct walk *walk);
void walk_restore(struct walk *walk);
struct zr_session_env walk_env(const struct walk *walk);

#endif
