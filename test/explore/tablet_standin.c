/*
 * The sync machine is a few words of the scene between two steps, and a struct zr_sync in one.
 * Times are left out: an exchange is due at any moment, so every length of a pause is explored.
 * Of the batch's size all above BATCH_MAX is one, for no more records than that ever wait; so is a
 * record's number of rejections above REJECTIONS_MAX.
 */
#include "test/explore/tablet_standin.h"

#include <assert.h>
#include <string.h>

#include "test/explore/plant.h"

enum {
	BATCH_MAX = 4,
	REJECTIONS_MAX = 2,
	NOW_US = 1,
	POLL_US = 60 * 1000 * 1000,
	ENVELOPE_BYTES = 100,
};

/* ---- the sync machine in and out of the scene ---- */

static void set_hash(uint8_t hash[ZR_HASH_BYTES], unsigned envelope)
{
	memset(hash, (int)envelope + 1, ZR_HASH_BYTES);
}

/* Records' places are the caller's, so that nothing is allocated: one is free for one more. */
struct awake {
	struct zr_sync sync;
	struct zr_sync_record records[SEQUENCE_MAX + 2];
};

static void wake(struct awake *awake, const struct scene *scene)
{
	const struct link *link = &scene->link;
	awake->sync = (struct zr_sync){.state = (enum zr_sync_state)link->sync_state,
		.poll_us = POLL_US,
		.batch_count = link->batch_count,
		.records = awake->records,
		.record_capacity = SEQUENCE_MAX + 2};
	for (unsigned sequence = 1; sequence <= SEQUENCE_MAX; sequence++) {
		if (!has(link->in_sync, sequence)) {
			continue;
		}
		struct zr_sync_record *record = &awake->records[awake->sync.record_count++];
		*record = (struct zr_sync_record){.sequence = sequence,
			.bytes = ENVELOPE_BYTES,
			.rejections = link->rejections[sequence],
			.is_in_flight = has(link->in_flight, sequence)};
		set_hash(record->hash, scene->tablet.envelope[sequence] - 1u);
	}
	awake->sync.flight_count = link->flight_count;
}

static void sleep_again(const struct awake *awake, struct scene *scene)
{
	const struct zr_sync *sync = &awake->sync;
	struct link *link = &scene->link;
	assert(sync->records == awake->records);
	link->sync_state = (uint8_t)sync->state;
	link->batch_count =
		(uint8_t)(sync->batch_count < BATCH_MAX ? sync->batch_count : BATCH_MAX);
	link->flight_count = sync->state == ZR_SYNC_EXCHANGING ? (uint8_t)sync->flight_count : 0;
	link->in_sync = 0;
	link->in_flight = 0;
	memset(link->rejections, 0, sizeof link->rejections);
	for (size_t i = 0; i < sync->record_count; i++) {
		const struct zr_sync_record *record = &sync->records[i];
		unsigned rejections = record->rejections;
		link->in_sync |= (uint16_t)BIT(record->sequence);
		link->in_flight |= (uint16_t)(record->is_in_flight ? BIT(record->sequence) : 0);
		link->rejections[record->sequence] =
			(uint8_t)(rejections < REJECTIONS_MAX ? rejections : REJECTIONS_MAX);
	}
}

/* What the outbox says waits: zr_agent_load_waiting(). */
static void load_waiting(struct awake *awake, const struct scene *scene)
{
	const struct tablet *tablet = &scene->tablet;
	zr_sync_forget(&awake->sync);
	for (unsigned sequence = 1; sequence <= SEQUENCE_MAX; sequence++) {
		if (tablet->state[sequence] == RECORD_WAITING) {
			uint8_t hash[ZR_HASH_BYTES];
			set_hash(hash, tablet->envelope[sequence] - 1u);
			zr_sync_add(&awake->sync, sequence, hash, ENVELOPE_BYTES);
		}
	}
}

/* What is under way belongs to no running exchange any more. */
static void leave_messages(struct scene *scene)
{
	scene->link.acknowledgements = 0;
	for (unsigned i = 0; i < REQUEST_MAX; i++) {
		scene->link.requests[i].is_current = 0;
	}
	scene->link.answer.is_current = 0;
	if (!scene->world.is_loose) {
		scene->link.answer = (struct answer){0};
	}
}

