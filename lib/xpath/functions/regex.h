/*
 * Regular expressions, run. For lib/xpath.
 */
#ifndef ZR_XPATH_REGEX_H
#define ZR_XPATH_REGEX_H

#include "lib/xpath/value/evaluation.h"

/* The whole text matches the pattern. ZR_E_INVALID, ZR_E_UNSUPPORTED, ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_regex_match(struct zr_evaluation *evaluation, const char *pattern, const char *text,
	bool *ret_matches) ZR_MUST_CHECK;

#endif
