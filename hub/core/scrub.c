/* A round goes through what came, by rank, and ends where a page cannot be read. */
#include "hub/core/scrub.h"

#include <assert.h>
#include <string.h>

#include "hub/store/store.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/event/log.h"

#define ROUND_US (24 * 3600 * 1000000LL)

int zr_scrub_open(struct zr_scrub *scrub, const char *path, struct zr_error *error)
{
	assert(scrub != NULL && path != NULL);
	*scrub = (struct zr_scrub){0};
	return zr_store_open_reader(path, &scrub->reader, error);
}

void zr_scrub_close(struct zr_scrub *scrub)
{
	assert(scrub != NULL);
	zr_store_close(scrub->reader);
	scrub->reader = NULL;
}

struct step {
	struct zr_scrub *scrub;
	size_t count;
};

/* 1: it is what its tablet signed. */
static bool is_whole(const struct zr_store_arrival *arrival)
{
	uint8_t hash[ZR_HASH_BYTES];
	if (arrival->envelope == NULL) {
		return false;
	}
	zr_envelope_hash(arrival->envelope, arrival->bytes, hash);
	return memcmp(hash, arrival->hash, sizeof hash) == 0;
}

static int look_at(void *user, const struct zr_store_arrival *arrival)
{
	struct step *step = user;
	if (!is_whole(arrival)) {
		char device[2 * ZR_PARTY_ID_BYTES + 1];
		zr_hex_encode(arrival->device_id, ZR_PARTY_ID_BYTES, device);
		ZR_LOG(RECORD_DAMAGED, .tablet = device, .record = (int64_t)arrival->sequence);
	}
	step->scrub->after_rank = arrival->rank;
	step->count++;
	return 0;
}

static void begin_round(struct zr_scrub *scrub, int64_t now_us)
{
	bool is_due = scrub->round_us == 0 || now_us < scrub->round_us ||
		      now_us - scrub->round_us >= ROUND_US;
	if (is_due && (scrub->is_done || scrub->round_us == 0)) {
		*scrub = (struct zr_scrub){.reader = scrub->reader, .round_us = now_us};
	}
}

void zr_scrub_step(struct zr_scrub *scrub, int64_t now_us)
{
	assert(scrub != NULL && now_us > 0);
	if (scrub->reader == NULL) {
		return;
	}
	begin_round(scrub, now_us);
	if (scrub->is_done) {
		return;
	}
	struct step step = {.scrub = scrub};
	struct zr_error error = {0};
	const struct zr_store_span span = {.after_rank = scrub->after_rank,
		.count_max = ZR_HUB_SCRUB_COUNT,
		.bytes_max = ZR_HUB_SCRUB_BYTES_MAX};
	int code = zr_store_list_arrivals(scrub->reader, &span, look_at, &step, &error);
	if (code == ZR_E_IO) {
		ZR_LOG(DISK_FAILED, .error = code);
		scrub->is_done = true; /* the whole store is to be looked at, by a person */
	}
	scrub->is_done |= code == 0 && step.count == 0;
}
