/* The key is drawn for each try. After a lost answer the hub takes the old pair no more, and says
 * so: the next exchange is refused for its certificate, and that asks for another one. */
#include "tablet/agent/core/renewer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/renewal.h"
#include "lib/event/log.h"
#include "lib/store/identity.h"
#include "tablet/agent/core/problem.h"
#include "tablet/agent/core/room.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/io/http.h"

#define ANSWER_BYTES_MAX (ZR_RENEWAL_BYTES_MAX + ZR_CERTIFICATE_BYTES_MAX)

struct zr_renewer {
	struct zr_state *state; /* borrowed */
	struct zr_tls_key key;  /* that a certificate is asked for */
};

static void end(struct zr_renewer *renewer, const struct zr_error *result)
{
	struct zr_state *state = renewer->state;
	zr_tls_key_finish(&renewer->key);
	if (result->code == 0) {
		ZR_LOG(CERTIFICATE_RENEWED);
		zr_sync_hurry(&state->sync, zr_state_now_us(state));
	} else {
		ZR_LOG(CERTIFICATE_NOT_RENEWED, .error = result->code);
		state->is_forgotten = state->is_forgotten || result->code == ZR_E_REFUSED;
		state->last_error = result->code;
	}
	zr_state_changed(state);
	zr_state_plan(state);
}

static int store_certificate(
	struct zr_state *state, const struct zr_identity_certificate *tls, struct zr_error *error)
{
	int code = zr_identity_certify(state->database, tls, error);
	if (code == ZR_E_FULL) {
		zr_room_make_for_exchange(state);
		code = zr_identity_certify(state->database, tls, error);
	}
	return zr_state_stored(state, code);
}

static int take_certificate(
	struct zr_renewer *renewer, const struct zr_http_answer *http, struct zr_error *error)
{
	struct zr_state *state = renewer->state;
	struct zr_renewal_answer answer;
	int code = zr_renewal_answer_decode(http->body.data, http->body.bytes, &answer, error);
	if (code != 0) {
		return code;
	}
	struct zr_identity_certificate tls = {
		.key = renewer->key.der, .renew_from_us = answer.renew_from_us};
	renewer->key.der = (struct zr_buffer){0};
	if (zr_buffer_add(&tls.certificate, answer.data, answer.bytes) != 0) {
		code = zr_error_set(error, ZR_E_NOMEM, "no memory for a certificate");
	}
	if (code == 0) {
		code = store_certificate(state, &tls, error);
	}
	if (code == 0) { /* the old pair goes, wiped */
		const struct zr_identity_certificate old = state->identity.tls;
		state->identity.tls = tls;
		tls = old;
	}
	zr_buffer_finish(&tls.certificate);
	zr_buffer_wipe(&tls.key);
	return code;
}

static void take_answer(void *user, struct zr_http_answer *answer)
{
	struct zr_renewer *renewer = user;
	struct zr_error problem = {0};
	(void)zr_problem_read(answer, &problem);
	if (problem.code == 0) {
		(void)take_certificate(renewer, answer, &problem);
	}
	end(renewer, &problem);
}

static int ask(struct zr_renewer *renewer, const char *path, struct zr_buffer *body,
	zr_http_done *done, struct zr_error *error)
{
	const struct zr_identity *identity = &renewer->state->identity;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer url = {0};
	int code = zr_buffer_add_format(&url, "%s%s", identity->hub_url, path);
	if (code != 0) {
		return zr_error_set(error, code, "no memory for an address");
	}
	const struct zr_http_request request = {.url = url.data,
		.body = body,
		.ca_pem = &identity->hub_ca,
		.answer_bytes_max = ANSWER_BYTES_MAX};
	return zr_http_start(renewer->state->http, &request, done, renewer, error);
}

static int ask_for_certificate(
	struct zr_renewer *renewer, const struct zr_http_answer *health, struct zr_error *error)
{
	const struct zr_state *state = renewer->state;
	struct zr_renewal_request request = {0};
	uint8_t random[ZR_TLS_KEY_RANDOM_BYTES];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	int code = zr_renewal_health_decode(
		health->body.data, health->body.bytes, &request.time_us, error);
	if (code == 0) {
		zr_state_random(random, sizeof random);
		code = zr_tls_key_init(&renewer->key, random, error);
		explicit_bzero(random, sizeof random);
	}
	if (code == 0) {
		memcpy(request.device_id, state->party.public_half.id, sizeof request.device_id);
		memcpy(request.tls_public, renewer->key.public_half, sizeof request.tls_public);
		code = zr_renewal_request_encode(
			&request, &state->party, state->identity.hub_sign, &body, error);
	}
	return code == 0 ? ask(renewer, "/v1/renew", &body, take_answer, error) : code;
}

static void take_health(void *user, struct zr_http_answer *answer)
{
	struct zr_renewer *renewer = user;
	struct zr_error problem = {0};
	(void)zr_problem_read(answer, &problem);
	if (problem.code == 0) {
		(void)ask_for_certificate(renewer, answer, &problem);
	}
	if (problem.code != 0) {
		end(renewer, &problem);
	}
}

void zr_renewer_start(struct zr_renewer *renewer)
{
	assert(renewer != NULL && renewer->state->identity.is_enrolled);
	assert(!zr_http_is_busy(renewer->state->http));
	struct zr_error error = {0};
	renewer->state->wants_certificate = false;
	if (ask(renewer, "/v1/health", NULL, take_health, &error) != 0) {
		end(renewer, &error);
	}
}

int zr_renewer_new(struct zr_state *state, struct zr_renewer **ret_renewer, struct zr_error *error)
{
	assert(state != NULL && ret_renewer != NULL);
	struct zr_renewer *renewer = calloc(1, sizeof *renewer);
	if (renewer == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for renewals");
	}
	renewer->state = state;
	*ret_renewer = renewer;
	return 0;
}

void zr_renewer_free(struct zr_renewer *renewer)
{
	if (renewer != NULL) {
		zr_tls_key_finish(&renewer->key);
		free(renewer);
	}
}
