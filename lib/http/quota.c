/* Open addressing; a slot whose window is over is free. */
#include "lib/http/quota.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"

enum {
	PROBE_COUNT_MAX = 16,
};

struct slot {
	uint8_t key[ZR_QUOTA_KEY_BYTES];
	int64_t window; /* number of the window it counts, 0: none yet */
	uint64_t count;
	uint64_t bytes;
	bool is_told;
};

struct zr_quota {
	pthread_mutex_t lock;
	struct zr_quota_limits limits;
	struct slot *slots;
};

int zr_quota_new(
	const struct zr_quota_limits *limits, struct zr_quota **ret_quota, struct zr_error *error)
{
	assert(limits->window_us > 0);
	struct zr_quota *quota = calloc(1, sizeof *quota);
	/* Pages that nobody is counted in are never touched. */
	struct slot *slots = calloc(ZR_HUB_QUOTA_SLOT_COUNT, sizeof *slots);
	if (quota == NULL || slots == NULL) {
		free(quota);
		free(slots);
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the quotas");
	}
	quota->limits = *limits;
	quota->slots = slots;
	(void)pthread_mutex_init(&quota->lock, NULL);
	*ret_quota = quota;
	return 0;
}

void zr_quota_free(struct zr_quota *quota)
{
	if (quota != NULL) {
		(void)pthread_mutex_destroy(&quota->lock);
		free(quota->slots);
		free(quota);
	}
}

static int64_t window_of(const struct zr_quota *quota, int64_t now_us)
{
	assert(quota->limits.window_us > 0);
	return now_us / quota->limits.window_us + 1;
}

/* Ids are hashes, addresses are not: FNV-1a spreads both. */
static size_t place_of(const uint8_t *key)
{
	uint64_t hash = 0xcbf29ce484222325u;
	for (size_t i = 0; i < ZR_QUOTA_KEY_BYTES; i++) {
		hash = (hash ^ key[i]) * 0x100000001b3u;
	}
	return (size_t)(hash ^ hash >> 32);
}

/* The slot of the key in this window, taken when needed; NULL when there is no place. */
static struct slot *find(struct zr_quota *quota, const uint8_t *key, int64_t window)
{
	struct slot *free_slot = NULL;
	size_t place = place_of(key);
	for (size_t i = 0; i < PROBE_COUNT_MAX; i++) {
		struct slot *slot = &quota->slots[(place + i) % ZR_HUB_QUOTA_SLOT_COUNT];
		if (slot->window == window && memcmp(slot->key, key, sizeof slot->key) == 0) {
			return slot;
		}
		if (slot->window != window && free_slot == NULL) {
			free_slot = slot;
		}
	}
	if (free_slot != NULL) {
		*free_slot = (struct slot){.window = window};
		memcpy(free_slot->key, key, sizeof free_slot->key);
	}
	return free_slot;
}

static bool is_over(const struct zr_quota *quota, const struct slot *slot)
{
	return slot->count >= quota->limits.count_max || slot->bytes >= quota->limits.bytes_max;
}

enum zr_quota_verdict zr_quota_charge(
	struct zr_quota *quota, const struct zr_quota_use *use, int64_t now_us)
{
	assert(quota != NULL && use->key != NULL);
	enum zr_quota_verdict verdict = ZR_QUOTA_WITHIN;
	(void)pthread_mutex_lock(&quota->lock);
	struct slot *slot = find(quota, use->key, window_of(quota, now_us));
	if (slot != NULL && use->count > 0 && is_over(quota, slot)) {
		verdict = slot->is_told ? ZR_QUOTA_SPENT : ZR_QUOTA_SPENT_NOW;
		slot->is_told = true;
	} else if (slot != NULL) {
		slot->count += use->count;
		slot->bytes += use->bytes;
	}
	(void)pthread_mutex_unlock(&quota->lock);
	return verdict;
}

bool zr_quota_is_spent(struct zr_quota *quota, const uint8_t *key, int64_t now_us)
{
	assert(quota != NULL && key != NULL);
	(void)pthread_mutex_lock(&quota->lock);
	const struct slot *slot = find(quota, key, window_of(quota, now_us));
	bool is_spent = slot != NULL && is_over(quota, slot);
	(void)pthread_mutex_unlock(&quota->lock);
	return is_spent;
}

unsigned zr_quota_wait_s(const struct zr_quota *quota, int64_t now_us)
{
	assert(quota != NULL);
	int64_t left_us = quota->limits.window_us - now_us % quota->limits.window_us;
	return (unsigned)(left_us / 1000000) + 1;
}
