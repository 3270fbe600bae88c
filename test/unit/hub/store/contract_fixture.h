/* An empty store of the engine under test, and rows that several tests begin with. */
#ifndef ZR_TEST_CONTRACT_FIXTURE_H
#define ZR_TEST_CONTRACT_FIXTURE_H

#include "hub/store/store.h"
#include "test/unit/hub/store/contract_engine.h"

#define TEXT(literal) ((char *)(uintptr_t)(literal)) /* the structs own their texts elsewhere */

extern const struct store_contract *engine;
extern char path[STORE_CONTRACT_PATH_BYTES];
extern struct zr_store *store;
extern struct zr_error fault;
extern const uint8_t device_id[ZR_PARTY_ID_BYTES];

int open_store(void **state);
int close_store(void **state);
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)

void add_device(uint8_t first_byte, const char *name, const char *area);
#define ARRIVAL_BYTES "envelope"
#define ARRIVAL_US    1000
struct zr_store_arrival make_arrival(uint64_t sequence, uint8_t first_hash_byte);
/* Takes one, in a commit of its own. */
void add_arrival(uint64_t sequence, uint8_t first_hash_byte);
/* Record r1 of the device at household h; finds it, and not its like, before and after. */
void add_record(uint64_t sequence, uint8_t first_hash_byte, const char *area);

#endif
