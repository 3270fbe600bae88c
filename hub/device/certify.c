/*
 * The decision is the writer's: it takes each time of a tablet once, and only later ones, so that a
 * request that somebody kept brings back no key that was replaced. Where the hub's clock was ahead
 * its tablets begin anew: one that was to wait until that time came would be shut out so long, and
 * what somebody kept of those days is good for the minutes around it alone.
 */
#include "hub/device/certify.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/http/quota.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/device/passport.h"
#include "hub/keeper/keeper.h"
#include "hub/pki/authority.h"
#include "hub/store/store.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/envelope/enrol.h"
#include "lib/envelope/renewal.h"

struct certification {
	struct zr_renewal_request wanted;
	struct zr_device device;
};

void zr_certify_health(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	if (zr_renewal_health_encode(request->now_us, &request->answer.body, &error) != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200, ZR_ENROL_MEDIA_TYPE);
}

static int check_time(const struct zr_renewal_request *wanted, const struct zr_device *device,
	int64_t now_us, struct zr_error *error)
{
	const int64_t skew_us = ZR_HUB_RENEWAL_SKEW_S * 1000000LL;
	if (wanted->time_us < now_us - skew_us || wanted->time_us > now_us + skew_us) {
		return zr_error_set(error, ZR_E_CLOCK,
			"the request holds another time than the hub's; ask for it and try again");
	}
	/* A time that is yet to come was taken by a hub whose clock was ahead: it counts no more.
	 */
	if (wanted->time_us <= device->certified_us && device->certified_us <= now_us + skew_us) {
		return zr_error_set(error, ZR_E_REPLAYED,
			"this request, or a later one, was answered before; make a new one");
	}
	return 0;
}

static int apply_renewal(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct certification *certification = request->state;
	struct zr_device *device = &certification->device;
	const struct zr_device named = *device;
	/* The worker's picture may be one commit old. */
	int code = zr_store_get_device(store, certification->wanted.device_id, device, error);
	if (code == 0) {
		code = zr_passport_check_welcome(device, error);
	}
	if (code == 0) {
		code = check_time(&certification->wanted, device, request->now_us, error);
	}
	if (code != 0) {
		return code;
	}
	memcpy(device->certificate_key, named.certificate_key, sizeof device->certificate_key);
	device->certified_us = certification->wanted.time_us;
	code = zr_store_certify_device(store, device, error);
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static void answer_renewal(struct zr_context *context, struct zr_request *request)
{
	const struct certification *certification = request->state;
	struct zr_error error = {0};
	struct zr_renewal_answer answer = {0};
	const struct zr_authority_wish wish = {.device_id = certification->wanted.device_id,
		.tls_public = certification->wanted.tls_public,
		.now_us = request->now_us};
	int code = zr_keeper_issue(context->shared->keeper, &wish, &answer, &error);
	if (code == 0) {
		code = zr_renewal_answer_encode(&answer, &request->answer.body, &error);
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200, ZR_ENROL_MEDIA_TYPE);
}

/* Whose request it is, and that it is his. */
static int read_request(struct zr_context *context, const struct zr_request *request,
	struct certification *certification, struct zr_error *error)
{
	struct zr_renewal_request *wanted = &certification->wanted;
	struct zr_device *device = &certification->device;
	const uint8_t *hub_sign = context->shared->keys.public_half.sign;
	int code =
		zr_renewal_request_decode(request->body.data, request->body.bytes, wanted, error);
	if (code == 0) {
		code = zr_store_get_device(context->reader, wanted->device_id, device, error);
		if (code == ZR_E_NOT_FOUND) {
			return zr_error_set(error, ZR_E_REFUSED,
				"this tablet is not enrolled at this hub; enrol it with a new "
				"code");
		}
	}
	if (code == 0) {
		code = zr_renewal_request_verify(wanted, device->keys.sign, hub_sign, error);
	}
	return code == 0 ? zr_authority_name_key(wanted->tls_public, device->certificate_key, error)
			 : code;
}

void zr_certify_renew(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	if (zr_quota_is_spent(context->shared->stranger_quota, request->peer, request->now_us)) {
		zr_refusal_hold_back(request, context->shared->stranger_quota, false, "");
		return;
	}
	struct certification *certification = calloc(1, sizeof *certification);
	if (certification == NULL) {
		(void)zr_error_set(&error, ZR_E_NOMEM, "the hub is short of memory");
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	request->state = certification;
	request->state_free = free;
	if (read_request(context, request, certification, &error) != 0) {
		zr_refusal_answer(request, &error, ZR_STORE_STRANGER, "renew");
		return;
	}
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	zr_hex_encode(certification->wanted.device_id, ZR_PARTY_ID_BYTES, id);
	zr_audit_line_note(request, id, "renew", "");
	zr_request_write(request, apply_renewal, answer_renewal);
}
