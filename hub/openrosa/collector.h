/*
 * The keys of data collectors, whose clients have none: the hub seals for them.
 *
 * Each collector is a party of his own, whose keys follow from the secret of DATA/keys/openrosa.key
 * and his name. Nothing of them is in the store; a store beside which another secret lies is told
 * by the id that does not fit.
 */
#ifndef ZR_HUB_OPENROSA_COLLECTOR_H
#define ZR_HUB_OPENROSA_COLLECTOR_H

#include "hub/store/collectors.h"
#include "lib/envelope/key.h"

#define ZR_COLLECTOR_SEED_BYTES 32

/* Reads DATA/keys/openrosa.key, or draws and stores it. ZR_E_INVALID when it is not ours. */
int zr_collector_load_seed(const char *folder, uint8_t ret_seed[ZR_COLLECTOR_SEED_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

/* The keys that go with the name; finish wipes them. ZR_E_NOMEM. */
int zr_collector_derive(const uint8_t seed[ZR_COLLECTOR_SEED_BYTES], const char *name,
	struct zr_party_secret *ret_keys, struct zr_error *error) ZR_MUST_CHECK;

/* The same for a collector of the store. ZR_E_STATE when he was made with another secret. */
int zr_collector_open_keys(const uint8_t seed[ZR_COLLECTOR_SEED_BYTES],
	const struct zr_collector *collector, struct zr_party_secret *ret_keys,
	struct zr_error *error) ZR_MUST_CHECK;

#endif
