/*
 * The comparison of two values. For lib/xpath.
 */
#ifndef ZR_XPATH_COMPARE_H
#define ZR_XPATH_COMPARE_H

#include "lib/xpath/syntax/term.h"
#include "lib/xpath/value/evaluation.h"

struct zr_operand {
	const struct zr_value *value;
	bool is_plain; /* an empty set reads as "" */
};

/* kind is EQUAL to GREATER_EQUAL. ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_compare_values(struct zr_evaluation *evaluation, enum zr_term_kind kind,
	struct zr_operand left, struct zr_operand right, bool *ret_result) ZR_MUST_CHECK;

#endif
