/* A data collector, and a part of a submission, as the store gives them: hub/store/collectors.h. */
#ifndef ZR_HUB_STORE_COLLECTOR_ROW_H
#define ZR_HUB_STORE_COLLECTOR_ROW_H

#include "hub/store/stored.h"

#define ZR_COLLECTOR_SECRET_BYTES 16

struct zr_collector {
	char name[ZR_STORE_ID_BYTES];
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	uint8_t secret[ZR_COLLECTOR_SECRET_BYTES];
	int64_t made_us;
	bool is_closed;
	uint64_t waiting_count; /* in answers: submissions whose last part has not come */
};
typedef int zr_collectors_visit(void *user, const struct zr_collector *collector);

/* One POST of a submission that comes in several. */
struct zr_submission_part {
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	const char *instance_id;
	uint8_t hash[ZR_HASH_BYTES]; /* of all that it brought */
	int64_t received_us;
	const void *envelope; /* sealed to the collector himself; NULL: nothing waits of it */
	size_t envelope_bytes;
};
typedef int zr_collectors_visit_part(void *user, const struct zr_submission_part *part);

#endif
