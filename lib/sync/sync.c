/*
 * The sync state machine: why it is one and not a loop with a socket in it is that the whole of it
 * is walked by an explorer (docs/adr/0130) and runs in simulated fleets on a clock of their own.
 *
 * Records wait in an array in ascending sequence; a batch is chosen by walking it, those that the
 * hub rejected least often first.
 */
#include "lib/sync/sync.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	US_PER_MS = 1000,
	US_PER_S = 1000 * 1000,
	/* Array head and byte string head around one envelope. */
	FRAMING_BYTES = 9,
	CAPACITY_FIRST = 64,
};

static void check(const struct zr_sync *sync)
{
	assert(sync->poll_us > 0);
	assert(sync->batch_count >= 1 && sync->batch_count <= ZR_SYNC_BATCH_COUNT_MAX);
	assert(sync->record_count <= sync->record_capacity);
	assert(sync->records != NULL || sync->record_capacity == 0);
}

/* splitmix64: enough for jitter, and the same everywhere for the same seed. */
static uint64_t next_random(struct zr_sync *sync)
{
	sync->random += 0x9e3779b97f4a7c15u;
	uint64_t value = sync->random;
	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
	value = (value ^ value >> 27) * 0x94d049bb133111ebu;
	return value ^ value >> 31;
}

/* From half of pause_us to three halves of it. */
static int64_t jittered(struct zr_sync *sync, int64_t pause_us)
{
	return pause_us / 2 + (int64_t)(next_random(sync) % (uint64_t)(pause_us + 1));
}

void zr_sync_init(struct zr_sync *sync, uint64_t seed, int64_t poll_us)
{
	assert(sync != NULL);
	*sync = (struct zr_sync){
		.poll_us = poll_us, .random = seed, .batch_count = ZR_SYNC_BATCH_COUNT_MAX};
	check(sync);
}

void zr_sync_finish(struct zr_sync *sync)
{
	assert(sync != NULL);
	free(sync->records);
	*sync = (struct zr_sync){0};
}

void zr_sync_enrolled(struct zr_sync *sync, int64_t now_us)
{
	check(sync);
	assert(sync->state == ZR_SYNC_UNENROLLED);
	sync->state = ZR_SYNC_IDLE;
	sync->due_us = now_us;
	sync->hold_until_us = now_us;
}

int zr_sync_reserve(struct zr_sync *sync, struct zr_error *error)
{
	check(sync);
	if (sync->record_count >= ZR_OUTBOX_COUNT_MAX) {
		return zr_error_set(error, ZR_E_FULL,
			"%d records wait for the hub, more are not taken; bring the tablet to a "
			"network",
			ZR_OUTBOX_COUNT_MAX);
	}
	if (sync->record_count < sync->record_capacity) {
		return 0;
	}
	size_t capacity = sync->record_capacity == 0 ? CAPACITY_FIRST : sync->record_capacity * 2;
	struct zr_sync_record *records = realloc(sync->records, capacity * sizeof *sync->records);
	if (records == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for one more record");
	}
	sync->records = records;
	sync->record_capacity = capacity;
	return 0;
}

void zr_sync_add(
	struct zr_sync *sync, uint64_t sequence, const uint8_t hash[ZR_HASH_BYTES], size_t bytes)
{
	check(sync);
	assert(sync->record_count < sync->record_capacity);
	assert(bytes <= ZR_ENVELOPE_BYTES_MAX);
	assert(sync->record_count == 0 ||
		sync->records[sync->record_count - 1].sequence < sequence);
	struct zr_sync_record *record = &sync->records[sync->record_count++];
	*record = (struct zr_sync_record){.sequence = sequence, .bytes = bytes};
	memcpy(record->hash, hash, ZR_HASH_BYTES);
}

void zr_sync_hurry(struct zr_sync *sync, int64_t now_us)
{
	check(sync);
	if (sync->state == ZR_SYNC_EXCHANGING) {
		sync->is_hurried = true;
	} else if (sync->state != ZR_SYNC_UNENROLLED && sync->due_us > now_us) {
		sync->due_us = now_us;
	}
}

void zr_sync_forget(struct zr_sync *sync)
{
	check(sync);
	sync->record_count = 0;
	sync->flight_count = 0;
}

/* Of what a receipt says is durable, what is believed. */
static uint64_t believe_durable(const struct zr_sync_hub *known, const struct zr_receipt *receipt,
	bool is_signed, bool is_set_back)
{
	uint64_t said = receipt->durable_through;
	if (said > receipt->high_water) {
		said = 0; /* what is durable is stored: whoever says this knows neither */
	}
	if (is_signed) {
		return said;
	}
	if (is_set_back) {
		return 0;
	}
	return said < known->durable_through ? said : known->durable_through;
}

