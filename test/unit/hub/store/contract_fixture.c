/* Making and removing the store, by what the engine's test said. */
#include "test/unit/unit.h"

#include "test/unit/hub/store/contract_fixture.h"

#include <stdio.h>
#include <string.h>

const struct store_contract *engine;
char path[STORE_CONTRACT_PATH_BYTES];
struct zr_store *store;
struct zr_error fault;
const uint8_t device_id[ZR_PARTY_ID_BYTES] = {1};

int open_store(void **state)
{
	(void)state;
	engine->make(path);
	return zr_store_open(path, &store, &fault);
}

int close_store(void **state)
{
	(void)state;
	zr_store_close(store);
	store = NULL;
	engine->remove(path);
	return 0;
}

void add_device(uint8_t first_byte, const char *name, const char *area)
{
	struct zr_device device = {.enrolled_us = 5, .contact_us = 5};
	device.keys.id[0] = first_byte;
	(void)snprintf(device.name, sizeof device.name, "%s", name);
	(void)snprintf(device.area_id, sizeof device.area_id, "%s", area);
	assert_int_equal(zr_store_add_device(store, &device, &fault), 0);
}

struct zr_store_arrival make_arrival(uint64_t sequence, uint8_t first_hash_byte)
{
	struct zr_store_arrival arrival = {.sequence = sequence,
		.hash = {first_hash_byte},
		.received_us = ARRIVAL_US,
		.envelope = ARRIVAL_BYTES,
		.bytes = strlen(ARRIVAL_BYTES)};
	memcpy(arrival.device_id, device_id, sizeof device_id);
	return arrival;
}

void add_arrival(uint64_t sequence, uint8_t first_hash_byte)
{
	const struct zr_store_arrival arrival = make_arrival(sequence, first_hash_byte);
	assert_int_equal(zr_store_begin(store, &fault), 0);
	assert_int_equal(zr_store_take_arrivals(store, &arrival, 1, &fault), 0);
	assert_int_equal(zr_store_commit(store, &fault), 0);
}

void add_record(uint64_t sequence, uint8_t first_hash_byte, const char *area)
{
	struct zr_store_record record = {.sequence = sequence,
		.received_us = 1000,
		.content = {.record_id = TEXT("r1"),
			.form_id = TEXT("f"),
			.form_version = TEXT("1"),
			.area_id = TEXT(area),
			.household_id = TEXT("h"),
			.outcome = TEXT("completed")}};
	memcpy(record.device_id, device_id, sizeof device_id);
	record.hash[0] = first_hash_byte;
	record.content_hash[0] = first_hash_byte;
	unsigned conflict = 0;
	assert_int_equal(zr_store_find_record(store, &record, &conflict, &fault), 0);
	assert_int_equal(zr_store_add_record(store, &record, &fault), 0);
	assert_int_equal(zr_store_find_record(store, &record, &conflict, &fault), 1);
	assert_int_equal(conflict, 0);
	record.hash[1] = 1;
	assert_int_equal(zr_store_find_record(store, &record, &conflict, &fault), 2);
	record.content_hash[1] = 1;
	assert_int_equal(zr_store_find_record(store, &record, &conflict, &fault), 0);
	assert_int_equal(conflict, ZR_STORE_CONFLICT_SEQUENCE | ZR_STORE_CONFLICT_ID);
}
