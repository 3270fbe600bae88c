/* The use of codes. The decision about a code is made in the writer: two tablets cannot win. */
#include "hub/device/enrolment.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/keeper/keeper.h"
#include "hub/pki/authority.h"
#include "lib/http/quota.h"
#include "hub/access/scope.h"
#include "hub/store/online.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/envelope/enrol.h"

void zr_enrolment_get_ca(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	const struct zr_buffer *pem = &context->shared->certificates.ca_pem;
	zr_request_answer(request, 200, "application/x-pem-file");
	request->answer.borrowed_body = pem->data;
	request->answer.borrowed_bytes = pem->bytes;
}

struct enrolment {
	struct zr_enrol_request wanted;
	uint8_t key[ZR_AUTHORITY_KEY_ID_BYTES]; /* of TLS, its name */
	struct zr_device device;
};

static int refuse(struct zr_error *error, const char *why)
{
	return zr_error_set(error, ZR_E_REFUSED, "%s; ask for a new code", why);
}

/* The device that the code made, when it is this very one: 1; 0 when the code is still free. */
static int check_code(struct zr_store *store, const struct zr_request *request,
	const struct zr_store_code *code, struct zr_error *error)
{
	struct enrolment *enrolment = request->state;
	if (code->is_used) {
		const uint8_t *id = enrolment->wanted.device.id;
		if (memcmp(code->device_id, id, sizeof code->device_id) != 0) {
			return refuse(error, "this code was used for another tablet");
		}
		struct zr_device *device = &enrolment->device;
		int result = zr_store_get_device(store, id, device, error);
		/* One whose answer was lost, and nothing that somebody kept. */
		if (result == 0 &&
			(device->revoked_us != 0 || device->certified_us != device->enrolled_us)) {
			return refuse(error, "this code was used");
		}
		return result == 0 ? 1 : result;
	}
	if (code->expires_us <= request->now_us) {
		return refuse(error, "this code is too old");
	}
	return 0;
}

/* One that was taken out: under the name that it had, in the area that the code says. */
static int welcome_back(struct zr_store *store, struct zr_device *device,
	const struct zr_device *before, struct zr_error *error)
{
	memcpy(device->name, before->name, sizeof device->name);
	int code = zr_store_certify_device(store, device, error);
	return code == 0 ? zr_store_move_device(store, device->keys.id, device->area_id, error)
			 : code;
}

static int add_device(struct zr_store *store, struct zr_request *request,
	const struct zr_store_code *code, struct zr_error *error)
{
	struct enrolment *enrolment = request->state;
	struct zr_device *device = &enrolment->device;
	struct zr_device other;
	int result = zr_store_get_device(store, enrolment->wanted.device.id, &other, error);
	bool is_back = result == 0 && other.revoked_us != 0;
	if (result == 0 && !is_back) {
		return refuse(error, "this tablet's keys are enrolled already by another code");
	}
	if (result != 0 && result != ZR_E_NOT_FOUND) {
		return result;
	}
	device->keys = enrolment->wanted.device;
	device->enrolled_us = request->now_us;
	device->contact_us = request->now_us;
	device->certified_us = request->now_us;
	memcpy(device->certificate_key, enrolment->key, sizeof device->certificate_key);
	(void)snprintf(device->area_id, sizeof device->area_id, "%s", code->area_id);
	(void)snprintf(device->version, sizeof device->version, "%.63s", enrolment->wanted.version);
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	zr_hex_encode(device->keys.id, sizeof device->keys.id, id);
	(void)snprintf(device->name, sizeof device->name, "%s", code->name);
	if (code->name[0] == '\0') {
		(void)snprintf(device->name, sizeof device->name, "tablet-%.6s", id);
	}
	result = is_back ? welcome_back(store, device, &other, error)
			 : zr_store_add_device(store, device, error);
	if (result == 0) {
		result = zr_store_use_code(store, code->secret_hash, device->keys.id, error);
	}
	if (result == 0) {
		result = zr_online_enrol(store, code->secret_hash, device->keys.id, error);
	}
	zr_audit_line_note(request, id, "enrol", "");
	return result == 0 ? zr_audit_line_write(store, request, error) : result;
}

static int apply_enrol(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct enrolment *enrolment = request->state;
	struct zr_store_code code = {0};
	uint8_t hash[ZR_HASH_BYTES];
	zr_envelope_hash(enrolment->wanted.secret, sizeof enrolment->wanted.secret, hash);
	int result = zr_store_get_code(store, hash, &code, error);
	if (result == ZR_E_NOT_FOUND) {
		return refuse(error, "this code is not known here");
	}
	if (result != 0) {
		return result;
	}
	memcpy(code.secret_hash, hash, sizeof hash);
	result = check_code(store, request, &code, error);
	if (result == 1) {
		struct zr_device *device = &enrolment->device;
		memcpy(device->certificate_key, enrolment->key, sizeof device->certificate_key);
		return zr_store_certify_device(store, device, error);
	}
	return result == 0 ? add_device(store, request, &code, error) : result;
}

static void answer_enrol(struct zr_context *context, struct zr_request *request)
{
	const struct enrolment *enrolment = request->state;
	struct zr_error error = {0};
	struct zr_enrol_answer answer = {
		.hub = context->shared->keys.public_half,
		.office = context->shared->office,
		.time_us = request->now_us,
	};
	(void)snprintf(
		answer.device_name, sizeof answer.device_name, "%.63s", enrolment->device.name);
	const struct zr_authority_wish wish = {.device_id = enrolment->wanted.device.id,
		.tls_public = enrolment->wanted.tls_public,
		.now_us = request->now_us};
	int code = zr_keeper_issue(context->shared->keeper, &wish, &answer.certificate, &error);
	if (code != 0 || zr_enrol_answer_encode(&answer, &request->answer.body, &error) != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200, ZR_ENROL_MEDIA_TYPE);
}

void zr_enrolment_enrol(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	if (zr_quota_is_spent(context->shared->stranger_quota, request->peer, request->now_us)) {
		zr_refusal_hold_back(request, context->shared->stranger_quota, false, "");
		return;
	}
	struct enrolment *enrolment = calloc(1, sizeof *enrolment);
	if (enrolment == NULL) {
		(void)zr_error_set(&error, ZR_E_NOMEM, "the hub is short of memory");
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	request->state = enrolment;
	request->state_free = free;
	if (zr_enrol_request_decode(
		    request->body.data, request->body.bytes, &enrolment->wanted, &error) != 0 ||
		zr_authority_name_key(enrolment->wanted.tls_public, enrolment->key, &error) != 0) {
		zr_refusal_answer(request, &error, NULL, "enrol");
		return;
	}
	/* A stranger until its code is good. */
	zr_audit_line_note(request, ZR_STORE_STRANGER, "enrol", "");
	zr_request_write(request, apply_enrol, answer_enrol);
}
