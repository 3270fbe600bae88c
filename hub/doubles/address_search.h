/* Addresses that read the same (address_key.h), in one area or in neighbouring ones: of the lists,
 * and those in no list at which somebody was. */
#ifndef ZR_HUB_DOUBLES_ADDRESS_SEARCH_H
#define ZR_HUB_DOUBLES_ADDRESS_SEARCH_H

#include "hub/doubles/sighting.h"

/* sighting: begun. Many that read the same are pairs with the first. ZR_E_LIMIT, ZR_E_NOMEM, and
 * what the store says. */
int zr_address_search_run(
	struct zr_sighting *sighting, struct zr_store *store, struct zr_error *error) ZR_MUST_CHECK;

#endif
