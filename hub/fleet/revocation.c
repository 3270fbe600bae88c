/* Written first, then cut: whoever comes between the two is refused by the store. */
#include "hub/fleet/revocation.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/scope.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/http/listener.h"
#include "hub/store/shares.h"
#include "hub/store/store.h"
#include "lib/base/hex.h"

/* The device, when it is there and lies in the caller's territory; else it is as if it were not. */
static int find(struct zr_context *context, const struct zr_request *request,
	struct zr_device *ret_device, struct zr_error *error)
{
	uint8_t id[ZR_PARTY_ID_BYTES];
	bool is_id = strlen(request->parts[2]) == sizeof id * 2 &&
		     zr_hex_decode(request->parts[2], id, sizeof id) == 0;
	int code = is_id ? zr_store_get_device(context->reader, id, ret_device, error)
			 : ZR_E_NOT_FOUND;
	if (code == 0) {
		code = zr_scope_check_area(
			context->reader, request->caller.territory, ret_device->area_id, error);
	}
	return code == ZR_E_NOT_FOUND ? zr_error_set(error, code, "there is no such tablet") : code;
}

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct zr_device *device = request->state;
	device->revoked_us = request->now_us;
	int code = zr_store_revoke_device(store, device, error);
	if (code == 0) { /* its addresses are the others' */
		code = zr_shares_release(store, device->keys.id, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static void cut(struct zr_context *context, struct zr_request *request)
{
	const struct zr_device *device = request->state;
	if (context->shared->tablets != NULL) {
		zr_listener_cut(context->shared->tablets, device->keys.id);
	}
	zr_json_answer(request, json_object_new_object());
}

void zr_revocation_revoke(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && request->part_count == 4);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct zr_device *device = calloc(1, sizeof *device);
	request->state = device;
	request->state_free = free;
	int code = device == NULL ? ZR_E_NOMEM : find(context, request, device, &error);
	if (code != 0) {
		zr_refusal_answer(request, &error, request->caller.name, "revoke");
		return;
	}
	zr_audit_line_note(request, request->caller.name, "revoke", request->parts[2]);
	zr_request_write(request, apply, cut);
}
