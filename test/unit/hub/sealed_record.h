/* A record's envelope for tests that put rows into the store themselves: a pair, as tablets seal.
 */
#ifndef ZR_TEST_SEALED_RECORD_H
#define ZR_TEST_SEALED_RECORD_H

#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/sealed_pair.h"
#include "test/unit/hub/small_hub.h"

/* Fills in the envelope, which ret_envelope holds then. */
static inline void sealed_record_make(const struct small_hub *small, struct zr_store_record *record,
	struct zr_buffer *ret_envelope)
{
	static const uint8_t random[ZR_SEALED_PAIR_RANDOM_BYTES] = {7};
	const struct zr_party_secret *hub = &small->shared.keys;
	const struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD,
		.sequence = record->sequence,
		.time_us = record->received_us};
	const struct zr_sealed_pair_keys keys = {
		hub, &hub->public_half, &small->shared.office, random};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer cover = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answers = {0};
	int code = zr_record_encode_cover(&record->content, &cover, NULL);
	assert(code == 0);
	code = zr_record_encode_answers(&record->content, &answers, NULL);
	assert(code == 0);
	const struct zr_sealed_pair_message message = {
		&head, {cover.data, cover.bytes}, {answers.data, answers.bytes}};
	code = zr_sealed_pair_seal(&message, &keys, ret_envelope, NULL, NULL);
	assert(code == 0);
	record->envelope = ret_envelope->data;
	record->envelope_bytes = ret_envelope->bytes;
}

static inline int sealed_record_see(void *user, const struct zr_store_arrival *arrival)
{
	*(struct zr_store_arrival *)user = *arrival;
	return 0;
}

/* Stores it as the intake and the indexer would, in a commit of its own. */
static inline void sealed_record_store(struct zr_store *store, const struct zr_store_record *record)
{
	struct zr_store_arrival arrival = {.sequence = record->sequence,
		.received_us = record->received_us,
		.envelope = record->envelope,
		.bytes = record->envelope_bytes};
	memcpy(arrival.device_id, record->device_id, sizeof arrival.device_id);
	memcpy(arrival.hash, record->hash, sizeof arrival.hash);
	int code = zr_store_begin(store, NULL);
	assert(code == 0);
	code = zr_store_take_arrivals(store, &arrival, 1, NULL);
	assert(code == 0);
	code = zr_store_add_record(store, record, NULL);
	assert(code == 0);
	code = zr_store_commit(store, NULL);
	assert(code == 0);
	const struct zr_store_arrival_name name = {
		record->device_id, record->sequence, record->hash};
	code = zr_store_get_arrival(store, &name, sealed_record_see, &arrival, NULL);
	assert(code == 0);
	code = zr_store_begin(store, NULL);
	assert(code == 0);
	code = zr_store_settle_arrivals(store, &arrival, 1, NULL);
	assert(code == 0);
	code = zr_store_commit(store, NULL);
	assert(code == 0);
}

#endif
