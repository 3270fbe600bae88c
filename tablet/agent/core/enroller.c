/* The two requests of enrolment, and the file that may hold a code. */
#include "tablet/agent/core/enroller.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/event/log.h"
#include "lib/envelope/code.h"
#include "lib/envelope/enrol.h"
#include "lib/store/identity.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/io/http.h"
#include "tablet/agent/io/pin.h"
#include "tablet/agent/core/problem.h"

enum {
	CA_BYTES_MAX = 64 * 1024,
	CODE_TEXT_BYTES = 512,
	FILE_RETRY_FIRST_S = 2,
	FILE_RETRY_LAST_S = 60,
};

struct zr_enroller {
	struct zr_state *state; /* borrowed */
	bool is_busy;
	struct zr_code code;
	struct zr_buffer ca_pem;
	struct zr_tls_key tls;  /* that a certificate is asked for */
	zr_enroller_done *done; /* NULL: nobody waits any more */
	void *user;
	bool is_hub_refusal; /* the present failure is the hub's own, final word */
	sd_event_source *file_timer;
	int64_t file_retry_s;
};

static void end(struct zr_enroller *enroller, const struct zr_error *result)
{
	assert(enroller->is_busy);
	if (result->code == 0) {
		ZR_LOG(ENROLLED);
	} else {
		ZR_LOG(ENROL_FAILED, .error = result->code);
	}
	zr_enroller_done *done = enroller->done;
	void *user = enroller->user;
	enroller->is_busy = false;
	enroller->done = NULL;
	zr_code_finish(&enroller->code);
	zr_buffer_finish(&enroller->ca_pem);
	zr_tls_key_finish(&enroller->tls);
	enroller->state->last_error = result->code;
	zr_state_changed(enroller->state);
	if (done != NULL) {
		done(user, result);
	}
	zr_state_plan(enroller->state);
}

static int store_answer(
	struct zr_enroller *enroller, const struct zr_http_answer *http, struct zr_error *error)
{
	struct zr_state *state = enroller->state;
	struct zr_enrol_answer answer;
	struct zr_buffer certificate = {0};
	int code = zr_enrol_answer_decode(http->body.data, http->body.bytes, &answer, error);
	if (code != 0) {
		return code;
	}
	struct zr_identity *identity = &state->identity;
	bool was_enrolled = identity->is_enrolled;
	if (was_enrolled && memcmp(identity->hub_sign, answer.hub.sign, ZR_KEY_BYTES) != 0) {
		return zr_error_set(error, ZR_E_STATE,
			"the code is another hub's, and the records here are sealed to this one");
	}
	static_assert(sizeof identity->hub_url == sizeof enroller->code.url, "one size of URL");
	static_assert(sizeof identity->device_name == sizeof answer.device_name, "one size");
	memcpy(identity->hub_url, enroller->code.url, sizeof identity->hub_url);
	memcpy(identity->device_name, answer.device_name, sizeof identity->device_name);
	memcpy(identity->hub_sign, answer.hub.sign, ZR_KEY_BYTES);
	memcpy(identity->hub_agree, answer.hub.agree, ZR_KEY_BYTES);
	memcpy(identity->office_sign, answer.office.sign, ZR_KEY_BYTES);
	memcpy(identity->office_agree, answer.office.agree, ZR_KEY_BYTES);
	code = zr_buffer_add(&certificate, answer.certificate.data, answer.certificate.bytes);
	if (code != 0) {
		return zr_error_set(error, code, "no memory for a certificate");
	}
	zr_buffer_finish(&identity->tls.certificate);
	zr_buffer_wipe(&identity->tls.key);
	identity->tls = (struct zr_identity_certificate){
		certificate, enroller->tls.der, answer.certificate.renew_from_us};
	enroller->tls.der = (struct zr_buffer){0};
	zr_buffer_finish(&identity->hub_ca);
	identity->hub_ca = enroller->ca_pem;
	enroller->ca_pem = (struct zr_buffer){0};
	code = zr_state_stored(state, zr_identity_enrol(state->database, identity, error));
	if (code == 0 && was_enrolled) {
		zr_state_know_readers(state); /* the office may be another by now */
		zr_sync_hurry(&state->sync, zr_state_now_us(state));
	} else if (code == 0) {
		identity->is_enrolled = true;
		zr_state_enrolled(state);
	}
	if (code == 0) {
		state->last_contact_us = zr_state_wall_us();
	}
	return code;
}

