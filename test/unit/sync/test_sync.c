#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/sync/sync.h"

enum {
	SECOND = 1000000,
	POLL_US = 60 * SECOND,
};

static void hash_of(uint64_t sequence, uint8_t ret_hash[ZR_HASH_BYTES])
{
	memset(ret_hash, 0xab, ZR_HASH_BYTES);
	memcpy(ret_hash, &sequence, sizeof sequence);
}

static void add(struct zr_sync *sync, uint64_t sequence, size_t bytes)
{
	uint8_t hash[ZR_HASH_BYTES];
	hash_of(sequence, hash);
	assert_int_equal(zr_sync_reserve(sync, NULL), 0);
	zr_sync_add(sync, sequence, hash, bytes);
}

static struct zr_receipt_entry entry_of(uint64_t sequence, int code)
{
	struct zr_receipt_entry entry = {.sequence = sequence, .code = code};
	hash_of(sequence, entry.hash);
	return entry;
}

static void settle_one(struct zr_sync *sync, uint64_t sequence, int code)
{
	struct zr_sync_change change;
	struct zr_receipt_entry entry = entry_of(sequence, code);
	size_t count = zr_sync_judge(sync, &entry, 1, &change);
	zr_sync_settle(sync, &change, count);
}

static struct zr_sync_action next(struct zr_sync *sync, int64_t now_us)
{
	struct zr_sync_action action;
	zr_sync_next(sync, now_us, &action);
	return action;
}

static void start(struct zr_sync *sync)
{
	zr_sync_init(sync, 1, POLL_US);
	zr_sync_enrolled(sync, 0);
}

static void does_nothing_before_enrolment(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	zr_sync_init(&sync, 1, POLL_US);
	zr_sync_hurry(&sync, 0);
	assert_int_equal(next(&sync, 100 * SECOND).kind, ZR_SYNC_NOTHING);
	zr_sync_enrolled(&sync, 100 * SECOND);
	assert_int_equal(next(&sync, 100 * SECOND).kind, ZR_SYNC_EXCHANGE);
	assert_int_equal(next(&sync, 100 * SECOND).kind, ZR_SYNC_NOTHING);
}

static void polls_with_jitter(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	start(&sync);
	int64_t now_us = 0;
	int64_t shortest_us = INT64_MAX;
	int64_t longest_us = 0;
	for (int i = 0; i < 200; i++) {
		assert_int_equal(next(&sync, now_us).kind, ZR_SYNC_EXCHANGE);
		zr_sync_answered(&sync, now_us);
		struct zr_sync_action action = next(&sync, now_us);
		assert_int_equal(action.kind, ZR_SYNC_WAIT);
		int64_t pause_us = action.until_us - now_us;
		shortest_us = pause_us < shortest_us ? pause_us : shortest_us;
		longest_us = pause_us > longest_us ? pause_us : longest_us;
		now_us = action.until_us;
	}
	assert_in_range(shortest_us, POLL_US / 2, POLL_US * 3 / 4);
	assert_in_range(longest_us, POLL_US * 5 / 4, POLL_US * 3 / 2);
}

static void backs_off_to_a_quarter_of_an_hour(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	start(&sync);
	int64_t now_us = 0;
	int64_t pause_ms = ZR_RETRY_FIRST_MS;
	const struct zr_sync_failure failure = {.code = ZR_E_NETWORK};
	for (int i = 0; i < 60; i++) {
		assert_int_equal(next(&sync, now_us).kind, ZR_SYNC_EXCHANGE);
		zr_sync_failed(&sync, &failure, now_us);
		assert_int_equal(sync.state, ZR_SYNC_BACKING_OFF);
		struct zr_sync_action action = next(&sync, now_us);
		assert_int_equal(action.kind, ZR_SYNC_WAIT);
		assert_in_range(action.until_us - now_us, pause_ms * 500, pause_ms * 1500);
		now_us = action.until_us;
		pause_ms = pause_ms * 2 < ZR_RETRY_LAST_MS ? pause_ms * 2 : ZR_RETRY_LAST_MS;
	}
	assert_int_equal(next(&sync, now_us).kind, ZR_SYNC_EXCHANGE);
	zr_sync_answered(&sync, now_us);
	assert_int_equal(sync.failures, 0);
}

