/* A copy of a record of the store, with its envelope, that outlives the list it came from. */
#ifndef ZR_HUB_RECORDS_HELD_RECORD_H
#define ZR_HUB_RECORDS_HELD_RECORD_H

#include "hub/store/stored.h"

struct zr_held_record {
	struct zr_store_record record; /* texts and envelope: in the bytes behind it */
	int64_t rank;
	char bytes[];
};

/* NULL without memory. */
struct zr_held_record *zr_held_record_new(const struct zr_store_record *record, int64_t rank);
/* NULL is allowed. */
void zr_held_record_free(struct zr_held_record *held);

#endif
