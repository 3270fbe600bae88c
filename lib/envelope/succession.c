/* Every step is checked, also those before the trusted key: a line is whole or it is none. */
#include "lib/envelope/succession.h"

#include <assert.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/envelope/crypto.h"

static const char purpose[] = "zarya office successor";

struct message {
	char purpose[sizeof purpose];
	uint8_t before[ZR_SUCCESSION_KEY_BYTES];
	uint8_t after[ZR_SUCCESSION_KEY_BYTES];
};
static_assert(sizeof(struct message) == sizeof purpose + 2 * ZR_SUCCESSION_KEY_BYTES, "no padding");
static_assert(ZR_SUCCESSION_STEP_BYTES == ZR_SUCCESSION_KEY_BYTES + ZR_CRYPTO_SIGNATURE_BYTES,
	"a key and a signature");

static void put_key(const struct zr_party_public *key, uint8_t ret_bytes[ZR_SUCCESSION_KEY_BYTES])
{
	memcpy(ret_bytes, key->sign, ZR_KEY_BYTES);
	memcpy(ret_bytes + ZR_KEY_BYTES, key->agree, ZR_KEY_BYTES);
}

static void make_message(struct message *message, const uint8_t *before, const uint8_t *after)
{
	memcpy(message->purpose, purpose, sizeof purpose);
	memcpy(message->before, before, sizeof message->before);
	memcpy(message->after, after, sizeof message->after);
}

int zr_succession_extend(struct zr_buffer *line, const struct zr_party_secret *present,
	const struct zr_party_public *successor, struct zr_error *error)
{
	assert(line != NULL && successor != NULL && (present != NULL || line->bytes == 0));
	uint8_t step[ZR_SUCCESSION_STEP_BYTES];
	uint8_t before[ZR_SUCCESSION_KEY_BYTES];
	struct message message;
	put_key(successor, step);
	if (present == NULL) {
		int code = zr_buffer_add(line, step, ZR_SUCCESSION_KEY_BYTES);
		return code == 0 ? 0 : zr_error_set(error, code, "no memory for a key");
	}
	if (line->bytes + sizeof step > ZR_SUCCESSION_BYTES_MAX) {
		return zr_error_set(error, ZR_E_LIMIT, "the office has had %d keys already",
			ZR_OFFICE_SUCCESSOR_COUNT_MAX + 1);
	}
	put_key(&present->public_half, before);
	make_message(&message, before, step);
	int code = zr_party_sign(present, &message, sizeof message, step + ZR_SUCCESSION_KEY_BYTES);
	if (code == ZR_E_LOCKED) {
		return zr_error_set(error, code, "the token that signs the new key is gone");
	}
	if (code == 0 && line->bytes == 0) {
		code = zr_buffer_add(line, before, sizeof before);
	}
	if (code == 0) {
		code = zr_buffer_add(line, step, sizeof step);
	}
	return code == 0 ? 0 : zr_error_set(error, code, "no memory for the line of keys");
}

bool zr_succession_get(const struct zr_buffer *line, size_t index, struct zr_party_public *ret_key)
{
	assert(line != NULL && ret_key != NULL && index <= ZR_OFFICE_SUCCESSOR_COUNT_MAX);
	size_t at =
		index == 0 ? 0 : ZR_SUCCESSION_KEY_BYTES + (index - 1) * ZR_SUCCESSION_STEP_BYTES;
	if (at + ZR_SUCCESSION_KEY_BYTES > line->bytes) {
		return false;
	}
	const uint8_t *key = (const uint8_t *)line->data + at;
	zr_party_public_init(ret_key, key, key + ZR_KEY_BYTES);
	return true;
}

int zr_succession_follow(const struct zr_buffer *line, const struct zr_party_public *from,
	struct zr_party_public *ret_last, struct zr_error *error)
{
	assert(line != NULL && ret_last != NULL);
	const uint8_t *key = (const uint8_t *)line->data;
	if (line->bytes < ZR_SUCCESSION_KEY_BYTES || line->bytes > ZR_SUCCESSION_BYTES_MAX ||
		(line->bytes - ZR_SUCCESSION_KEY_BYTES) % ZR_SUCCESSION_STEP_BYTES != 0) {
		return zr_error_set(error, ZR_E_SYNTAX, "that is no line of an office's keys");
	}
	const uint8_t *end = key + line->bytes;
	struct zr_party_public last;
	zr_party_public_init(&last, key, key + ZR_KEY_BYTES);
	bool is_met = from == NULL || memcmp(last.id, from->id, sizeof last.id) == 0;
	for (const uint8_t *step = key + ZR_SUCCESSION_KEY_BYTES; step < end;
		step += ZR_SUCCESSION_STEP_BYTES) {
		struct message message;
		make_message(&message, key, step);
		int code = zr_crypto_verify(
			last.sign, &message, sizeof message, step + ZR_SUCCESSION_KEY_BYTES);
		if (code != 0) {
			return zr_error_set(
				error, code, "an office's key was not signed by the one before it");
		}
		zr_party_public_init(&last, step, step + ZR_KEY_BYTES);
		is_met = is_met || memcmp(last.id, from->id, sizeof last.id) == 0;
		key = step;
	}
	if (!is_met) {
		return zr_error_set(error, ZR_E_FOREIGN,
			"these are the keys of another office than the one that is known");
	}
	*ret_last = last;
	return 0;
}
