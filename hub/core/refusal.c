/*
 * What a refused client is told is the error's own sentence; what the audit is told is who, what
 * and the code, and never bytes of the client's. A stranger's refusals are counted by address: the
 * audit is for the operator, and whoever hammers at the door may not write it full.
 */
#include "hub/core/refusal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/http/quota.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/store/store.h"

/* Behind the console's door it has a name; before it, and at the tablets' door, it is anybody. */
static const char *default_who(const struct zr_request *request)
{
	return request->caller.name[0] != '\0' ? request->caller.name : ZR_STORE_STRANGER;
}

/* The line goes by itself: what the request wanted to write is not done. */
static void write_line(struct zr_request *request, const char *what, int code)
{
	assert(code != 0 && request->audit.who[0] != '\0');
	request->is_refused = true;
	request->audit.what = what;
	request->audit.code = code;
	zr_request_write(request, zr_audit_line_write, NULL);
}

void zr_refusal_answer(
	struct zr_request *request, const struct zr_error *error, const char *who, const char *what)
{
	assert(request != NULL && request->apply == NULL);
	assert(error != NULL && error->code != 0);
	zr_request_answer_error(request, error);
	request->handler = NULL;
	if (what == NULL || zr_error_is_retryable(error->code)) {
		return;
	}
	if (who != NULL || request->audit.who[0] == '\0') {
		(void)snprintf(request->audit.who, sizeof request->audit.who, "%s",
			who != NULL ? who : default_who(request));
	}
	write_line(request, what, error->code);
}

void zr_refusal_hold_back(
	struct zr_request *request, struct zr_quota *quota, bool is_first, const char *who)
{
	assert(request != NULL && request->apply == NULL && quota != NULL);
	assert(who != NULL || !is_first);
	struct zr_error error;
	(void)zr_error_set(&error, ZR_E_BUSY, "too much came from here; try again later");
	zr_request_answer_error(request, &error);
	request->answer.retry_after_s = zr_quota_wait_s(quota, request->now_us);
	request->handler = NULL;
	if (is_first) {
		zr_audit_line_note(request, who, "flood", "");
		write_line(request, "flood", error.code);
	}
}

void zr_refusal_after_write(struct zr_request *request)
{
	assert(request != NULL && request->write_code != 0 && request->apply == NULL);
	struct zr_error error = request->write_error;
	request->write_code = 0;
	if (request->is_refused || request->is_answered) {
		assert(request->answer.status != 0); /* the first refusal is the answer */
		return;
	}
	if (request->audit.what == NULL) {
		zr_request_answer_error(request, &error);
		return;
	}
	zr_refusal_answer(request, &error, NULL, request->audit.what);
}

void zr_refusal_count_stranger(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	bool is_noted = request->is_refused && request->audit.what != NULL &&
			strcmp(request->audit.who, ZR_STORE_STRANGER) == 0;
	if (!is_noted || request->apply == NULL) {
		return;
	}
	const struct zr_quota_use use = {.key = request->peer, .count = 1};
	switch (zr_quota_charge(context->shared->stranger_quota, &use, request->now_us)) {
	case ZR_QUOTA_WITHIN:
		return;
	case ZR_QUOTA_SPENT_NOW:
		request->audit.what = "flood";
		return;
	case ZR_QUOTA_SPENT:
		request->apply = NULL;
	}
}
