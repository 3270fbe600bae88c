/* The console's door. */
#include "hub/access/admission.h"

#include <assert.h>

#include "hub/access/auth.h"

bool zr_admission_check(struct zr_auth *auth, struct zr_request *request)
{
	assert(auth != NULL && request != NULL);
	if ((request->flags & ZR_REQUEST_CONSOLE) == 0) {
		return true;
	}
	struct zr_error error;
	if (request->method != ZR_METHOD_GET && !request->has_zarya_header) {
		(void)zr_error_set(&error, ZR_E_REFUSED, "the header X-Zarya: 1 is missing");
		zr_request_answer_error(request, &error);
		return false;
	}
	if ((request->flags & ZR_REQUEST_OPEN) != 0 ||
		zr_auth_check(auth, request->session, request->now_us)) {
		return true;
	}
	(void)zr_error_set(&error, ZR_E_REFUSED, "log in first");
	zr_request_answer_error(request, &error);
	request->answer.status = 401;
	return false;
}
