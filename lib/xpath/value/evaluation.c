/*
 * What every step of an evaluation may have to say: that memory is out, or that it is too much.
 */
#include "lib/xpath/value/evaluation.h"

#include <assert.h>

#include "lib/base/limits.h"

int zr_evaluation_nomem(struct zr_evaluation *evaluation)
{
	assert(evaluation != NULL && evaluation->context != NULL);
	return zr_error_set(evaluation->error, ZR_E_NOMEM,
		"no memory to evaluate an expression; close programs");
}

int zr_evaluation_work(struct zr_evaluation *evaluation, uint64_t steps)
{
	assert(evaluation != NULL);
	evaluation->work += steps;
	if (evaluation->work + evaluation->visited <= ZR_XPATH_WORK_MAX) {
		return 0;
	}
	return zr_error_set_fault(evaluation->error, ZR_E_LIMIT,
		&(const struct zr_fault){.kind = ZR_FAULT_LOOKS_AT_TOO_MUCH});
}
