/*
 * The arguments of a call, evaluated as the function wants them. For lib/xpath.
 *
 * index is below the call's argument_count. Errors are those of the argument's evaluation.
 */
#ifndef ZR_XPATH_ARGUMENT_H
#define ZR_XPATH_ARGUMENT_H

#include "lib/xpath/functions/function.h"

int zr_argument_value(
	const struct zr_call *call, size_t index, struct zr_value *ret_value) ZR_MUST_CHECK;
int zr_argument_text(const struct zr_call *call, size_t index, const char **ret_text) ZR_MUST_CHECK;
int zr_argument_number(const struct zr_call *call, size_t index, double *ret_number) ZR_MUST_CHECK;
int zr_argument_boolean(const struct zr_call *call, size_t index, bool *ret_boolean) ZR_MUST_CHECK;

/* An error when the argument is not a set of nodes. */
int zr_argument_nodes(
	const struct zr_call *call, size_t index, struct zr_value *ret_value) ZR_MUST_CHECK;

/* All arguments from index on, node-sets replaced by their nodes' texts. */
struct zr_argument_texts {
	const char **items;
	size_t count;
	size_t capacity;
};
int zr_argument_texts(
	const struct zr_call *call, size_t from, struct zr_argument_texts *ret_texts) ZR_MUST_CHECK;

/* An error that begins with the function's name. Gives code back. */
int zr_argument_fault(const struct zr_call *call, int code, const struct zr_fault *fault);

#endif