static void hurries_but_never_before_retry_after(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	start(&sync);
	(void)next(&sync, 0);
	zr_sync_failed(&sync, &(struct zr_sync_failure){.code = ZR_E_NETWORK}, 0);
	zr_sync_hurry(&sync, 1);
	assert_int_equal(next(&sync, 1).kind, ZR_SYNC_EXCHANGE);
	zr_sync_failed(&sync, &(struct zr_sync_failure){.code = ZR_E_BUSY, .retry_after_s = 30}, 1);
	zr_sync_hurry(&sync, 2);
	struct zr_sync_action action = next(&sync, 2);
	assert_int_equal(action.kind, ZR_SYNC_WAIT);
	assert_in_range(action.until_us, 30 * SECOND + 1, 60 * SECOND);
	assert_int_equal(next(&sync, action.until_us).kind, ZR_SYNC_EXCHANGE);
	zr_sync_failed(
		&sync, &(struct zr_sync_failure){.code = ZR_E_BUSY, .retry_after_s = INT64_MAX}, 0);
	zr_sync_hurry(&sync, 0);
	assert_true(next(&sync, 0).until_us <= 2ll * ZR_RETRY_AFTER_S_MAX * SECOND);
}

static void goes_again_at_once_when_hurried_in_an_exchange(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	start(&sync);
	(void)next(&sync, 0);
	zr_sync_hurry(&sync, 0);
	zr_sync_answered(&sync, 5);
	assert_int_equal(next(&sync, 5).kind, ZR_SYNC_EXCHANGE);
}

static void keeps_a_batch_within_count_and_bytes(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	start(&sync);
	for (uint64_t i = 1; i <= 300; i++) {
		add(&sync, i, 100);
	}
	struct zr_sync_action action = next(&sync, 0);
	assert_int_equal(action.count, ZR_SYNC_BATCH_COUNT_MAX);
	assert_int_equal(action.sequences[0], 1);
	assert_int_equal(action.sequences[254], 255);
	ZR_CLEANUP(zr_sync_finish) struct zr_sync large;
	start(&large);
	add(&large, 1, ZR_ENVELOPE_BYTES_MAX);
	add(&large, 2, ZR_SYNC_BATCH_BYTES_MAX / 2);
	add(&large, 3, ZR_SYNC_BATCH_BYTES_MAX / 2 - 18);
	add(&large, 4, 1);
	assert_int_equal(next(&large, 0).count, 1);
	settle_one(&large, 1, 0);
	zr_sync_answered(&large, 0);
	assert_int_equal(next(&large, 0).count, 2);
}

static void takes_only_a_receipt_with_the_records_own_hash(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	struct zr_sync_change changes[4];
	start(&sync);
	add(&sync, 1, 10);
	add(&sync, 2, 10);
	struct zr_receipt_entry entries[] = {
		entry_of(1, 0), entry_of(1, 0), entry_of(2, ZR_E_BUSY), entry_of(9, 0)};
	entries[0].hash[31] ^= 1;
	assert_int_equal(zr_sync_judge(&sync, entries, 4, changes), 1);
	assert_int_equal(changes[0].sequence, 1);
	assert_int_equal(zr_sync_judge(&sync, entries, 1, changes), 0);
	assert_non_null(zr_sync_find(&sync, 1));
}

static void settles_a_doubled_receipt_once_and_reports_a_refusal(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	struct zr_sync_change changes[3];
	start(&sync);
	add(&sync, 1, 10);
	add(&sync, 2, 10);
	struct zr_receipt_entry entries[] = {
		entry_of(2, ZR_E_FORGED), entry_of(2, ZR_E_FORGED), entry_of(1, 0)};
	assert_int_equal(zr_sync_judge(&sync, entries, 3, changes), 2);
	assert_int_equal(changes[0].code, ZR_E_FORGED);
	zr_sync_settle(&sync, changes, 2);
	assert_int_equal(sync.record_count, 0);
	assert_int_equal(zr_sync_judge(&sync, entries, 3, changes), 0);
}

