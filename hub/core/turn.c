/* Handlers know nothing of doors, writers and floods: what is the same for all of them is here. */
#include "hub/core/turn.h"

#include <assert.h>

#include "hub/access/admission.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"

bool zr_turn_take(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && request->apply == NULL);
	zr_handler *handler = request->handler;
	request->handler = NULL;
	if (request->write_code != 0) {
		zr_refusal_after_write(request);
	} else if (!request->is_admitted && !zr_admission_check(&context->shared->auth, request)) {
		return false;
	} else {
		request->is_admitted = true; /* once: a session may end between two steps */
		if (handler != NULL) {
			handler(context, request);
		}
	}
	zr_refusal_count_stranger(context, request);
	assert(request->apply != NULL || request->answer.status != 0);
	return request->apply != NULL;
}
