/*
 * Read, put together and sealed on a worker; taken by the writer under the sequence that the
 * worker found free, and opened behind it as a tablet's is. When another submission of the same
 * collector took the sequence meanwhile, the worker seals again. Invariant: 201 goes out only
 * behind the commit.
 */
#include "hub/openrosa/submission.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/http/quota.h"
#include "hub/core/context.h"
#include "hub/core/indexer.h"
#include "hub/core/refusal.h"
#include "hub/http/rosa_body.h"
#include "hub/openrosa/assembly.h"
#include "hub/openrosa/collector.h"
#include "hub/openrosa/door.h"
#include "hub/openrosa/posted.h"
#include "hub/pki/keys.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/envelope/sealed_pair.h"

#define ATTEMPT_COUNT_MAX 8 /* a phone sends one submission after the other */

struct submission {
	struct zr_collector collector;
	struct zr_posted posted;
	struct zr_party_secret keys; /* the collector's */
	struct zr_assembly assembly;
	struct zr_buffer cover;   /* of a record; of a part all of it */
	struct zr_buffer answers; /* of a record */
	struct zr_buffer envelope;
	uint8_t hash[ZR_HASH_BYTES]; /* of the envelope */
	uint64_t sequence;           /* of the record */
	unsigned attempt_count;
	bool is_taken; /* the sequence was */
};

static void submission_free(void *state)
{
	struct submission *submission = state;
	if (submission == NULL) {
		return;
	}
	zr_posted_finish(&submission->posted);
	zr_party_finish(&submission->keys);
	zr_assembly_finish(&submission->assembly);
	zr_buffer_wipe(&submission->cover);
	zr_buffer_wipe(&submission->answers);
	zr_buffer_finish(&submission->envelope);
	free(submission);
}

static void refuse(struct zr_request *request, int code, struct zr_error *error)
{
	const struct submission *submission = request->state;
	if (error->code == 0) {
		(void)zr_error_set(error, code, "the hub is short of memory; try again later");
	}
	zr_door_refuse(request, &submission->collector, error);
}

/* Where to send and how much at once: in every answer to one who may send. */
static void add_terms(struct zr_request *request)
{
	char length[24];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer address = {0};
	(void)snprintf(length, sizeof length, "%zu", ZR_SUBMISSION_ADVISED_BYTES);
	zr_request_add_header(request, "X-OpenRosa-Accept-Content-Length", length);
	if (zr_door_add_base(request, &address) == 0 &&
		zr_buffer_add_text(&address, "/submission") == 0) {
		zr_request_add_header(request, "Location", zr_buffer_text(&address));
	}
}

static void accept(struct zr_request *request)
{
	const struct submission *submission = request->state;
	zr_buffer_finish(&request->answer.body);
	zr_rosa_body_make("submit_success",
		submission->posted.is_incomplete ? "the hub has this part of the submission"
						 : "the hub has the submission",
		&request->answer.body);
	zr_request_answer(request, 201, ZR_ROSA_BODY_TYPE);
	add_terms(request);
}

void zr_submission_offer(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_collector collector;
	if (zr_door_enter(context, request, &collector)) {
		zr_request_answer(request, 204, ZR_ROSA_BODY_TYPE);
		add_terms(request);
	}
}

/* ---- sealing ---- */

/* A part, to the collector's own keys: it is of no use to anybody but the next part. */
static int seal_part(const struct zr_request *request, struct zr_error *error)
{
	struct submission *submission = request->state;
	assert(submission->posted.is_incomplete && submission->cover.bytes > 0);
	uint8_t random[ZR_SEAL_RANDOM_BYTES];
	const struct zr_envelope_head head = {
		.kind = ZR_ENVELOPE_RECORD, .sequence = 1, .time_us = request->now_us};
	const struct zr_envelope_message message = {
		&head, submission->cover.data, submission->cover.bytes};
	const struct zr_envelope_keys keys = {
		&submission->keys, &submission->keys.public_half, random};
	int code = zr_keys_draw(random, sizeof random, error);
	if (code == 0) {
		code = zr_envelope_seal(&message, &keys, &submission->envelope, NULL, error);
	}
	explicit_bzero(random, sizeof random);
	return code;
}