static void backs_off_when_the_hub_takes_only_some(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	start(&sync);
	add(&sync, 1, 10);
	add(&sync, 2, 10);
	assert_int_equal(next(&sync, 0).count, 2);
	settle_one(&sync, 1, 0);
	settle_one(&sync, 2, ZR_E_FULL);
	zr_sync_answered(&sync, 0);
	assert_int_equal(sync.state, ZR_SYNC_BACKING_OFF);
	assert_true(zr_sync_find(&sync, 2)->is_sent);
	assert_null(zr_sync_find(&sync, 1));
}

/* A record that the hub cannot even read must not stop the ones behind it. */
static void goes_around_a_record_that_the_hub_cannot_read(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	start(&sync);
	for (uint64_t i = 1; i <= 40; i++) {
		add(&sync, i, 10);
	}
	for (int round = 0; round < 200 && sync.record_count > 1; round++) {
		int64_t now_us = sync.due_us;
		struct zr_sync_action action = next(&sync, now_us);
		bool is_bad = false;
		for (size_t i = 0; i < action.count; i++) {
			is_bad = is_bad || action.sequences[i] == 3;
		}
		if (is_bad) {
			zr_sync_failed(&sync,
				&(struct zr_sync_failure){
					.code = ZR_E_SYNTAX, .was_uploaded = true},
				now_us);
			continue;
		}
		for (size_t i = 0; i < action.count; i++) {
			settle_one(&sync, action.sequences[i], 0);
		}
		zr_sync_answered(&sync, now_us);
	}
	assert_int_equal(sync.record_count, 1);
	assert_non_null(zr_sync_find(&sync, 3));
}

static void goes_without_a_record_that_is_set_aside(void **state)
{
	struct zr_sync sync;
	struct zr_sync_action action;
	start(&sync);
	add(&sync, 1, 10);
	add(&sync, 2, 10);
	zr_sync_next(&sync, 0, &action);
	assert_int_equal(action.count, 2);
	zr_sync_set_aside(&sync, 1);
	zr_sync_set_aside(&sync, 7);
	zr_sync_failed(&sync, &(struct zr_sync_failure){.code = ZR_E_INVALID}, 0);
	zr_sync_next(&sync, sync.due_us, &action);
	assert_int_equal(action.kind, ZR_SYNC_EXCHANGE);
	assert_int_equal(action.count, 1);
	assert_int_equal(action.sequences[0], 2);
	zr_sync_finish(&sync);
}

static void takes_no_more_than_the_limit(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	start(&sync);
	for (uint64_t i = 1; i <= ZR_OUTBOX_COUNT_MAX; i++) {
		add(&sync, i, 1);
	}
	assert_int_equal(zr_sync_reserve(&sync, NULL), ZR_E_FULL);
}

/* ---- a tablet, a hub and a bad network ---- */

enum {
	RECORDS = 400,
	LATE = 8,
};

struct world {
	struct zr_sync sync;
	uint64_t random;
	int64_t now_us;
	uint64_t made;                /* records submitted so far: 1 … made */
	bool hub_has[RECORDS + 1];    /* committed at the hub */
	int hub_saw[RECORDS + 1];     /* times it came */
	bool is_settled[RECORDS + 1]; /* the tablet stored a receipt for it */
	/* Receipts that the network kept back, to come late or twice. */
	struct zr_receipt_entry late[LATE][ZR_SYNC_BATCH_COUNT_MAX];
	size_t late_count[LATE];
};

static uint64_t draw(struct world *world, uint64_t below)
{
	world->random = world->random * 6364136223846793005u + 1442695040888963407u;
	return (world->random >> 33) % below;
}

