/*
 * The edit of an area's list of addresses, worked out before anything is stored.
 *
 * A household is known by its id. Of a list that comes without ids each line is held against the
 * households by its text (lib/base/fold.h), never by its place: first those that are there, then
 * those that were removed, which then come back. What would take the address from under a record or
 * an open draft needs a person's decision; without it the plan says so and is not to be applied.
 * Pure: no store, no clock, no randomness.
 */
#ifndef ZR_HUB_CENSUS_EDIT_H
#define ZR_HUB_CENSUS_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

/* A household as the store has it; texts are borrowed. */
struct zr_edit_old {
	const char *id;
	const char *address;
	bool is_removed;
	uint64_t record_count;
	uint64_t draft_count; /* tablets that told of an open draft */
};

/* A line of the new list; id NULL or "" when it came without. */
struct zr_edit_wish {
	const char *id;
	const char *address;
};

enum zr_edit_fate {
	ZR_EDIT_KEEP,   /* it stays in the list although no line names it */
	ZR_EDIT_REMOVE, /* it goes; records keep their address */
	ZR_EDIT_SAME,   /* it is the household of the line with that address */
};

struct zr_edit_decision {
	const char *id;
	enum zr_edit_fate fate;
	const char *address; /* SAME */
};

struct zr_edit {
	const struct zr_edit_old *old; /* in their order, removed ones anywhere */
	size_t old_count;
	const struct zr_edit_wish *wishes;
	size_t wish_count;
	const struct zr_edit_decision *decisions;
	size_t decision_count;
};

enum zr_edit_kind {
	ZR_EDIT_STAYS,
	ZR_EDIT_ADDED,
	ZR_EDIT_CHANGED,  /* another text for the same household */
	ZR_EDIT_RETURNED, /* a removed one is there again */
	ZR_EDIT_REMOVED,
	ZR_EDIT_KIND_COUNT_
};

struct zr_edit_change {
	enum zr_edit_kind kind;
	const struct zr_edit_old *old;   /* NULL for one that is added */
	const struct zr_edit_wish *wish; /* NULL for one that no line names */
	bool needs_decision;             /* and has none */
};

/* The new list in its order, then what no longer is in it. */
struct zr_edit_plan {
	struct zr_edit_change *changes; /* owned */
	size_t count;
	size_t counts[ZR_EDIT_KIND_COUNT_];
	size_t undecided_count;
};

/* ZR_E_INVALID: an id stands twice, or a decision is about a household or a line that is not there.
 * ZR_E_NOMEM. */
int zr_edit_plan(const struct zr_edit *edit, struct zr_edit_plan *ret_plan,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_edit_plan_finish(struct zr_edit_plan *plan);

/* "added", "changed", "returned", "removed", "stays". */
const char *zr_edit_kind_name(enum zr_edit_kind kind);

#endif
