/*
 * A list that is emptied each minute, of keys that are hashes: names of any length take no room.
 * It is gone through from its begin, which is nothing beside the hash of a password. When it is
 * full only known pairs go on.
 */
#include "hub/access/attempts.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "lib/base/limits.h"

#define WINDOW_US (60 * 1000000LL)
#define KEY_BYTES 16

struct key {
	uint8_t bytes[KEY_BYTES];
};

struct slot {
	struct key key;
	unsigned count;
};

struct zr_attempts {
	pthread_mutex_t lock;
	int64_t window_us; /* when the minute began */
	struct slot slots[ZR_HUB_LOGIN_SLOT_COUNT_MAX];
	size_t slot_count;
	/* Pairs of which the right password came last, over all minutes. */
	struct key known[ZR_HUB_LOGIN_KNOWN_COUNT_MAX];
	size_t known_count;
	size_t known_next; /* the oldest, once all places are taken */
};

/* The three that an attempt is counted under. */
struct keys {
	struct key pair;
	struct key account;
	struct key address;
};

int zr_attempts_new(struct zr_attempts **ret_attempts, struct zr_error *error)
{
	assert(ret_attempts != NULL);
	struct zr_attempts *attempts = calloc(1, sizeof *attempts);
	if (attempts == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to count attempts");
	}
	(void)pthread_mutex_init(&attempts->lock, NULL);
	*ret_attempts = attempts;
	return 0;
}

void zr_attempts_free(struct zr_attempts *attempts)
{
	if (attempts != NULL) {
		(void)pthread_mutex_destroy(&attempts->lock);
		free(attempts);
	}
}

static struct key hash(const char *name, const uint8_t *peer)
{
	uint8_t digest[EVP_MAX_MD_SIZE] = {0};
	struct key key;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	/* Without memory all are one key, and soon nobody may try: the safe side. */
	if (context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1) {
		(void)EVP_DigestUpdate(context, name, strlen(name) + 1);
		(void)EVP_DigestUpdate(context, peer, peer != NULL ? ZR_PEER_BYTES : 0);
		(void)EVP_DigestFinal_ex(context, digest, NULL);
	}
	EVP_MD_CTX_free(context);
	memcpy(key.bytes, digest, sizeof key.bytes);
	return key;
}

static struct keys keys_of(const struct zr_attempt *attempt)
{
	return (struct keys){.pair = hash(attempt->name, attempt->peer),
		.account = hash(attempt->name, NULL),
		.address = hash("", attempt->peer)};
}

static bool is_known(const struct zr_attempts *attempts, const struct key *key)
{
	for (size_t i = 0; i < attempts->known_count; i++) {
		if (memcmp(&attempts->known[i], key, sizeof *key) == 0) {
			return true;
		}
	}
	return false;
}

/* Its place in the list, made when there is none; NULL when there is no room. */
static struct slot *find(struct zr_attempts *attempts, const struct key *key)
{
	for (size_t i = 0; i < attempts->slot_count; i++) {
		if (memcmp(&attempts->slots[i].key, key, sizeof *key) == 0) {
			return &attempts->slots[i];
		}
	}
	if (attempts->slot_count == ZR_HUB_LOGIN_SLOT_COUNT_MAX) {
		return NULL;
	}
	struct slot *slot = &attempts->slots[attempts->slot_count++];
	*slot = (struct slot){.key = *key};
	return slot;
}

static void begin_minute(struct zr_attempts *attempts, int64_t now_us)
{
	if (now_us - attempts->window_us >= WINDOW_US || now_us < attempts->window_us) {
		attempts->window_us = now_us;
		attempts->slot_count = 0;
	}
}

static bool take(struct zr_attempts *attempts, const struct keys *keys)
{
	bool is_pair_known = is_known(attempts, &keys->pair);
	struct slot *pair = find(attempts, &keys->pair);
	struct slot *account = find(attempts, &keys->account);
	struct slot *address = find(attempts, &keys->address);
	if (pair == NULL || account == NULL || address == NULL) {
		return is_pair_known;
	}
	if (pair->count >= ZR_HUB_LOGIN_COUNT_MAX ||
		address->count >= ZR_HUB_LOGIN_ADDRESS_COUNT_MAX ||
		(!is_pair_known && account->count >= ZR_HUB_LOGIN_ACCOUNT_COUNT_MAX)) {
		return false;
	}
	pair->count++;
	address->count++;
	account->count += is_pair_known ? 0 : 1;
	return true;
}

int zr_attempts_take(
	struct zr_attempts *attempts, const struct zr_attempt *attempt, struct zr_error *error)
{
	assert(attempts != NULL && attempt != NULL && attempt->now_us > 0);
	assert(attempt->name != NULL && attempt->peer != NULL);
	struct keys keys = keys_of(attempt);
	(void)pthread_mutex_lock(&attempts->lock);
	begin_minute(attempts, attempt->now_us);
	bool is_allowed = take(attempts, &keys);
	(void)pthread_mutex_unlock(&attempts->lock);
	return is_allowed ? 0
			  : zr_error_set(error, ZR_E_BUSY,
				    "too many wrong passwords; wait a minute and try again");
}

static void know(struct zr_attempts *attempts, const struct key *key)
{
	if (is_known(attempts, key)) {
		return;
	}
	attempts->known[attempts->known_next] = *key;
	attempts->known_next = (attempts->known_next + 1) % ZR_HUB_LOGIN_KNOWN_COUNT_MAX;
	attempts->known_count += attempts->known_count < ZR_HUB_LOGIN_KNOWN_COUNT_MAX ? 1 : 0;
}

void zr_attempts_forgive(struct zr_attempts *attempts, const struct zr_attempt *attempt)
{
	assert(attempts != NULL && attempt != NULL);
	struct keys keys = keys_of(attempt);
	(void)pthread_mutex_lock(&attempts->lock);
	struct slot *pair = find(attempts, &keys.pair);
	struct slot *address = find(attempts, &keys.address);
	if (pair != NULL) {
		pair->count = 0;
	}
	if (address != NULL && address->count > 0) {
		address->count--;
	}
	know(attempts, &keys.pair);
	(void)pthread_mutex_unlock(&attempts->lock);
}