/* The invariant: whatever the tablet has let go is committed at the hub. */
static void receive(struct world *world, const struct zr_receipt_entry *entries, size_t entry_count)
{
	struct zr_sync_change changes[ZR_SYNC_BATCH_COUNT_MAX];
	size_t count = zr_sync_judge(&world->sync, entries, entry_count, changes);
	if (draw(world, 20) == 0) {
		return; /* the tablet's disk is full: nothing is stored, nothing settled */
	}
	for (size_t i = 0; i < count; i++) {
		assert_true(world->hub_has[changes[i].sequence]);
		assert_false(world->is_settled[changes[i].sequence]);
		world->is_settled[changes[i].sequence] = true;
	}
	zr_sync_settle(&world->sync, changes, count);
}

static void drop(struct world *world, int code, bool was_uploaded)
{
	const struct zr_sync_failure failure = {.code = code,
		.was_uploaded = was_uploaded,
		.retry_after_s = code == ZR_E_BUSY ? (int64_t)draw(world, 100) : 0};
	zr_sync_failed(&world->sync, &failure, world->now_us);
}

static void exchange(struct world *world, const struct zr_sync_action *action)
{
	if (draw(world, 4) == 0) {
		drop(world, draw(world, 2) == 0 ? ZR_E_NETWORK : ZR_E_BUSY, false);
		return;
	}
	struct zr_receipt_entry entries[ZR_SYNC_BATCH_COUNT_MAX];
	for (size_t i = 0; i < action->count; i++) {
		uint64_t sequence = action->sequences[i];
		bool is_short = draw(world, 30) == 0;
		world->hub_has[sequence] = world->hub_has[sequence] || !is_short;
		world->hub_saw[sequence]++;
		entries[i] = entry_of(sequence, world->hub_has[sequence] ? 0 : ZR_E_FULL);
	}
	size_t slot = draw(world, LATE);
	memcpy(world->late[slot], entries, sizeof entries);
	world->late_count[slot] = action->count;
	if (draw(world, 4) == 0) {
		drop(world, ZR_E_NETWORK, true); /* stored at the hub, the receipt is lost */
		return;
	}
	receive(world, entries, action->count);
	zr_sync_answered(&world->sync, world->now_us);
}

/* The power goes: all that is not stored is forgotten, what waits is read again from the store. */
static void restart(struct world *world)
{
	zr_sync_finish(&world->sync);
	zr_sync_init(&world->sync, draw(world, UINT32_MAX), POLL_US);
	for (uint64_t sequence = 1; sequence <= world->made; sequence++) {
		if (!world->is_settled[sequence]) {
			add(&world->sync, sequence, 1 + draw(world, 9000));
		}
	}
	zr_sync_enrolled(&world->sync, world->now_us);
}

static void live_one_event(struct world *world)
{
	uint64_t event = draw(world, 10);
	if (event < 3 && world->made < RECORDS) {
		add(&world->sync, ++world->made, 1 + draw(world, 9000));
		zr_sync_hurry(&world->sync, world->now_us);
	} else if (event == 3) {
		size_t slot = draw(world, LATE);
		receive(world, world->late[slot], world->late_count[slot]);
	} else if (event == 4 && draw(world, 5) == 0) {
		restart(world);
	}
	struct zr_sync_action action;
	zr_sync_next(&world->sync, world->now_us, &action);
	if (action.kind == ZR_SYNC_EXCHANGE) {
		exchange(world, &action);
	} else if (action.kind == ZR_SYNC_WAIT) {
		assert_true(action.until_us > world->now_us);
		world->now_us = draw(world, 2) == 0 ? action.until_us : world->now_us + SECOND;
	}
}

static void live(uint64_t seed)
{
	struct world *world = calloc(1, sizeof *world);
	assert_non_null(world);
	world->random = seed;
	restart(world);
	long events = 0;
	while (world->made < RECORDS || world->sync.record_count > 0) {
		live_one_event(world);
		events++;
		if (events > 200000) {
			print_error("seed %llu: %zu records still wait after %ld events\n",
				(unsigned long long)seed, world->sync.record_count, events);
			fail_msg("a record is never acknowledged");
		}
	}
	for (uint64_t sequence = 1; sequence <= RECORDS; sequence++) {
		assert_true(world->hub_has[sequence] && world->is_settled[sequence]);
		assert_true(world->hub_saw[sequence] >= 1);
	}
	zr_sync_finish(&world->sync);
	free(world);
}

