/* Arrivals are known by device, sequence and hash; their order is that of the commits. */
#include "test/unit/unit.h"

#include "test/unit/hub/store/contract_arrival.h"

#include <string.h>

#include "test/unit/hub/store/contract_fixture.h"

static const struct zr_store_span all = {.count_max = 100, .bytes_max = 1 << 20};

struct seen {
	int64_t rank; /* of the last */
	size_t count;
	uint64_t sequences; /* as decimal digits */
	struct zr_store_arrival arrivals[10];
};

static int see(void *user, const struct zr_store_arrival *arrival)
{
	struct seen *seen = user;
	assert_true(arrival->rank > seen->rank);
	assert_non_null(arrival->envelope);
	assert_int_equal(arrival->bytes, strlen(ARRIVAL_BYTES));
	assert_memory_equal(arrival->envelope, ARRIVAL_BYTES, arrival->bytes);
	assert_int_equal(arrival->received_us, ARRIVAL_US);
	seen->rank = arrival->rank;
	seen->sequences = seen->sequences * 10 + arrival->sequence;
	seen->arrivals[seen->count++] = *arrival;
	return 0;
}

static struct seen list(const struct zr_store_span *span)
{
	struct seen seen = {0};
	assert_int_equal(zr_store_list_arrivals(store, span, see, &seen, &fault), 0);
	return seen;
}

static struct seen list_waiting(const struct zr_store_span *span)
{
	struct seen seen = {0};
	assert_int_equal(zr_store_list_waiting(store, span, see, &seen, &fault), 0);
	return seen;
}

static uint64_t high_water(uint64_t from)
{
	uint64_t found = 0;
	assert_int_equal(zr_store_high_water(store, device_id, from, &found, &fault), 0);
	return found;
}

static void the_high_water_stops_at_a_gap(void **state)
{
	(void)state;
	assert_int_equal(high_water(0), 0);
	add_arrival(2, 2);
	assert_int_equal(high_water(0), 0);
	add_arrival(1, 1);
	add_arrival(4, 4);
	assert_int_equal(high_water(0), 2);
	assert_int_equal(high_water(1), 2);
	add_arrival(3, 3);
	assert_int_equal(high_water(2), 4);
	add_arrival(3, 9); /* two at one sequence are no gap */
	assert_int_equal(high_water(0), 4);
}

static void arrivals_are_gone_through_in_pieces_in_their_order(void **state)
{
	(void)state;
	const struct zr_store_span two = {.count_max = 2, .bytes_max = 1 << 20};
	const struct zr_store_span few_bytes = {.count_max = 10, .bytes_max = 1};
	assert_int_equal(list(&all).count, 0);
	add_arrival(2, 2);
	add_arrival(1, 1);
	add_arrival(3, 3);
	struct seen first = list(&two);
	assert_int_equal(first.sequences, 21);
	const struct zr_store_span rest = {
		.after_rank = first.rank, .count_max = 2, .bytes_max = 1 << 20};
	struct seen second = list(&rest);
	assert_int_equal(second.sequences, 3);
	const struct zr_store_span none = {
		.after_rank = second.rank, .count_max = 2, .bytes_max = 1 << 20};
	assert_int_equal(list(&none).count, 0);
	assert_int_equal(list(&few_bytes).count, 1); /* one at least, or nobody gets on */
}

