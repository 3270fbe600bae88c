/* Opening needs the processor and no lock; writing is short, for the one writer has others. */
#include "hub/device/indexing.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/device/opening.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/event/log.h"

/* One arrival and what became of it. */
struct found {
	struct zr_store_arrival arrival; /* its envelope is not kept */
	int code;
	struct zr_opened_record opened;
};

struct zr_indexing {
	int64_t told_rank; /* what came up to here was opened before: the audit knows */
	size_t count;
	struct found items[ZR_HUB_OPENING_COUNT_MAX];
};

/* What a list of arrivals is opened with. */
struct round {
	struct zr_context *context;
	struct zr_indexing *indexing;
	struct zr_device device; /* of the last one: they come in runs */
	size_t content_bytes;    /* held until they are written */
	struct zr_error *error;
};

void zr_indexing_free(struct zr_indexing *indexing)
{
	for (size_t i = 0; indexing != NULL && i < indexing->count; i++) {
		zr_opening_finish(&indexing->items[i].opened);
	}
	free(indexing);
}

static int find_device(struct round *round, const struct zr_store_arrival *arrival)
{
	assert(round->context != NULL && round->indexing != NULL);
	static const uint8_t nobody[ZR_PARTY_ID_BYTES];
	struct zr_device *device = &round->device;
	bool is_same = memcmp(device->keys.id, arrival->device_id, sizeof device->keys.id) == 0;
	if (is_same && memcmp(arrival->device_id, nobody, sizeof nobody) != 0) {
		return 0;
	}
	return zr_store_get_device(
		round->context->reader, arrival->device_id, device, round->error);
}

static void tell_of_damage(const struct zr_store_arrival *arrival)
{
	char device[2 * ZR_PARTY_ID_BYTES + 1];
	zr_hex_encode(arrival->device_id, ZR_PARTY_ID_BYTES, device);
	ZR_LOG(RECORD_DAMAGED, .tablet = device, .record = (int64_t)arrival->sequence);
}

/* The code of an envelope: 0, or why it is no record. */
static int open_one(struct round *round, struct found *found)
{
	const struct zr_store_arrival *arrival = &found->arrival;
	if (arrival->envelope == NULL) {
		tell_of_damage(arrival);
		return ZR_E_LOST;
	}
	int code = find_device(round, arrival);
	if (code != 0) {
		return code == ZR_E_NOT_FOUND ? ZR_E_REFUSED : code;
	}
	const struct zr_envelope_signed envelope = {
		arrival->envelope, arrival->bytes, &round->device.keys};
	return zr_opening_read(
		&found->opened, &envelope, &round->context->shared->keys, round->error);
}

/* What may pass, memory or a disk that does not answer, ends the round: the next begins here. */
static int take_arrival(void *user, const struct zr_store_arrival *arrival)
{
	struct round *round = user;
	struct zr_indexing *indexing = round->indexing;
	if (indexing->count == ZR_HUB_OPENING_COUNT_MAX) {
		return 1;
	}
	struct found *found = &indexing->items[indexing->count];
	found->arrival = *arrival;
	found->code = open_one(round, found);
	found->arrival.envelope = NULL;
	if (found->code != 0 && zr_error_is_retryable(found->code)) {
		zr_opening_finish(&found->opened);
		return indexing->count > 0 ? 1 : found->code;
	}
	indexing->count++;
	round->content_bytes += found->opened.content_bytes;
	return round->content_bytes < ZR_HUB_OPENING_CONTENT_BYTES_MAX ? 0 : 1;
}

int zr_indexing_read(
	struct zr_context *context, struct zr_indexing **ret_indexing, struct zr_error *error)
{
	assert(context != NULL && ret_indexing != NULL);
	const struct zr_store_span span = {
		.count_max = ZR_HUB_OPENING_COUNT_MAX, .bytes_max = ZR_HUB_OPENING_BYTES_MAX};
	struct zr_indexing *indexing = calloc(1, sizeof *indexing);
	if (indexing == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to open envelopes");
	}
	struct round round = {.context = context, .indexing = indexing, .error = error};
	int code = zr_store_get_told_rank(context->reader, &indexing->told_rank, error);
	if (code == 0) {
		code = zr_store_list_waiting(context->reader, &span, take_arrival, &round, error);
	}
	if (code < 0 || indexing->count == 0) {
		zr_indexing_free(indexing);
		*ret_indexing = NULL;
		return code < 0 ? code : 0;
	}
	*ret_indexing = indexing;
	return 0;
}

