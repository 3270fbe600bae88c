/*
 * A list that is emptied each minute. There is room in it for all: an address that is not known
 * comes into it by an attempt that the account's limit counts, and known ones are few.
 */
#include "hub/access/attempts.h"

#include <assert.h>
#include <string.h>

#define WINDOW_US (60 * 1000000LL)

static bool is_known(const struct zr_attempts *attempts, const uint8_t *peer)
{
	for (size_t i = 0; i < attempts->known_count; i++) {
		if (memcmp(attempts->known[i], peer, ZR_PEER_BYTES) == 0) {
			return true;
		}
	}
	return false;
}

/* The address's place in the list; the end of the list when it has none. */
static size_t find(const struct zr_attempts *attempts, const uint8_t *peer)
{
	size_t index = 0;
	while (index < attempts->address_count &&
		memcmp(attempts->addresses[index].peer, peer, ZR_PEER_BYTES) != 0) {
		index++;
	}
	return index;
}

static void begin_minute(struct zr_attempts *attempts, int64_t now_us)
{
	if (now_us - attempts->window_us >= WINDOW_US || now_us < attempts->window_us) {
		attempts->window_us = now_us;
		attempts->count = 0;
		attempts->address_count = 0;
	}
}

bool zr_attempts_take(
	struct zr_attempts *attempts, const uint8_t peer[ZR_PEER_BYTES], int64_t now_us)
{
	assert(attempts != NULL && peer != NULL && now_us > 0);
	begin_minute(attempts, now_us);
	size_t index = find(attempts, peer);
	bool is_new = index == attempts->address_count;
	bool is_counted = !is_known(attempts, peer);
	if ((is_counted && attempts->count >= ZR_HUB_LOGIN_ACCOUNT_COUNT_MAX) ||
		(!is_new && attempts->addresses[index].count >= ZR_HUB_LOGIN_COUNT_MAX)) {
		return false;
	}
	if (is_new) {
		if (index == sizeof attempts->addresses / sizeof attempts->addresses[0]) {
			return false; /* became known between two minutes: next minute */
		}
		memcpy(attempts->addresses[index].peer, peer, ZR_PEER_BYTES);
		attempts->addresses[index].count = 0;
		attempts->address_count++;
	}
	attempts->addresses[index].count++;
	attempts->count += is_counted ? 1 : 0;
	return true;
}

void zr_attempts_forgive(struct zr_attempts *attempts, const uint8_t peer[ZR_PEER_BYTES])
{
	assert(attempts != NULL && peer != NULL);
	size_t index = find(attempts, peer);
	if (index < attempts->address_count) {
		attempts->addresses[index].count = 0;
	}
	if (is_known(attempts, peer)) {
		return;
	}
	memcpy(attempts->known[attempts->known_next], peer, ZR_PEER_BYTES);
	attempts->known_next = (attempts->known_next + 1) % ZR_HUB_LOGIN_KNOWN_COUNT_MAX;
	attempts->known_count += attempts->known_count < ZR_HUB_LOGIN_KNOWN_COUNT_MAX ? 1 : 0;
}