static void what_is_sent_again_is_there_once(void **state)
{
	(void)state;
	add_arrival(1, 1);
	add_arrival(1, 1);
	assert_int_equal(list(&all).count, 1);
	add_arrival(1, 2); /* another envelope at a used sequence */
	assert_int_equal(list(&all).count, 2);
	/* Twice in one group, as from two connections of a copied tablet. */
	struct zr_store_arrival pair[] = {make_arrival(2, 2), make_arrival(2, 2)};
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_take_arrivals(store, pair, 2, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_int_equal(list(&all).count, 3);
}

static void take(uint64_t sequence)
{
	const struct zr_store_arrival arrival = make_arrival(sequence, (uint8_t)sequence);
	assert_int_equal(zr_store_take_arrivals(store, &arrival, 1, &fault), 0);
}

static void what_is_taken_back_was_never_there(void **state)
{
	(void)state;
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_mark(store, &fault), 0);
	take(1);
	assert_int_equal(zr_store_unmark(store, true, &fault), 0);
	assert_int_equal(zr_store_mark(store, &fault), 0);
	take(2);
	assert_int_equal(zr_store_unmark(store, false, &fault), 0);
	assert_int_equal(zr_store_mark(store, &fault), 0);
	take(3);
	assert_int_equal(zr_store_unmark(store, true, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	take(4);
	zr_store_rollback(store);
	zr_store_rollback(store);
	assert_int_equal(list(&all).sequences, 13);
	assert_int_equal(high_water(0), 1);
	add_arrival(5, 5);
	assert_int_equal(list(&all).sequences, 135);
	zr_store_close(store);
	assert_int_equal(zr_store_open(path, &store, &fault), 0);
	assert_int_equal(list(&all).sequences, 135);
}

static void what_was_opened_waits_no_more(void **state)
{
	(void)state;
	const struct zr_store_span two = {.count_max = 2, .bytes_max = 1 << 20};
	struct zr_store_arrival_marks marks;
	assert_int_equal(zr_store_get_arrival_marks(store, &marks, &fault), 0);
	assert_int_equal(marks.opened_rank, marks.last_rank);
	add_arrival(1, 1);
	add_arrival(2, 2);
	add_arrival(3, 3);
	struct seen waiting = list_waiting(&two);
	assert_int_equal(waiting.sequences, 12);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(
		zr_store_settle_arrivals(store, waiting.arrivals, waiting.count, &fault), 0);
	zr_store_rollback(store);
	assert_int_equal(list_waiting(&two).sequences, 12);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(
		zr_store_settle_arrivals(store, waiting.arrivals, waiting.count, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	waiting = list_waiting(&two);
	assert_int_equal(waiting.sequences, 3);
	assert_int_equal(zr_store_get_arrival_marks(store, &marks, &fault), 0);
	assert_true(marks.opened_rank < marks.last_rank);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_settle_arrivals(store, waiting.arrivals, 1, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_int_equal(zr_store_get_arrival_marks(store, &marks, &fault), 0);
	assert_int_equal(marks.opened_rank, marks.last_rank);
}

static void one_is_found_by_its_name(void **state)
{
	(void)state;
	struct seen seen = {0};
	const uint8_t hash[ZR_HASH_BYTES] = {2};
	const uint8_t other[ZR_HASH_BYTES] = {3};
	struct zr_store_arrival_name name = {device_id, 2, hash};
	add_arrival(1, 1);
	add_arrival(2, 2);
	assert_int_equal(zr_store_get_arrival(store, &name, see, &seen, &fault), 0);
	assert_int_equal(seen.sequences, 2);
	name.hash = other;
	assert_int_equal(zr_store_get_arrival(store, &name, see, &seen, &fault), ZR_E_NOT_FOUND);
}

static uint64_t durable_through(uint64_t from, int64_t last_rank)
{
	struct zr_device device = {.durable_through = from};
	uint64_t found = 0;
	memcpy(device.keys.id, device_id, sizeof device_id);
	assert_int_equal(zr_store_durable_through(store, &device, last_rank, &found, &fault), 0);
	return found;
}

static void durable_is_what_stood_there_when_it_was_copied(void **state)
{
	(void)state;
	struct zr_store_arrival_marks copied;
	add_arrival(1, 1);
	add_arrival(2, 2);
	assert_int_equal(zr_store_get_arrival_marks(store, &copied, &fault), 0);
	assert_int_equal(durable_through(0, 0), 0); /* nothing was ever copied */
	assert_int_equal(durable_through(0, copied.last_rank), 2);
	add_arrival(3, 3);
	add_arrival(2, 9); /* a second at 2 that the copy lacks */
	assert_int_equal(durable_through(0, copied.last_rank), 1);
	assert_int_equal(durable_through(2, copied.last_rank), 2);
	assert_int_equal(zr_store_get_arrival_marks(store, &copied, &fault), 0);
	assert_int_equal(durable_through(0, copied.last_rank), 3);
}

/* Taken while the writer goes on. */
static void a_copy_has_its_envelopes(void **state)
{
	(void)state;
	char copy_path[STORE_CONTRACT_PATH_BYTES];
	struct zr_store *reader = NULL;
	struct zr_store *original = store;
	if (!engine->has_copies) {
		return;
	}
	engine->make(copy_path);
	add_arrival(1, 1);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	take(2);
	assert_int_equal(zr_store_open_reader(path, &reader, &fault), 0);
	assert_int_equal(zr_store_copy(reader, copy_path, &fault), 0);
	zr_store_close(reader);
	assert_int_equal(zr_store_commit(store, &fault), 0);
	assert_int_equal(zr_store_open(copy_path, &store, &fault), 0);
	assert_int_equal(zr_store_check(store, &fault), 0);
	assert_int_equal(list(&all).sequences, 1);
	add_arrival(7, 7);
	assert_int_equal(list(&all).sequences, 17);
	zr_store_close(store);
	store = original;
	engine->remove(copy_path);
	assert_int_equal(list(&all).sequences, 12);
}

int contract_arrival_run(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_high_water_stops_at_a_gap),
		CASE(arrivals_are_gone_through_in_pieces_in_their_order),
		CASE(what_is_sent_again_is_there_once),
		CASE(what_is_taken_back_was_never_there),
		CASE(what_was_opened_waits_no_more),
		CASE(one_is_found_by_its_name),
		CASE(durable_is_what_stood_there_when_it_was_copied),
		CASE(a_copy_has_its_envelopes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
