/*
 * Evaluating terms. For lib/xpath.
 */
#ifndef ZR_XPATH_EVALUATE_H
#define ZR_XPATH_EVALUATE_H

#include "lib/xpath/syntax/term.h"
#include "lib/xpath/value/evaluation.h"

/* ZR_E_INVALID, ZR_E_REFERENCE (of a lazy call), ZR_E_UNSUPPORTED, ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_evaluate_term(struct zr_evaluation *evaluation, const struct zr_term *term,
	const struct zr_focus *focus, struct zr_value *ret_value) ZR_MUST_CHECK;

/* A term's value as a condition: see xpath.h on nodes. */
bool zr_evaluate_is_true(const struct zr_term *term, const struct zr_value *value);

#endif
