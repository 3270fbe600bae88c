/* Handlers know nothing of doors, writers and floods: what is the same for all of them is here. */
#include "hub/core/turn.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdio.h>

#include "hub/access/admission.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "lib/event/log.h"

#define TELL_AGAIN_US (3600 * 1000000LL)

/* Once an hour: a fleet that comes again and again to a damaged page must not fill the disk. */
static void tell_of_disk(const struct zr_request *request)
{
	static _Atomic int64_t told_us;
	int64_t before_us = atomic_load(&told_us);
	bool is_due = before_us == 0 || request->now_us - before_us >= TELL_AGAIN_US ||
		      request->now_us < before_us;
	if (request->answer.code == ZR_E_IO && is_due &&
		atomic_compare_exchange_strong(&told_us, &before_us, request->now_us)) {
		ZR_LOG(DISK_FAILED, .error = ZR_E_IO);
	}
}

/* Answers leave the hub when it stands in the audit who asked for them, and not before. */
static void tell_of_opening(struct zr_request *request)
{
	bool is_opened = (request->flags & ZR_REQUEST_OPENS) != 0 && request->apply == NULL &&
			 request->answer.status == 200;
	if (!is_opened || request->is_told) {
		return;
	}
	bool is_one = request->part_count > 2; /* /api/records/ID */
	const char *of = is_one ? request->parts[2] : zr_request_argument(request, "form", "");
	const char *area = zr_request_argument(request, "area", "");
	char detail[sizeof request->audit.detail];
	(void)snprintf(detail, sizeof detail, "%.63s%s%.40s", of,
		!is_one && area[0] != '\0' ? ", area " : "", is_one ? "" : area);
	assert(request->caller.name[0] != '\0'); /* the door knows who it is */
	request->is_told = true;
	zr_audit_line_note(request, request->caller.name, is_one ? "open" : "export", detail);
	zr_request_write(request, zr_audit_line_write, NULL);
}

bool zr_turn_take(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && request->apply == NULL);
	zr_handler *handler = request->handler;
	request->handler = NULL;
	if (request->write_code != 0) {
		zr_refusal_after_write(request);
	} else if (!request->is_admitted && !zr_admission_check(context, request)) {
		return false;
	} else {
		request->is_admitted = true; /* once: a session may end between two steps */
		if (handler != NULL) {
			handler(context, request);
		}
		tell_of_opening(request);
	}
	zr_refusal_count_stranger(context, request);
	tell_of_disk(request);
	assert(request->apply != NULL || request->answer.status != 0);
	return request->apply != NULL;
}
