/* Whose an address of an area is, as the store takes it: shares.h. */
#ifndef ZR_HUB_STORE_SHARE_ROW_H
#define ZR_HUB_STORE_SHARE_ROW_H

#include "hub/store/stored.h"

struct zr_share {
	const char *area_id;
	const char *household_id;
	const uint8_t *device_id; /* NULL: anybody's of the area */
	int64_t since_us;
};

#endif
