/*
 * What a form may say and a field operation regrets: records without an id of their own, answers
 * set in a repeat from outside it, two repeats of one name, calendars that the tablet does not
 * show. All of it runs; each is a warning.
 */
#ifndef ZR_FORMCHECK_ADVICE_H
#define ZR_FORMCHECK_ADVICE_H

#include "lib/formcheck/expressions.h"
#include "lib/formcheck/outline.h"

/* Calls tell for each, with a warning's path, aspect and sentence; borrowed for the call. */
void zr_advice_check(const struct zr_outline *outline,
	void (*tell)(void *user, bool is_error, const struct zr_expression_fault *fault),
	void *user);

#endif