void tablet_boot(struct scene *scene)
{
	struct awake awake;
	zr_sync_init(&awake.sync, 0, POLL_US);
	awake.sync.records = awake.records;
	awake.sync.record_capacity = SEQUENCE_MAX + 2;
	load_waiting(&awake, scene);
	zr_sync_enrolled(&awake.sync, NOW_US);
	scene->link.is_more_waiting = 0;
	leave_messages(scene);
	sleep_again(&awake, scene);
}

/* ---- submit ---- */

bool tablet_has_record(const struct scene *scene, unsigned interview)
{
	for (unsigned sequence = 1; sequence <= SEQUENCE_MAX; sequence++) {
		uint8_t envelope = scene->tablet.envelope[sequence];
		if (envelope != NONE &&
			scene->world.envelope_interview[envelope - 1] == interview) {
			return true;
		}
	}
	return false;
}

static unsigned next_sequence(const struct tablet *tablet)
{
	unsigned highest = tablet->is_hub_known ? tablet->hub_high_water : 0;
	for (unsigned sequence = 1; sequence <= SEQUENCE_MAX; sequence++) {
		if (tablet->envelope[sequence] != NONE && sequence > highest) {
			highest = sequence;
		}
	}
	return highest + 1;
}

/* The record in the outbox: one commit. */
static unsigned store_record(struct scene *scene, unsigned interview)
{
	unsigned sequence = next_sequence(&scene->tablet);
	struct world *world = &scene->world;
	assert(sequence <= SEQUENCE_MAX && world->envelope_count < ENVELOPE_MAX);
	unsigned envelope = world->envelope_count++;
	world->envelope_interview[envelope] = (uint8_t)interview;
	world->envelope_sequence[envelope] = (uint8_t)sequence;
	scene->tablet.envelope[sequence] = (uint8_t)(envelope + 1);
	scene->tablet.state[sequence] = RECORD_WAITING;
	return sequence;
}

static void submit_new(struct scene *scene, unsigned interview)
{
	struct awake awake;
	uint8_t hash[ZR_HASH_BYTES];
	wake(&awake, scene);
	int result = zr_sync_reserve(&awake.sync, NULL);
	assert(result == 0);
	unsigned sequence = store_record(scene, interview);
	set_hash(hash, scene->tablet.envelope[sequence] - 1u);
	zr_sync_add(&awake.sync, sequence, hash, ENVELOPE_BYTES);
	zr_sync_hurry(&awake.sync, NOW_US);
	sleep_again(&awake, scene);
}

void tablet_submit(struct scene *scene, bool is_crash)
{
	assert(scene->tablet.unsubmitted != NONE);
	unsigned interview = scene->tablet.unsubmitted - 1u;
	bool is_early = plant_now == PLANT_ANSWER_EARLY;
	if (!tablet_has_record(scene, interview) && !(is_crash && is_early)) {
		submit_new(scene, interview);
	}
	if (!is_crash || is_early) {
		scene->tablet.unsubmitted = NONE;
	}
	if (is_crash) {
		tablet_boot(scene);
	}
}

/* ---- the request ---- */

static unsigned find_pending(const struct tablet *tablet)
{
	unsigned pending = 0;
	for (unsigned sequence = 1; sequence <= SEQUENCE_MAX; sequence++) {
		uint8_t order = tablet->order[sequence];
		if (order != NONE && !has(tablet->is_acknowledged, order - 1u)) {
			pending |= BIT(order - 1u);
		}
	}
	return pending;
}

static unsigned order_high_water(const struct tablet *tablet)
{
	unsigned sequence = SEQUENCE_MAX;
	while (sequence > 0 && tablet->order[sequence] == NONE) {
		sequence--;
	}
	return sequence;
}