static void take_answer(void *user, struct zr_http_answer *answer)
{
	struct zr_enroller *enroller = user;
	struct zr_error problem = {0};
	bool is_hubs_word = zr_problem_read(answer, &problem);
	enroller->is_hub_refusal = is_hubs_word && !zr_error_is_retryable(problem.code);
	if (problem.code == 0) {
		(void)store_answer(enroller, answer, &problem);
	}
	end(enroller, &problem);
}

static int start_request(struct zr_enroller *enroller, const char *path, struct zr_buffer *body,
	zr_http_done *done, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer url = {0};
	int code = zr_buffer_add_format(&url, "%s%s", enroller->code.url, path);
	if (code != 0) {
		return zr_error_set(error, code, "no memory for an address");
	}
	const struct zr_http_request request = {.url = url.data,
		.body = body,
		.ca_pem = body != NULL ? &enroller->ca_pem : NULL,
		.answer_bytes_max = body != NULL ? ZR_ENROL_BYTES_MAX : CA_BYTES_MAX};
	return zr_http_start(enroller->state->http, &request, done, enroller, error);
}

static int ask_hub(
	struct zr_enroller *enroller, const struct zr_http_answer *ca, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer body = {0};
	int code = zr_pin_certificate(&ca->body, &enroller->code, &enroller->ca_pem, error);
	if (code == 0) {
		uint8_t random[ZR_TLS_KEY_RANDOM_BYTES];
		zr_state_random(random, sizeof random);
		zr_tls_key_finish(&enroller->tls);
		code = zr_tls_key_init(&enroller->tls, random, error);
		explicit_bzero(random, sizeof random);
	}
	if (code == 0) {
		const struct zr_enrol_wish wish = {.secret = enroller->code.secret,
			.tls_public = enroller->tls.public_half,
			.device = &enroller->state->party,
			.version = ZR_VERSION};
		code = zr_enrol_request_encode(&wish, &body, error);
	}
	if (code == 0) {
		code = start_request(enroller, "/v1/enrol", &body, take_answer, error);
	}
	return code;
}

static void take_ca(void *user, struct zr_http_answer *answer)
{
	struct zr_enroller *enroller = user;
	struct zr_error problem = {0};
	(void)zr_problem_read(answer, &problem);
	if (problem.code == 0) {
		(void)ask_hub(enroller, answer, &problem);
	}
	if (problem.code != 0) {
		end(enroller, &problem);
	}
}

/* A code that leaves the hub's address out means the one that this tablet was made for. */
static int read_text(struct zr_enroller *enroller, const char *text, struct zr_error *error)
{
	const char *hub = enroller->state->options->hub;
	int code = zr_code_parse(text, &enroller->code, error);
	if (code != 0 || enroller->code.url[0] != '\0') {
		return code;
	}
	code = hub != NULL ? zr_code_set_address(&enroller->code, hub, error)
			   : zr_error_set(error, ZR_E_SYNTAX,
				     "the hub's address is missing: type it behind the groups");
	if (code != 0) {
		zr_code_finish(&enroller->code);
	}
	return code;
}

int zr_enroller_start(struct zr_enroller *enroller, const char *text, zr_enroller_done *done,
	void *user, struct zr_error *error)
{
	assert(enroller != NULL && text != NULL && done != NULL);
	/* A hub that was restored from a backup of before may take this tablet again. */
	if (enroller->state->identity.is_enrolled && !enroller->state->is_forgotten) {
		return zr_error_set(error, ZR_E_STATE, "this tablet belongs to a hub already");
	}
	if (enroller->is_busy) {
		return zr_error_set(
			error, ZR_E_BUSY, "another code is being tried; wait for its answer");
	}
	if (zr_http_is_busy(enroller->state->http)) {
		return zr_error_set(error, ZR_E_BUSY, "the hub is being asked; try again");
	}
	int code = read_text(enroller, text, error);
	if (code != 0) {
		return code;
	}
	code = start_request(enroller, "/v1/ca", NULL, take_ca, error);
	if (code != 0) {
		zr_code_finish(&enroller->code);
		return code;
	}
	enroller->is_busy = true;
	enroller->is_hub_refusal = false;
	enroller->done = done;
	enroller->user = user;
	return 0;
}