static void delivers_every_record_over_any_network(void **state)
{
	const char *only = getenv("ZARYA_SEED");
	uint64_t first = only != NULL ? strtoull(only, NULL, 10) : 1;
	uint64_t last = only != NULL ? first : 100;
	for (uint64_t seed = first; seed <= last; seed++) {
		live(seed);
	}
}

static void a_hub_is_set_back_when_its_epoch_or_its_mark_says_so(void **state)
{
	const struct {
		struct zr_sync_hub known;
		struct zr_receipt receipt;
		bool is_set_back;
		uint64_t high_water; /* known from then on */
	} cases[] = {
		{{false, {0}, 0, 0}, {.has_epoch = true, .epoch = {1}, .high_water = 5}, false, 5},
		{{true, {1}, 5, 0}, {.has_epoch = true, .epoch = {1}, .high_water = 5}, false, 5},
		{{true, {1}, 5, 0}, {.has_epoch = true, .epoch = {1}, .high_water = 9}, false, 9},
		{{true, {1}, 5, 0}, {.has_epoch = true, .epoch = {1}, .high_water = 4}, true, 4},
		{{true, {1}, 5, 0}, {.has_epoch = true, .epoch = {2}, .high_water = 5}, true, 5},
		{{true, {1}, 5, 0}, {.has_epoch = true, .epoch = {2}, .high_water = 9}, true, 9},
		{{true, {1}, 5, 0}, {.high_water = 6}, false, 6},
		{{true, {1}, 5, 0}, {.high_water = 3}, true, 3},
		{{true, {1}, 5, 0}, {.has_epoch = true, .epoch = {1}, .high_water = UINT64_MAX},
			false, 5},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct zr_sync_hub hub;
		assert_int_equal(
			zr_sync_is_set_back(&cases[i].known, &cases[i].receipt, true, &hub),
			cases[i].is_set_back);
		assert_true(hub.is_known);
		assert_int_equal(hub.high_water, cases[i].high_water);
	}
}

static void only_what_a_hub_signs_in_its_present_life_may_be_forgotten(void **state)
{
	static const struct zr_sync_hub known = {
		.is_known = true, .epoch = {1}, .high_water = 9, .durable_through = 5};
	const struct {
		uint8_t epoch;
		uint64_t high_water;
		uint64_t said;
		bool is_signed;
		uint64_t believed;
	} cases[] = {
		{1, 9, 7, true, 7},
		{1, 9, 7, false, 5}, /* nobody vouches for it */
		{1, 9, 3, true, 3},  /* backwards: a second record came at an old sequence */
		{1, 9, 3, false, 3}, /* what takes back needs no signature */
		{1, 9, 10, true, 0}, /* durable, and not stored */
		{1, 9, (uint64_t)1 << 63, true, 0},
		{1, 9, UINT64_MAX, false, 0},
		{1, (uint64_t)1 << 63, (uint64_t)1 << 63, true, 5},
		{1, UINT64_MAX, UINT64_MAX, true, 5},
		{2, 9, 4, true, 4}, /* restored: what the life before said is void */
		{2, 9, 4, false, 0},
		{2, UINT64_MAX, UINT64_MAX, true, 0},
		{1, 8, 5, true, 5}, /* set back and unaware of it */
		{1, 8, 5, false, 0},
		{1, 3, 5, true, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct zr_sync_hub hub;
		const struct zr_receipt receipt = {.has_epoch = true,
			.epoch = {cases[i].epoch},
			.high_water = cases[i].high_water,
			.durable_through = cases[i].said};
		(void)zr_sync_is_set_back(&known, &receipt, cases[i].is_signed, &hub);
		assert_int_equal(hub.durable_through, cases[i].believed);
	}
}

static void an_answer_to_another_exchange_is_none(void **state)
{
	const struct zr_receipt receipt = {.nonce = UINT64_MAX};
	assert_true(zr_sync_is_answer(&receipt, UINT64_MAX));
	assert_false(zr_sync_is_answer(&receipt, 0));
}

static void the_hub_sets_the_pause_within_bounds(void **state)
{
	const struct {
		uint32_t said_s;
		int64_t taken_s;
	} cases[] = {{0, POLL_US / SECOND}, {1, ZR_HUB_PAUSE_S_LEAST}, {900, 900}, {0, 900},
		{UINT32_MAX, ZR_HUB_PAUSE_S_MOST}};
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	start(&sync);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		zr_sync_pace(&sync, cases[i].said_s);
		assert_int_equal(sync.poll_us / SECOND, cases[i].taken_s);
	}
}