bool zr_sync_is_set_back(const struct zr_sync_hub *known, const struct zr_receipt *receipt,
	bool is_signed, struct zr_sync_hub *ret_hub)
{
	assert(known != NULL && receipt != NULL && ret_hub != NULL);
	bool is_other = known->is_known && receipt->has_epoch &&
			memcmp(known->epoch, receipt->epoch, sizeof known->epoch) != 0;
	bool is_lower = known->is_known && receipt->high_water < known->high_water;
	*ret_hub = (struct zr_sync_hub){.is_known = true, .high_water = receipt->high_water};
	if (ret_hub->high_water > INT64_MAX / 2) {
		/* No hub has so many: believe none of it. */
		ret_hub->high_water = known->high_water;
		is_lower = false;
		is_signed = false;
	}
	memcpy(ret_hub->epoch, receipt->has_epoch ? receipt->epoch : known->epoch,
		sizeof ret_hub->epoch);
	bool is_set_back = is_other || is_lower;
	ret_hub->durable_through = believe_durable(known, receipt, is_signed, is_set_back);
	return is_set_back;
}

bool zr_sync_is_answer(const struct zr_receipt *receipt, uint64_t nonce)
{
	assert(receipt != NULL);
	return receipt->nonce == nonce;
}

void zr_sync_pace(struct zr_sync *sync, uint32_t pause_s)
{
	check(sync);
	if (pause_s == 0) {
		return;
	}
	uint32_t bounded_s = pause_s < ZR_HUB_PAUSE_S_LEAST  ? ZR_HUB_PAUSE_S_LEAST
			     : pause_s > ZR_HUB_PAUSE_S_MOST ? ZR_HUB_PAUSE_S_MOST
							     : pause_s;
	sync->poll_us = (int64_t)bounded_s * US_PER_S;
}

/* ---- what goes into an exchange ---- */

static unsigned fewest_rejections(const struct zr_sync *sync)
{
	unsigned fewest = UINT32_MAX;
	for (size_t i = 0; i < sync->record_count; i++) {
		if (sync->records[i].rejections < fewest) {
			fewest = sync->records[i].rejections;
		}
	}
	return fewest;
}

static void choose(struct zr_sync *sync, struct zr_sync_action *action)
{
	unsigned rejections = fewest_rejections(sync);
	size_t bytes = 0;
	for (size_t i = 0; i < sync->record_count && action->count < sync->batch_count; i++) {
		struct zr_sync_record *record = &sync->records[i];
		assert(!record->is_in_flight);
		if (record->rejections != rejections) {
			continue;
		}
		bytes += record->bytes + FRAMING_BYTES;
		if (action->count > 0 && bytes > ZR_SYNC_BATCH_BYTES_MAX) {
			return;
		}
		record->is_in_flight = true;
		sync->flight_count++;
		action->sequences[action->count++] = record->sequence;
	}
}

void zr_sync_next(struct zr_sync *sync, int64_t now_us, struct zr_sync_action *ret_action)
{
	check(sync);
	assert(ret_action != NULL);
	*ret_action = (struct zr_sync_action){.kind = ZR_SYNC_NOTHING};
	if (sync->state == ZR_SYNC_UNENROLLED || sync->state == ZR_SYNC_EXCHANGING) {
		return;
	}
	int64_t due_us = sync->due_us > sync->hold_until_us ? sync->due_us : sync->hold_until_us;
	if (due_us > now_us) {
		ret_action->kind = ZR_SYNC_WAIT;
		ret_action->until_us = due_us;
		return;
	}
	ret_action->kind = ZR_SYNC_EXCHANGE;
	sync->flight_count = 0;
	choose(sync, ret_action);
	sync->state = ZR_SYNC_EXCHANGING;
	sync->is_hurried = false;
}

int64_t zr_sync_due_us(const struct zr_sync *sync, int64_t now_us)
{
	check(sync);
	if (sync->state == ZR_SYNC_UNENROLLED) {
		return -1;
	}
	int64_t due_us = sync->due_us > sync->hold_until_us ? sync->due_us : sync->hold_until_us;
	return sync->state == ZR_SYNC_EXCHANGING || due_us < now_us ? now_us : due_us;
}

/* ---- how an exchange ends ---- */

static void back_off(struct zr_sync *sync, int64_t now_us)
{
	unsigned doublings = sync->failures < 20 ? sync->failures : 20;
	int64_t pause_ms = (int64_t)ZR_RETRY_FIRST_MS << doublings;
	if (pause_ms > ZR_RETRY_LAST_MS) {
		pause_ms = ZR_RETRY_LAST_MS;
	}
	assert(pause_ms >= ZR_RETRY_FIRST_MS);
	sync->failures++;
	sync->state = ZR_SYNC_BACKING_OFF;
	sync->due_us = now_us + jittered(sync, pause_ms * US_PER_MS);
}