void zr_enroller_forget(struct zr_enroller *enroller, const void *user)
{
	assert(enroller != NULL && user != NULL);
	if (enroller->user == user) {
		enroller->done = NULL;
	}
}

/* ---- a code from a file ---- */

static void try_later(struct zr_enroller *enroller)
{
	assert(enroller->file_retry_s > 0);
	uint64_t after_us = (uint64_t)enroller->file_retry_s * 1000000;
	uint64_t now_us = (uint64_t)zr_state_now_us(enroller->state);
	enroller->file_retry_s *= 2;
	if (enroller->file_retry_s > FILE_RETRY_LAST_S) {
		enroller->file_retry_s = FILE_RETRY_LAST_S;
	}
	(void)sd_event_source_set_time(enroller->file_timer, now_us + after_us);
	(void)sd_event_source_set_enabled(enroller->file_timer, SD_EVENT_ONESHOT);
}

static void take_file_result(void *user, const struct zr_error *result)
{
	struct zr_enroller *enroller = user;
	if (result->code != 0 && !enroller->is_hub_refusal) {
		try_later(enroller);
	}
}

static bool read_code(const char *path, char text[CODE_TEXT_BYTES])
{
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t bytes = fd >= 0 ? read(fd, text, CODE_TEXT_BYTES - 1) : -1;
	text[bytes > 0 ? bytes : 0] = '\0';
	return bytes > 0;
}

/* The file may come later than the agent: the kernel's module that shows it is loaded by udev. */
static int handle_file_timer(sd_event_source *source, uint64_t time_us, void *user)
{
	struct zr_enroller *enroller = user;
	char text[CODE_TEXT_BYTES];
	if (enroller->state->identity.is_enrolled) {
		return 0;
	}
	struct zr_error error = {0};
	if (!read_code(enroller->state->options->enrol_file, text)) {
		try_later(enroller);
		return 0;
	}
	int code = zr_enroller_start(enroller, text, take_file_result, enroller, &error);
	explicit_bzero(text, sizeof text);
	if (code == ZR_E_SYNTAX || code == ZR_E_LIMIT || code == ZR_E_INVALID) {
		ZR_LOG(ENROL_FILE_USELESS, .error = code);
	} else if (code != 0) {
		try_later(enroller);
	}
	return 0;
}

int zr_enroller_new(
	struct zr_state *state, struct zr_enroller **ret_enroller, struct zr_error *error)
{
	assert(state != NULL && ret_enroller != NULL);
	struct zr_enroller *enroller = calloc(1, sizeof *enroller);
	if (enroller == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for enrolment");
	}
	enroller->state = state;
	enroller->file_retry_s = FILE_RETRY_FIRST_S;
	int result = sd_event_add_time(state->event, &enroller->file_timer, CLOCK_MONOTONIC, 0, 0,
		handle_file_timer, enroller);
	if (result < 0) {
		free(enroller);
		return zr_error_set_errno(error, -result, "prepare enrolment");
	}
	bool has_file = state->options->enrol_file != NULL && !state->identity.is_enrolled;
	(void)sd_event_source_set_enabled(
		enroller->file_timer, has_file ? SD_EVENT_ONESHOT : SD_EVENT_OFF);
	*ret_enroller = enroller;
	return 0;
}

void zr_enroller_free(struct zr_enroller *enroller)
{
	if (enroller != NULL) {
		(void)sd_event_source_disable_unref(enroller->file_timer);
		zr_code_finish(&enroller->code);
		zr_buffer_finish(&enroller->ca_pem);
		zr_tls_key_finish(&enroller->tls);
		free(enroller);
	}
}