static void a_hub_that_takes_some_gets_fewer_and_no_longer_pauses(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	start(&sync);
	int64_t now_us = 0;
	for (uint64_t sequence = 1; sequence <= 40; sequence++) {
		add(&sync, sequence, 100);
	}
	for (uint64_t taken = 0; taken < 40; taken += 4) {
		struct zr_sync_action action = next(&sync, now_us);
		if (action.kind == ZR_SYNC_WAIT) {
			now_us = action.until_us;
			action = next(&sync, now_us);
		}
		assert_int_equal(action.kind, ZR_SYNC_EXCHANGE);
		assert_true(taken == 0 || action.count <= 8);
		for (uint64_t sequence = taken + 1; sequence <= taken + 4; sequence++) {
			settle_one(&sync, sequence, 0);
		}
		zr_sync_answered(&sync, now_us);
	}
	assert_int_equal(sync.record_count, 0);
	assert_true(now_us < (int64_t)60 * SECOND); /* no pause grew */
}

static void tells_when_the_next_exchange_is_due(void **state)
{
	ZR_CLEANUP(zr_sync_finish) struct zr_sync sync;
	zr_sync_init(&sync, 1, POLL_US);
	assert_int_equal(zr_sync_due_us(&sync, 5), -1);
	zr_sync_enrolled(&sync, 5);
	assert_int_equal(zr_sync_due_us(&sync, 7), 7);
	assert_int_equal(next(&sync, 7).kind, ZR_SYNC_EXCHANGE);
	assert_int_equal(zr_sync_due_us(&sync, 9), 9);
	const struct zr_sync_failure failure = {.code = ZR_E_BUSY, .retry_after_s = 100};
	zr_sync_failed(&sync, &failure, 10);
	assert_true(zr_sync_due_us(&sync, 11) >= 100 * (int64_t)SECOND);
	assert_int_equal(zr_sync_due_us(&sync, 11), next(&sync, 11).until_us);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_when_the_next_exchange_is_due),
		cmocka_unit_test(a_hub_is_set_back_when_its_epoch_or_its_mark_says_so),
		cmocka_unit_test(only_what_a_hub_signs_in_its_present_life_may_be_forgotten),
		cmocka_unit_test(an_answer_to_another_exchange_is_none),
		cmocka_unit_test(the_hub_sets_the_pause_within_bounds),
		cmocka_unit_test(a_hub_that_takes_some_gets_fewer_and_no_longer_pauses),
		cmocka_unit_test(does_nothing_before_enrolment),
		cmocka_unit_test(polls_with_jitter),
		cmocka_unit_test(backs_off_to_a_quarter_of_an_hour),
		cmocka_unit_test(hurries_but_never_before_retry_after),
		cmocka_unit_test(goes_again_at_once_when_hurried_in_an_exchange),
		cmocka_unit_test(keeps_a_batch_within_count_and_bytes),
		cmocka_unit_test(takes_only_a_receipt_with_the_records_own_hash),
		cmocka_unit_test(settles_a_doubled_receipt_once_and_reports_a_refusal),
		cmocka_unit_test(backs_off_when_the_hub_takes_only_some),
		cmocka_unit_test(goes_around_a_record_that_the_hub_cannot_read),
		cmocka_unit_test(goes_without_a_record_that_is_set_aside),
		cmocka_unit_test(takes_no_more_than_the_limit),
		cmocka_unit_test(delivers_every_record_over_any_network),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
