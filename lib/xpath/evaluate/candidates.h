/*
 * Rows that a choice filter can let through, from the form's index. For lib/xpath.
 */
#ifndef ZR_XPATH_CANDIDATES_H
#define ZR_XPATH_CANDIDATES_H

#include "lib/xpath/evaluate/axes.h"

/* The step whose first predicate is the filter. */
struct zr_filter {
	const struct zr_step *step;
	struct zr_node *parent;       /* of the rows */
	const struct zr_focus *outer; /* of what does not depend on the row; NULL: not sure */
};

/* Appends the rows below parent that the step's first predicate can let through, from the form's
 * index, in document order; false: there is no answer, and the caller scans. */
int zr_candidates_find(struct zr_evaluation *evaluation, const struct zr_filter *filter,
	struct zr_node_list *list, bool *ret_found) ZR_MUST_CHECK;

#endif
