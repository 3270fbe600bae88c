/* Statuses without a map come from proxies, or from a hub that is too busy to write one. */
#include "tablet/agent/core/problem.h"

#include <assert.h>

#include "lib/envelope/enrol.h"

static int code_of_status(long status)
{
	switch (status) {
	case 413:
		return ZR_E_LIMIT;
	case 408:
	case 425:
	case 429:
		return ZR_E_BUSY;
	case 507:
		return ZR_E_FULL;
	default:
		return status >= 400 && status < 500 ? ZR_E_REFUSED : ZR_E_BUSY;
	}
}

bool zr_problem_read(const struct zr_http_answer *answer, struct zr_error *ret_problem)
{
	assert(answer != NULL && ret_problem != NULL);
	*ret_problem = answer->error;
	if (answer->error.code != 0 || answer->status == 200) {
		return false;
	}
	if (zr_enrol_error_decode(answer->body.data, answer->body.bytes, ret_problem) == 0) {
		return true;
	}
	(void)zr_error_set(ret_problem, code_of_status(answer->status),
		"the hub answered with status %ld; try again later", answer->status);
	return false;
}
