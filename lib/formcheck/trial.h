/*
 * The beginning of an interview, as a tablet would begin it: some faults only an instance brings to
 * light (a list that the model does not have, a number that is none, actions without end).
 */
#ifndef ZR_FORMCHECK_TRIAL_H
#define ZR_FORMCHECK_TRIAL_H

#include "lib/base/error.h"
#include "lib/form/form.h"

/* Begins an interview and goes to its end without an answer, looking at each label, hint and list.
 * 0, or the first fault, with its node in error.where; *ret_has_begun tells whether it was there
 * from the beginning. ZR_E_NOMEM. */
int zr_trial_run(
	const struct zr_form *form, bool *ret_has_begun, struct zr_error *error) ZR_MUST_CHECK;

#endif
