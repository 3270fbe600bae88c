/*
 * A timer, a request, and where the round stands. Invariant: a copy goes only behind a 201.
 */
#include "tablet/agent/central/courier.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/event/log.h"
#include "lib/store/dispatch.h"
#include "tablet/agent/central/central_file.h"
#include "tablet/agent/central/form_data.h"
#include "tablet/agent/core/room.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/io/http.h"

enum {
	ANSWER_BYTES_MAX = 64 * 1024, /* a sentence in XML; it is not read */
	REFUSED_PAUSE_S = 3600,       /* until what a server refused is tried again */
};

struct zr_courier {
	struct zr_state *state; /* borrowed */
	struct zr_central_file central;
	bool is_usable; /* central.conf could be read */
	struct zr_http *http;
	sd_event_source *timer;
	int64_t due_us;     /* not before, by the clock that never jumps */
	int64_t again_us;   /* when what was refused is tried again; 0: nothing waits for it */
	int64_t after_rank; /* those before it were refused, and wait */
	unsigned failures;  /* in a row, of the way there */
	int64_t rank;       /* of the running request */
	uint64_t sequence;
};

static void plan(struct zr_courier *courier);

static int handle_timer(sd_event_source *source, uint64_t time_us, void *user)
{
	(void)source;
	(void)time_us;
	plan(user);
	return 0;
}

static void wake_at(struct zr_courier *courier, int64_t at_us)
{
	(void)sd_event_source_set_time(courier->timer, (uint64_t)at_us);
	(void)sd_event_source_set_enabled(courier->timer, SD_EVENT_ONESHOT);
}

static void pause_for(struct zr_courier *courier, int64_t pause_us)
{
	courier->due_us = zr_state_now_us(courier->state) + pause_us;
	wake_at(courier, courier->due_us);
}

/* Doubled with each failure, with jitter of half of it. */
static int64_t pause_us(const struct zr_courier *courier, int64_t retry_after_s)
{
	uint64_t random = 0;
	int64_t pause_ms = ZR_RETRY_FIRST_MS;
	for (unsigned i = 1; i < courier->failures && pause_ms < ZR_RETRY_LAST_MS; i++) {
		pause_ms *= 2;
	}
	pause_ms = pause_ms < ZR_RETRY_LAST_MS ? pause_ms : ZR_RETRY_LAST_MS;
	zr_state_random(&random, sizeof random);
	pause_ms = pause_ms / 2 + (int64_t)(random % (uint64_t)pause_ms);
	int64_t asked_ms = retry_after_s * 1000;
	return (pause_ms > asked_ms ? pause_ms : asked_ms) * 1000;
}

static void fail(struct zr_courier *courier, int code, const struct zr_http_answer *answer)
{
	courier->failures++;
	ZR_LOG(CENTRAL_FAILED, .error = code,
		.status = answer != NULL ? (int64_t)answer->status : 0);
	pause_for(courier, pause_us(courier, answer != NULL ? answer->retry_after_s : 0));
}

/* ---- one record ---- */

static int open_copy(
	struct zr_state *state, const struct zr_buffer *copy, struct zr_record *ret_record)
{
	struct zr_envelope_head head;
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	const struct zr_envelope_signed envelope = {
		copy->data, copy->bytes, &state->party.public_half};
	int code = zr_envelope_open(&envelope, &state->party, &head, &content, NULL);
	return code == 0 ? zr_record_decode(content.data, content.bytes, ret_record, NULL) : code;
}

/* What tells of one record and not of the way: the others go on without it. */
static bool is_of_record(long status)
{
	return status >= 400 && status < 500 && status != 401 && status != 403 && status != 408 &&
	       status != 429;
}

static void take_answer(void *user, struct zr_http_answer *answer)
{
	struct zr_courier *courier = user;
	struct zr_error error = {0};
	if (answer->error.code != 0) {
		fail(courier, answer->error.code, answer);
		return;
	}
	if (is_of_record(answer->status)) {
		ZR_LOG(CENTRAL_REFUSED, .record = (int64_t)courier->sequence,
			.status = (int64_t)answer->status);
		courier->after_rank = courier->rank;
		courier->failures = 0;
		plan(courier);
		return;
	}
	if (answer->status != 201) {
		fail(courier, ZR_E_BUSY, answer);
		return;
	}
	int code = zr_dispatch_done(courier->state->database, courier->rank, &error);
	if (zr_state_stored(courier->state, code) != 0) {
		fail(courier, code, answer); /* it is sent again, and known there */
		return;
	}
	courier->failures = 0;
	ZR_LOG(CENTRAL_DELIVERED, .record = (int64_t)courier->sequence);
	plan(courier);
}

static int send(struct zr_courier *courier, const struct zr_buffer *copy, struct zr_error *error)
{
	uint8_t random[ZR_FORM_DATA_RANDOM_BYTES];
	char type[ZR_FORM_DATA_TYPE_BYTES];
	ZR_CLEANUP(zr_record_finish) struct zr_record record = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer body = {0};
	zr_state_random(random, sizeof random);
	int code = open_copy(courier->state, copy, &record);
	if (code == 0) {
		code = zr_form_data_make(&record, random, &body, type);
	}
	if (code != 0) {
		return zr_error_set(error, code, "a record's copy cannot be read");
	}
	const struct zr_central_file *central = &courier->central;
	const struct zr_http_request request = {.url = central->url.data,
		.body = &body,
		.type = type,
		.login = central->login.bytes > 0 ? zr_buffer_text(&central->login) : NULL,
		.is_openrosa = true,
		.ca_pem = central->ca_pem.bytes > 0 ? &central->ca_pem : NULL,
		.answer_bytes_max = ANSWER_BYTES_MAX};
	return zr_http_start(courier->http, &request, take_answer, courier, error);
}