/* A record, as a tablet would: the cover to the hub, the answers to the office. */
static int seal_record(
	struct zr_context *context, const struct zr_request *request, struct zr_error *error)
{
	struct submission *submission = request->state;
	assert(submission->sequence > 0 && submission->answers.bytes > 0);
	uint8_t random[ZR_SEALED_PAIR_RANDOM_BYTES];
	const struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD,
		.sequence = submission->sequence,
		.time_us = request->now_us};
	const struct zr_sealed_pair_message message = {&head,
		{submission->cover.data, submission->cover.bytes},
		{submission->answers.data, submission->answers.bytes}};
	const struct zr_party_public *hub = &context->shared->keys.public_half;
	const struct zr_sealed_pair_keys keys = {
		&submission->keys, hub, &context->shared->office, random};
	zr_buffer_finish(&submission->envelope);
	int code = zr_keys_draw(random, sizeof random, error);
	if (code == 0) {
		code = zr_sealed_pair_seal(
			&message, &keys, &submission->envelope, submission->hash, error);
	}
	explicit_bzero(random, sizeof random);
	return code;
}

static struct zr_submission_part make_part(
	const struct zr_request *request, const struct submission *submission)
{
	struct zr_submission_part part = {
		.instance_id = submission->posted.head.instance_id,
		.received_us = request->now_us,
	};
	memcpy(part.device_id, submission->collector.device_id, sizeof part.device_id);
	memcpy(part.hash, submission->posted.hash, sizeof part.hash);
	return part;
}

/* ---- a part that waits for the rest ---- */

static int store_part(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct submission *submission = request->state;
	struct zr_submission_part part = make_part(request, submission);
	int code = zr_collectors_find_part(store, &part, error);
	if (code != 0) {
		return code < 0 ? code : 0;
	}
	part.envelope = submission->envelope.data;
	part.envelope_bytes = submission->envelope.bytes;
	return zr_collectors_add_part(store, &part, error);
}

static void answer_part(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	accept(request);
}

/* ---- a record ---- */

static int take_arrival(
	struct zr_store *store, const struct zr_request *request, struct zr_error *error)
{
	const struct submission *submission = request->state;
	struct zr_store_arrival arrival = {.sequence = submission->sequence,
		.received_us = request->now_us,
		.envelope = submission->envelope.data,
		.bytes = submission->envelope.bytes};
	memcpy(arrival.device_id, submission->collector.device_id, sizeof arrival.device_id);
	memcpy(arrival.hash, submission->hash, sizeof arrival.hash);
	return zr_store_take_arrivals(store, &arrival, 1, error);
}

/* Its parts wait no more, and the whole is known when it comes again. */
static int close_parts(
	struct zr_store *store, const struct zr_request *request, struct zr_error *error)
{
	const struct submission *submission = request->state;
	struct zr_submission_part part = make_part(request, submission);
	int code = zr_collectors_add_part(store, &part, error);
	for (size_t i = 0; code == 0 && i < submission->assembly.merged_count; i++) {
		memcpy(part.hash, submission->assembly.merged[i], sizeof part.hash);
		code = zr_collectors_end_part(store, &part, error);
	}
	return code;
}

static int store_record(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct submission *submission = request->state;
	const struct zr_submission_part part = make_part(request, submission);
	struct zr_device device;
	int code = zr_collectors_find_part(store, &part, error);
	if (code != 0) {
		return code < 0 ? code : 0;
	}
	code = zr_store_get_device(store, part.device_id, &device, error);
	if (code == 0) {
		code = zr_store_high_water(
			store, part.device_id, device.high_water, &device.high_water, error);
	}
	submission->is_taken = code == 0 && device.high_water + 1 != submission->sequence;
	if (code != 0 || submission->is_taken) {
		return code;
	}
	code = take_arrival(store, request, error);
	device.high_water = submission->sequence;
	device.contact_us = request->now_us;
	if (code == 0) {
		code = zr_store_touch_device(store, &device, error);
	}
	return code == 0 ? close_parts(store, request, error) : code;
}

static void try_record(struct zr_context *context, struct zr_request *request);

static void answer_record(struct zr_context *context, struct zr_request *request)
{
	const struct submission *submission = request->state;
	if (submission->is_taken) {
		try_record(context, request);
		return;
	}
	zr_indexer_wake(context->shared->indexer, 1);
	accept(request);
}

