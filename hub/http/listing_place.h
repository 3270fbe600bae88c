/*
 * The place of a page as the console's interface tells it ("next") and takes it ("after"): a text
 * that stands in an address as it is. Nobody needs to read it.
 */
#ifndef ZR_HUB_HTTP_LISTING_PLACE_H
#define ZR_HUB_HTTP_LISTING_PLACE_H

#include "hub/store/stored.h"

#define ZR_LISTING_PLACE_TEXT_BYTES (2 * (ZR_STORE_NAME_BYTES + ZR_STORE_ID_BYTES) + 32)

void zr_listing_place_format(
	const struct zr_store_place *place, char ret_text[ZR_LISTING_PLACE_TEXT_BYTES]);

/* ZR_E_INVALID when it is none that was told. */
int zr_listing_place_parse(
	const char *text, struct zr_store_place *ret_place, struct zr_error *error) ZR_MUST_CHECK;

#endif