/* ---- the round ---- */

/* Behind the last: what was refused comes again after a while, and new ones go before. */
static void end_round(struct zr_courier *courier, int64_t now_us)
{
	if (courier->after_rank == 0) {
		return;
	}
	if (courier->again_us == 0) {
		courier->again_us = now_us + (int64_t)REFUSED_PAUSE_S * 1000000;
	}
	wake_at(courier, courier->again_us);
}

static void begin_again(struct zr_courier *courier, int64_t now_us)
{
	if (courier->again_us != 0 && now_us >= courier->again_us) {
		courier->again_us = 0;
		courier->after_rank = 0;
	}
}

static void plan(struct zr_courier *courier)
{
	assert(courier != NULL);
	const int64_t now_us = zr_state_now_us(courier->state);
	if (!courier->is_usable || zr_http_is_busy(courier->http) || now_us < courier->due_us) {
		return;
	}
	begin_again(courier, now_us);
	struct zr_dispatch next = {0};
	struct zr_error error = {0};
	int code = zr_dispatch_next(courier->state->database, courier->after_rank, &next, &error);
	if (code == 1) {
		courier->rank = next.rank;
		courier->sequence = next.sequence;
		code = send(courier, &next.envelope, &error);
		zr_buffer_finish(&next.envelope);
		if (code != 0 && !zr_error_is_retryable(code)) {
			/* The flash has spoilt it: the hub has its own. */
			ZR_LOG(RECORD_UNREADABLE, .record = (int64_t)next.sequence, .error = code);
			courier->after_rank = next.rank;
			pause_for(courier, (int64_t)ZR_RETRY_FIRST_MS * 1000);
			return;
		}
	} else if (code == 0) {
		end_round(courier, now_us);
	}
	if (code < 0) {
		fail(courier, code, NULL);
	}
}

/* ---- from outside ---- */

int zr_courier_keep(
	struct zr_courier *courier, const struct zr_record *record, struct zr_error *error)
{
	assert(record != NULL && record->record_id != NULL);
	if (courier == NULL) {
		return 0;
	}
	struct zr_state *state = courier->state;
	uint8_t random[ZR_SEAL_RANDOM_BYTES];
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	const struct zr_envelope_head head = {
		.kind = ZR_ENVELOPE_RECORD, .sequence = 1, .time_us = zr_state_wall_us()};
	int code = zr_record_encode(record, &content, error);
	if (code == 0) {
		zr_state_random(random, sizeof random);
		const struct zr_envelope_message message = {&head, content.data, content.bytes};
		const struct zr_envelope_keys keys = {
			&state->party, &state->party.public_half, random};
		code = zr_envelope_seal(&message, &keys, &envelope, NULL, error);
		explicit_bzero(random, sizeof random);
	}
	if (code == 0) {
		code = zr_dispatch_put(state->database, record->record_id, &envelope, error);
	}
	if (code == ZR_E_FULL) {
		zr_room_make(state);
		code = zr_dispatch_put(state->database, record->record_id, &envelope, error);
	}
	return zr_state_stored(state, code);
}

void zr_courier_hurry(struct zr_courier *courier)
{
	if (courier != NULL) {
		plan(courier);
	}
}

static int open_parts(struct zr_courier *courier, struct zr_error *error)
{
	struct zr_state *state = courier->state;
	int code = zr_http_new(state->event, &courier->http, error);
	if (code == 0 && sd_event_add_time(state->event, &courier->timer, CLOCK_MONOTONIC, 0, 0,
				 handle_timer, courier) < 0) {
		code = zr_error_set(error, ZR_E_NOMEM, "no memory for a timer");
	}
	if (code == 0) {
		pause_for(courier, 0);
	}
	return code;
}

int zr_courier_new(struct zr_state *state, struct zr_courier **ret_courier, struct zr_error *error)
{
	assert(state != NULL && state->event != NULL && ret_courier != NULL);
	struct zr_error fault = {0};
	struct zr_central_file central = {0};
	*ret_courier = NULL;
	int read = zr_central_file_read(state->options->data, &central, &fault);
	if (read == ZR_E_NOT_FOUND) {
		return 0;
	}
	struct zr_courier *courier = calloc(1, sizeof *courier);
	if (courier == NULL) {
		zr_central_file_finish(&central);
		return zr_error_set(error, ZR_E_NOMEM, "no memory for another server");
	}
	*courier = (struct zr_courier){.state = state, .central = central, .is_usable = read == 0};
	if (read != 0) {
		ZR_LOG(CENTRAL_UNUSABLE, .error = read);
	}
	int code = open_parts(courier, error);
	if (code != 0) {
		zr_courier_free(courier);
		return code;
	}
	*ret_courier = courier;
	return 0;
}

void zr_courier_free(struct zr_courier *courier)
{
	if (courier == NULL) {
		return;
	}
	zr_http_free(courier->http);
	(void)sd_event_source_disable_unref(courier->timer);
	zr_central_file_finish(&courier->central);
	free(courier);
}