void tablet_start(struct scene *scene)
{
	struct tablet *tablet = &scene->tablet;
	struct awake awake;
	struct zr_sync_action action;
	wake(&awake, scene);
	if (scene->link.is_more_waiting) {
		load_waiting(&awake, scene);
		scene->link.is_more_waiting = 0;
	}
	zr_sync_next(&awake.sync, NOW_US, &action);
	assert(action.kind == ZR_SYNC_EXCHANGE);
	sleep_again(&awake, scene);
	unsigned pending = find_pending(tablet);
	scene->link.acknowledgements = (uint8_t)pending;
	struct request request = {.is_there = 1,
		.is_current = 1,
		.acknowledgements = (uint8_t)pending,
		.epoch = tablet->is_hub_known ? (uint8_t)(tablet->hub_epoch + 1) : NONE,
		.order_high_water = (uint8_t)order_high_water(tablet),
		.durable = tablet->hub_durable};
	for (size_t i = 0; i < action.count; i++) {
		unsigned envelope = tablet->envelope[action.sequences[i]] - 1u;
		assert(!has(tablet->is_dropped, envelope));
		request.envelopes |= (uint8_t)BIT(envelope);
	}
	unsigned place = 0;
	while (scene->link.requests[place].is_there) {
		place++;
		assert(place < REQUEST_MAX);
	}
	scene->link.requests[place] = request;
}

/* ---- how it ends ---- */

static void fail(struct awake *awake, struct scene *scene, int code, bool was_uploaded)
{
	const struct zr_sync_failure failure = {.code = code, .was_uploaded = was_uploaded};
	zr_sync_failed(&awake->sync, &failure, NOW_US);
	leave_messages(scene);
	sleep_again(awake, scene);
}

void tablet_fail(struct scene *scene, int code, bool was_uploaded)
{
	struct awake awake;
	wake(&awake, scene);
	fail(&awake, scene, code, was_uploaded);
}

/* The receipt as lib/sync reads it. entries has room for ENVELOPE_MAX. */
static struct zr_receipt read_receipt(const struct scene *scene, const struct answer *answer,
	struct zr_receipt_entry entries[ENVELOPE_MAX])
{
	struct zr_receipt receipt = {.entries = entries,
		.high_water = answer->high_water,
		.durable_through = answer->durable,
		.has_epoch = true};
	memset(receipt.epoch, answer->epoch + 1, sizeof receipt.epoch);
	for (unsigned i = 0; i < scene->world.envelope_count; i++) {
		if (!has((unsigned)answer->stored | answer->later | answer->refused, i)) {
			continue;
		}
		struct zr_receipt_entry *entry = &entries[receipt.entry_count++];
		entry->sequence = scene->world.envelope_sequence[i];
		entry->code = has(answer->later, i)     ? ZR_E_BUSY
			      : has(answer->refused, i) ? ZR_E_INVALID
							: 0;
		set_hash(entry->hash, i);
	}
	return receipt;
}

/* Another life of the hub, in the outbox: zr_hub_life_turn(), one commit. */
static void turn_life(struct tablet *tablet, unsigned high_water)
{
	for (unsigned sequence = 1; sequence <= SEQUENCE_MAX; sequence++) {
		if (tablet->state[sequence] != RECORD_RECEIVED) {
			continue;
		}
		if (!has(tablet->is_dropped, tablet->envelope[sequence] - 1u)) {
			tablet->state[sequence] = RECORD_WAITING;
		} else if (sequence > high_water) {
			tablet->state[sequence] = RECORD_LOST;
		}
	}
	tablet->applied_sequence = 0; /* older than whatever comes */
}

/* follow_hub() of the carrier. Gives whether the life is another. */
static bool follow_hub(struct tablet *tablet, const struct zr_receipt *receipt, bool is_signed)
{
	struct zr_sync_hub known = {.is_known = tablet->is_hub_known,
		.high_water = tablet->hub_high_water,
		.durable_through = tablet->hub_durable};
	if (known.is_known) {
		memset(known.epoch, tablet->hub_epoch + 1, sizeof known.epoch);
	}
	struct zr_sync_hub hub;
	bool is_set_back = plant_is_set_back(&known, receipt, is_signed, &hub);
	if (is_set_back) {
		turn_life(tablet, (unsigned)hub.high_water);
	}
	tablet->is_hub_known = 1;
	tablet->hub_epoch = (uint8_t)(hub.epoch[0] - 1);
	tablet->hub_high_water = (uint8_t)hub.high_water;
	tablet->hub_durable = (uint8_t)hub.durable_through;
	return is_set_back;
}