/* Seals it under the sequence that is free as far as this worker sees. */
static void try_record(struct zr_context *context, struct zr_request *request)
{
	struct submission *submission = request->state;
	struct zr_error error = {0};
	struct zr_device device;
	const uint8_t *id = submission->collector.device_id;
	int code = submission->attempt_count++ < ATTEMPT_COUNT_MAX
			   ? zr_store_get_device(context->reader, id, &device, &error)
			   : zr_error_set(&error, ZR_E_BUSY, "the hub is busy; try again later");
	if (code == 0) {
		code = zr_store_high_water(
			context->reader, id, device.high_water, &submission->sequence, &error);
	}
	submission->sequence++;
	if (code == 0) {
		code = seal_record(context, request, &error);
	}
	if (code != 0) {
		refuse(request, code, &error);
		return;
	}
	submission->is_taken = false;
	zr_request_write(request, store_record, answer_record);
}

/* ---- the way in ---- */

/* Whether the collector has anything left of his hour. */
static bool charge(struct zr_context *context, struct zr_request *request)
{
	const struct submission *submission = request->state;
	struct zr_quota *quota = context->shared->tablet_quota;
	const struct zr_quota_use use = {
		.key = submission->collector.device_id, .count = 1, .bytes = request->body.bytes};
	enum zr_quota_verdict verdict = zr_quota_charge(quota, &use, request->now_us);
	if (verdict != ZR_QUOTA_WITHIN) {
		char who[2 * ZR_PARTY_ID_BYTES + 1];
		zr_hex_encode(use.key, ZR_PARTY_ID_BYTES, who);
		zr_refusal_hold_back(request, quota, verdict == ZR_QUOTA_SPENT_NOW, who);
	}
	return verdict == ZR_QUOTA_WITHIN;
}

static int encode(struct submission *submission, struct zr_error *error)
{
	struct zr_record *record = &submission->assembly.record;
	if (submission->posted.is_incomplete) {
		return zr_record_encode(record, &submission->cover, error);
	}
	int code = zr_record_encode_answers(record, &submission->answers, error);
	if (code == 0) {
		code = zr_party_digest(&submission->keys, submission->answers.data,
			submission->answers.bytes, record->answers_digest);
	}
	if (code == 0) {
		code = zr_record_encode_cover(record, &submission->cover, error);
	}
	return code;
}

/* 1 when it is here already, 0 when its content is ready to be sealed. */
static int prepare(struct zr_context *context, struct zr_request *request, struct zr_error *error)
{
	struct submission *submission = request->state;
	struct zr_posted *posted = &submission->posted;
	const struct zr_multipart_body body = {
		request->fields.content_type, request->body.data, request->body.bytes};
	int code = zr_posted_read(&body, posted, error);
	if (code == 0) {
		code = zr_collector_open_keys(context->shared->collector_seed,
			&submission->collector, &submission->keys, error);
	}
	if (code == 0) { /* what is kept of it tells nothing to who guesses answers */
		code = zr_party_digest(
			&submission->keys, posted->hash, sizeof posted->hash, posted->hash);
	}
	if (code == 0) {
		const struct zr_submission_part part = make_part(request, submission);
		code = zr_collectors_find_part(context->reader, &part, error);
	}
	if (code != 0) {
		return code;
	}
	const struct zr_assembly_wish wish = {.posted = posted,
		.collector = &submission->collector,
		.keys = &submission->keys,
		.now_us = request->now_us};
	code = zr_assembly_make(context, &wish, &submission->assembly, error);
	return code == 0 ? encode(submission, error) : code;
}

static void take(struct zr_context *context, struct zr_request *request)
{
	struct submission *submission = request->state;
	struct zr_error error = {0};
	int code = prepare(context, request, &error);
	if (code == 1) {
		accept(request);
		return;
	}
	if (code == 0 && !submission->posted.is_incomplete) {
		try_record(context, request);
		return;
	}
	if (code == 0) {
		code = seal_part(request, &error);
	}
	if (code != 0) {
		refuse(request, code, &error);
		return;
	}
	zr_request_write(request, store_part, answer_part);
}

void zr_submission_take(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL && request->state == NULL);
	struct zr_collector collector;
	if (!zr_door_enter(context, request, &collector)) {
		return;
	}
	struct submission *submission = calloc(1, sizeof *submission);
	if (submission == NULL) {
		struct zr_error error;
		(void)zr_error_set(&error, ZR_E_NOMEM, "the hub is short of memory");
		zr_request_answer_error(request, &error);
		return;
	}
	submission->collector = collector;
	request->state = submission;
	request->state_free = submission_free;
	if (charge(context, request)) {
		take(context, request);
	}
}
