/* The bytes that are hashed: the hash before, then each field with a NUL behind it, which no text
 * holds; so no two lines have the same. */
#include "hub/core/acts.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/envelope/crypto.h"
#include "lib/envelope/envelope.h"

bool zr_acts_is_person(const char *who)
{
	assert(who != NULL);
	uint8_t id[ZR_PARTY_ID_BYTES];
	/* No account has a name that reads like a tablet's. */
	return strcmp(who, ZR_STORE_STRANGER) != 0 && zr_hex_decode(who, id, sizeof id) != 0;
}

int zr_acts_hash(const struct zr_act *act, const uint8_t before[ZR_ACTS_HASH_BYTES],
	uint8_t ret_hash[ZR_ACTS_HASH_BYTES], struct zr_error *error)
{
	assert(act != NULL && before != NULL && ret_hash != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	char numbers[80];
	(void)snprintf(numbers, sizeof numbers, "%" PRIu64 " %" PRId64 " %d", act->number,
		act->time_us, act->code);
	const char *const fields[] = {numbers, act->who, act->origin, act->what, act->detail};
	int code = zr_buffer_add(&bytes, before, ZR_ACTS_HASH_BYTES);
	for (size_t i = 0; code == 0 && i < sizeof fields / sizeof fields[0]; i++) {
		code = zr_buffer_add(&bytes, fields[i], strlen(fields[i]) + 1);
	}
	if (code != 0) {
		return zr_error_set(error, code, "no memory for a line of the audit");
	}
	zr_envelope_hash(bytes.data, bytes.bytes, ret_hash);
	return 0;
}

static int append(struct zr_store *store, const struct zr_act_mark *last, const struct zr_act *act,
	struct zr_error *error)
{
	assert(act->who != NULL && act->origin != NULL && act->what != NULL);
	struct zr_act line = *act;
	line.number = last->number + 1;
	int code = zr_acts_hash(&line, last->hash, line.hash, error);
	return code == 0 ? zr_store_add_act(store, &line, error) : code;
}

int zr_acts_add(struct zr_store *store, const struct zr_act *act, struct zr_error *error)
{
	assert(store != NULL && act != NULL);
	struct zr_act_mark last;
	int code = zr_store_last_act(store, &last, error);
	return code == 0 ? append(store, &last, act, error) : code;
}

int zr_acts_sign(struct zr_store *store, const struct zr_party_secret *keys, int64_t now_us,
	struct zr_error *error)
{
	assert(store != NULL && keys != NULL);
	struct zr_act_mark last;
	uint8_t signature[ZR_CRYPTO_SIGNATURE_BYTES];
	char text[2 * sizeof signature + 1];
	int code = zr_store_last_act(store, &last, error);
	if (code != 0 || last.number == 0 || last.is_signature) {
		return code;
	}
	code = zr_crypto_sign(keys->sign, last.hash, sizeof last.hash, signature);
	if (code != 0) {
		return zr_error_set(error, code, "cannot sign the audit");
	}
	zr_hex_encode(signature, sizeof signature, text);
	const struct zr_act act = {.time_us = now_us,
		.who = ZR_ACTS_HUB,
		.origin = "",
		.what = ZR_ACTS_SIGNED,
		.detail = text};
	return append(store, &last, &act, error);
}