/* What the receipt changes, in the outbox, one commit; and then in the sync machine. */
static void settle(struct awake *awake, struct tablet *tablet, const struct zr_receipt *receipt)
{
	struct zr_sync_change changes[ENVELOPE_MAX];
	size_t count = plant_judge(&awake->sync, receipt->entries, receipt->entry_count, changes);
	for (size_t i = 0; i < count; i++) {
		tablet->state[changes[i].sequence] =
			changes[i].code == 0 ? RECORD_RECEIVED : RECORD_REFUSED;
	}
	zr_sync_settle(&awake->sync, changes, count);
}

/* zr_orders_take(): the order's row and what it brought are one commit. is_half is the planted
 * fault: the row alone. */
static void take_order(struct scene *scene, unsigned order, bool is_half)
{
	struct tablet *tablet = &scene->tablet;
	unsigned sequence = scene->world.order_sequence[order];
	unsigned old = tablet->order[sequence];
	tablet->is_acknowledged &= (uint8_t)~BIT(order);
	if (old == order + 1) {
		return;
	}
	if (old != NONE) {
		tablet->is_acknowledged &= (uint8_t)~BIT(old - 1);
	}
	tablet->order[sequence] = (uint8_t)(order + 1);
	if (tablet->applied_sequence <= sequence && !is_half) {
		tablet->applied_sequence = (uint8_t)sequence;
		tablet->applied_edition = scene->world.order_edition[order];
	}
}

/* The receipt, from what it tells of the hub's store to the records. Whether to go on. */
static bool take_receipt(
	struct awake *awake, struct scene *scene, const struct answer *answer, enum take_end end)
{
	struct zr_receipt_entry entries[ENVELOPE_MAX];
	const struct zr_receipt receipt = read_receipt(scene, answer, entries);
	bool is_set_back = follow_hub(&scene->tablet, &receipt, answer->is_signed);
	if (end == TAKE_CRASH_LIFE) {
		tablet_boot(scene);
		return false;
	}
	if (is_set_back && (end == TAKE_ERROR_LOAD || plant_now == PLANT_FORGET_AT_LIFE)) {
		zr_sync_forget(&awake->sync);
	} else if (is_set_back) {
		load_waiting(awake, scene);
		zr_sync_hurry(&awake->sync, NOW_US);
	}
	if (end == TAKE_ERROR_LIFE || end == TAKE_ERROR_LOAD) {
		scene->link.is_more_waiting = end == TAKE_ERROR_LOAD && is_set_back;
		fail(awake, scene, ZR_E_NOMEM, true);
		return false;
	}
	settle(awake, &scene->tablet, &receipt);
	return true;
}

void tablet_take(struct scene *scene, const struct answer *answer, enum take_end end)
{
	struct awake awake;
	wake(&awake, scene);
	if (!answer->is_current && plant_now != PLANT_HASH_IGNORED) {
		/* zr_sync_is_answer() says no: read_receipt() of the carrier. */
		fail(&awake, scene, ZR_E_NETWORK, true);
		return;
	}
	if (!take_receipt(&awake, scene, answer, end)) {
		return;
	}
	if (end == TAKE_ERROR_SETTLED) {
		fail(&awake, scene, ZR_E_NOMEM, true);
		return;
	}
	if (end != TAKE_CRASH_SETTLED) {
		scene->tablet.is_acknowledged |= scene->link.acknowledgements;
	}
	bool has_order = answer->order != NONE && end != TAKE_ORDER_LEFT &&
			 end != TAKE_CRASH_SETTLED && end != TAKE_CRASH_ACKNOWLEDGED;
	if (has_order) {
		take_order(scene, answer->order - 1u,
			end == TAKE_CRASH_ORDER && plant_now == PLANT_ORDER_HALF);
		zr_sync_hurry(&awake.sync, NOW_US);
	}
	if (end == TAKE_WHOLE || end == TAKE_ORDER_LEFT) {
		zr_sync_answered(&awake.sync, NOW_US);
		leave_messages(scene);
		sleep_again(&awake, scene);
	} else {
		tablet_boot(scene);
	}
}
