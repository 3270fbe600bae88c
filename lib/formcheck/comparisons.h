/*
 * Comparisons that are good expressions and mean something else than their author does:
 *
 * "${sex} = 'mael'", with a text that is no choice of the select, is never true. Seen are = and !=
 * on either side and selected(${select}, 'x'), with '.' for the question itself; lists from files
 * and from search() are not there to be held against. "not ${a} = 'x'" reads a path, "1 < ${a} < 5"
 * compares a truth, "'${a}' = 'x'" a text, and an answer of a repeat is many from outside it.
 */
#ifndef ZR_FORMCHECK_COMPARISONS_H
#define ZR_FORMCHECK_COMPARISONS_H

#include "lib/formcheck/outline.h"

struct zr_comparisons {
	const struct zr_outline *outline;
	const struct zr_outline_item **by_name; /* ordered by the nodes' names; in the arena */
	struct zr_arena arena;
	size_t work; /* choices and elements looked at, up to ZR_COMPARISON_WORK_MAX */
};

/* {0} before; borrows the outline. ZR_E_NOMEM. */
int zr_comparisons_init(
	struct zr_comparisons *names, const struct zr_outline *outline) ZR_MUST_CHECK;
void zr_comparisons_finish(struct zr_comparisons *names);

/* Calls tell for each. text is as an author writes it
 * (zr_outline_rewrite()), item the one that it belongs to, may be NULL. */
void zr_comparisons_check(struct zr_comparisons *names, const struct zr_outline_item *item,
	const char *text, void (*tell)(void *user, const struct zr_fault *fault), void *user);

/* The same for what a select begins with. */
void zr_comparisons_check_default(struct zr_comparisons *names, const struct zr_outline_item *item,
	void (*tell)(void *user, const struct zr_fault *fault), void *user);

/* The same for the texts that the calculation of a select may give. item may be NULL. */
void zr_comparisons_check_result(struct zr_comparisons *names, const struct zr_outline_item *item,
	const char *text, void (*tell)(void *user, const struct zr_fault *fault), void *user);

#endif
