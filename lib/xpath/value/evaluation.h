/*
 * The state of one evaluation. Values lie in the context's arena while it lasts. For lib/xpath.
 */
#ifndef ZR_XPATH_EVALUATION_H
#define ZR_XPATH_EVALUATION_H

#include "lib/xpath/xpath.h"

struct zr_path;

/* What a term is evaluated at. */
struct zr_focus {
	struct zr_node *node;
	size_t position;
	size_t size;
};

struct zr_evaluation {
	const struct zr_xpath_context *context;
	struct zr_error *error;
	/* Evaluates a path. A path has predicates, which are terms again: who begins the evaluation
	 * closes that ring here, so that of the files neither needs the other. NULL where no path
	 * can come. */
	int (*take_path)(struct zr_evaluation *evaluation, const struct zr_path *path,
		const struct zr_focus *focus, struct zr_value *ret_value);
	unsigned depth;
	uint64_t visited; /* nodes that paths looked at */
	uint64_t work;    /* other steps that grow with a product: pairs, characters tried */
};

int zr_evaluation_nomem(struct zr_evaluation *evaluation);

/* Counts steps; ZR_E_LIMIT when the evaluation has taken more than ZR_XPATH_WORK_MAX. */
int zr_evaluation_work(struct zr_evaluation *evaluation, uint64_t steps) ZR_MUST_CHECK;

#endif