/* ---- writing ---- */

/* What is said of one envelope in the audit. */
static int note(struct zr_store *store, const struct found *found, int64_t now_us, const char *what,
	struct zr_error *error)
{
	char device[2 * ZR_PARTY_ID_BYTES + 1];
	char hash[2 * ZR_HASH_BYTES + 1];
	char detail[120];
	zr_hex_encode(found->arrival.device_id, ZR_PARTY_ID_BYTES, device);
	zr_hex_encode(found->arrival.hash, ZR_HASH_BYTES, hash);
	(void)snprintf(detail, sizeof detail, "sequence %llu, %zu bytes, %s",
		(unsigned long long)found->arrival.sequence, found->arrival.bytes, hash);
	const struct zr_store_audit audit = {.time_us = now_us,
		.who = device,
		.what = what,
		.code = found->code,
		.detail = detail};
	return zr_store_add_audit(store, &audit, error);
}

/* Its time is that of its receipt, so that an index that is made anew is the same. */
static int put_aside(struct zr_store *store, const struct found *found, struct zr_error *error)
{
	struct zr_store_refused refused = {.time_us = found->arrival.received_us,
		.code = found->code,
		.is_signed = found->opened.is_signed,
		.bytes = found->arrival.bytes,
		.sequence = found->arrival.sequence};
	memcpy(refused.hash, found->arrival.hash, sizeof refused.hash);
	memcpy(refused.device_id, found->arrival.device_id, sizeof refused.device_id);
	return zr_store_quarantine(store, &refused, error);
}

/* Known is what has the same hash. Another envelope at a used sequence, or with a used record id,
 * is one more record: its tablet signed it, and was set back or copied. Both stand and are told of.
 * 1: it is to be told of. */
static int write_record(struct zr_store *store, const struct found *found, struct zr_error *error)
{
	assert(found->code == 0 && found->opened.record.record_id != NULL);
	struct zr_store_record record = {
		.sequence = found->arrival.sequence,
		.received_us = found->arrival.received_us,
		.content = found->opened.record,
	};
	memcpy(record.device_id, found->arrival.device_id, sizeof record.device_id);
	memcpy(record.hash, found->arrival.hash, sizeof record.hash);
	memcpy(record.content_hash, found->opened.content_hash, sizeof record.content_hash);
	unsigned conflict = 0;
	int code = zr_store_find_record(store, &record, &conflict, error);
	if (code == 2) {
		/* A tablet that was set back finished it again: it is here. */
		return put_aside(store, found, error);
	}
	if (code != 0) {
		return code < 0 ? code : 0;
	}
	code = zr_store_add_record(store, &record, error);
	return code == 0 && conflict != 0 ? 1 : code;
}

static int write_new(
	struct zr_store *store, const struct found *found, int64_t now_us, struct zr_error *error)
{
	if (found->code == 0) {
		int code = write_record(store, found, error);
		return code == 1 ? note(store, found, now_us, "conflict", error) : code;
	}
	int code = zr_store_is_waiting(store, &found->arrival, error);
	if (code != 1) {
		return code;
	}
	code = note(store, found, now_us, "record", error);
	return code == 0 ? put_aside(store, found, error) : code;
}

/* What was opened before and is opened again. Nobody known signed it: its line stands already. */
static int write_again(struct zr_store *store, const struct found *found, struct zr_error *error)
{
	if (found->code == 0) {
		int code = write_record(store, found, error);
		return code < 0 ? code : 0;
	}
	return found->opened.is_signed ? put_aside(store, found, error) : 0;
}

int zr_indexing_write(struct zr_store *store, struct zr_indexing *indexing, int64_t now_us,
	struct zr_error *error)
{
	assert(store != NULL && indexing != NULL && indexing->count > 0);
	struct zr_store_arrival arrivals[ZR_HUB_OPENING_COUNT_MAX];
	int code = 0;
	for (size_t i = 0; code == 0 && i < indexing->count; i++) {
		const struct found *found = &indexing->items[i];
		arrivals[i] = found->arrival;
		code = found->arrival.rank > indexing->told_rank
			       ? write_new(store, found, now_us, error)
			       : write_again(store, found, error);
	}
	return code == 0 ? zr_store_settle_arrivals(store, arrivals, indexing->count, error) : code;
}