/* Ends the flight of the batch. Returns how many of it still wait. */
static size_t land(struct zr_sync *sync, bool was_uploaded, bool is_rejected)
{
	size_t left_count = 0;
	for (size_t i = 0; i < sync->record_count; i++) {
		struct zr_sync_record *record = &sync->records[i];
		if (!record->is_in_flight) {
			continue;
		}
		record->is_in_flight = false;
		record->is_sent = record->is_sent || was_uploaded;
		record->rejections += is_rejected ? 1 : 0;
		left_count++;
	}
	return left_count;
}

void zr_sync_answered(struct zr_sync *sync, int64_t now_us)
{
	check(sync);
	assert(sync->state == ZR_SYNC_EXCHANGING);
	size_t flight_count = sync->flight_count;
	size_t left_count = land(sync, true, false);
	if (left_count > 0 && left_count >= flight_count) {
		/* The hub took the request and none of its records: it is short of something. */
		back_off(sync, now_us);
		return;
	}
	sync->failures = 0;
	if (left_count > 0) {
		/* It took some: fewer at a time, after a moment. */
		sync->batch_count = flight_count - left_count;
		back_off(sync, now_us);
		sync->failures = 0;
		return;
	}
	sync->batch_count *= 2;
	if (sync->batch_count > ZR_SYNC_BATCH_COUNT_MAX) {
		sync->batch_count = ZR_SYNC_BATCH_COUNT_MAX;
	}
	sync->state = ZR_SYNC_IDLE;
	bool is_more = sync->is_hurried || sync->record_count > 0;
	sync->due_us = is_more ? now_us : now_us + jittered(sync, sync->poll_us);
}

void zr_sync_failed(struct zr_sync *sync, const struct zr_sync_failure *failure, int64_t now_us)
{
	check(sync);
	assert(sync->state == ZR_SYNC_EXCHANGING);
	assert(failure->code < 0);
	bool is_rejected = failure->was_uploaded && !zr_error_is_retryable(failure->code);
	/* Only a record that travelled alone is known to be the one to blame. */
	(void)land(sync, failure->was_uploaded, is_rejected && sync->batch_count == 1);
	/* A smaller batch loses less on a bad link, and finds the one that the hub cannot read. */
	if (failure->was_uploaded && sync->batch_count > 1) {
		sync->batch_count /= 2;
	}
	back_off(sync, now_us);
	int64_t hold_s = failure->retry_after_s;
	if (hold_s > ZR_RETRY_AFTER_S_MAX) {
		hold_s = ZR_RETRY_AFTER_S_MAX;
	}
	if (hold_s > 0) {
		/* Later than asked, never sooner: so that a fleet does not return in one second. */
		int64_t extra_us = jittered(sync, hold_s * US_PER_S) / 2;
		sync->hold_until_us = now_us + hold_s * US_PER_S + extra_us;
	}
}

/* ---- receipts ---- */

const struct zr_sync_record *zr_sync_find(const struct zr_sync *sync, uint64_t sequence)
{
	size_t low = 0;
	size_t high = sync->record_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sync->records[middle].sequence < sequence) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	bool is_found = low < sync->record_count && sync->records[low].sequence == sequence;
	return is_found ? &sync->records[low] : NULL;
}

static bool is_listed(const struct zr_sync_change *changes, size_t count, uint64_t sequence)
{
	for (size_t i = 0; i < count; i++) {
		if (changes[i].sequence == sequence) {
			return true;
		}
	}
	return false;
}

size_t zr_sync_judge(const struct zr_sync *sync, const struct zr_receipt_entry *entries,
	size_t entry_count, struct zr_sync_change *changes)
{
	check(sync);
	assert((entries != NULL && changes != NULL) || entry_count == 0);
	size_t count = 0;
	for (size_t i = 0; i < entry_count; i++) {
		const struct zr_receipt_entry *entry = &entries[i];
		const struct zr_sync_record *record = zr_sync_find(sync, entry->sequence);
		bool is_ours =
			record != NULL && memcmp(record->hash, entry->hash, ZR_HASH_BYTES) == 0;
		bool is_final = entry->code == 0 || !zr_error_is_retryable(entry->code);
		if (is_ours && is_final && !is_listed(changes, count, entry->sequence)) {
			changes[count++] = (struct zr_sync_change){
				.sequence = entry->sequence, .code = entry->code};
		}
	}
	return count;
}

void zr_sync_settle(struct zr_sync *sync, const struct zr_sync_change *changes, size_t count)
{
	check(sync);
	size_t kept = 0;
	for (size_t i = 0; i < sync->record_count; i++) {
		if (!is_listed(changes, count, sync->records[i].sequence)) {
			sync->records[kept++] = sync->records[i];
		}
	}
	assert(sync->record_count - kept <= count);
	sync->record_count = kept;
}

void zr_sync_set_aside(struct zr_sync *sync, uint64_t sequence)
{
	check(sync);
	const struct zr_sync_change change = {.sequence = sequence};
	zr_sync_settle(sync, &change, 1);
}
