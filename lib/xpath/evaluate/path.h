/*
 * Evaluating paths. For lib/xpath.
 */
#ifndef ZR_XPATH_PATH_H
#define ZR_XPATH_PATH_H

#include "lib/xpath/syntax/term.h"
#include "lib/xpath/value/evaluation.h"

/* The nodes of the path, in document order. Goes into zr_evaluation.take_path. */
int zr_path_evaluate(struct zr_evaluation *evaluation, const struct zr_path *path,
	const struct zr_focus *focus, struct zr_value *ret_value) ZR_MUST_CHECK;

#endif
