/*
 * The place of a page as the console's interface tells it ("next") and takes it ("after"): a text
 * that stands in an address as it is. It is sealed: a list that looked through many rows in vain
 * goes on behind one that may lie in another's territory.
 */
#ifndef ZR_HUB_HTTP_LISTING_PLACE_H
#define ZR_HUB_HTTP_LISTING_PLACE_H

#include "hub/store/stored.h"
#include "lib/envelope/crypto.h"

/* A number of 20 digits, a name and an id, each with its NUL. */
#define ZR_LISTING_PLACE_BYTES (21 + ZR_STORE_NAME_BYTES + ZR_STORE_ID_BYTES)
#define ZR_LISTING_PLACE_TEXT_BYTES                                                                \
	(2 * (ZR_CRYPTO_NONCE_BYTES + ZR_LISTING_PLACE_BYTES + ZR_CRYPTO_TAG_BYTES) + 1)

/* key: that of the hub's sessions; another is made from it. ZR_E_NOMEM. */
int zr_listing_place_format(const uint8_t key[ZR_CRYPTO_KEY_BYTES],
	const struct zr_store_place *place, char ret_text[ZR_LISTING_PLACE_TEXT_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_INVALID when it is none that was told; ZR_E_NOMEM. */
int zr_listing_place_parse(const uint8_t key[ZR_CRYPTO_KEY_BYTES], const char *text,
	struct zr_store_place *ret_place, struct zr_error *error) ZR_MUST_CHECK;

#endif
