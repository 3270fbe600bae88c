/* Number, text and id, each with its NUL, sealed under a nonce that is made of them: hex of both.
 */
#include "hub/http/listing_place.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/hex.h"

#define HEAD_BYTES ZR_CRYPTO_NONCE_BYTES
#define MORE_BYTES (HEAD_BYTES + ZR_CRYPTO_TAG_BYTES)

static const struct zr_crypto_bytes purpose = {"zarya-listing-1", 15};

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

static size_t write_plain(const struct zr_store_place *place, char plain[ZR_LISTING_PLACE_BYTES])
{
	size_t text_bytes = strlen(place->text) + 1;
	size_t id_bytes = strlen(place->id) + 1;
	size_t bytes = (size_t)snprintf(plain, 21, "%" PRId64, place->number) + 1;
	assert(bytes + text_bytes + id_bytes <= ZR_LISTING_PLACE_BYTES);
	memcpy(plain + bytes, place->text, text_bytes);
	memcpy(plain + bytes + text_bytes, place->id, id_bytes);
	return bytes + text_bytes + id_bytes;
}

int zr_listing_place_format(const uint8_t key[ZR_CRYPTO_KEY_BYTES],
	const struct zr_store_place *place, char ret_text[ZR_LISTING_PLACE_TEXT_BYTES],
	struct zr_error *error)
{
	assert(key != NULL && place != NULL && place->is_set && ret_text != NULL);
	uint8_t own[ZR_CRYPTO_KEY_BYTES];
	uint8_t mac[ZR_CRYPTO_HASH_BYTES];
	uint8_t sealed[MORE_BYTES + ZR_LISTING_PLACE_BYTES];
	char plain[ZR_LISTING_PLACE_BYTES];
	const struct zr_crypto_bytes bytes = {plain, write_plain(place, plain)};
	static const struct zr_crypto_bytes nothing = {"", 0};
	int code = zr_crypto_derive(key, purpose, own);
	if (code == 0) {
		code = zr_crypto_mac(own, bytes, mac);
	}
	if (code == 0) {
		memcpy(sealed, mac, HEAD_BYTES);
		code = zr_crypto_seal(own, sealed, nothing, bytes, sealed + HEAD_BYTES);
	}
	explicit_bzero(own, sizeof own);
	if (code != 0) {
		return nomem(error);
	}
	zr_hex_encode(sealed, MORE_BYTES + bytes.bytes, ret_text);
	return 0;
}

/* What we wrote, for the tag was right. */
static void read_plain(const char *plain, struct zr_store_place *ret_place)
{
	const char *text = plain + strlen(plain) + 1;
	const char *id = text + strlen(text) + 1;
	*ret_place = (struct zr_store_place){.is_set = true, .number = strtoll(plain, NULL, 10)};
	(void)snprintf(ret_place->text, sizeof ret_place->text, "%s", text);
	(void)snprintf(ret_place->id, sizeof ret_place->id, "%s", id);
}

int zr_listing_place_parse(const uint8_t key[ZR_CRYPTO_KEY_BYTES], const char *text,
	struct zr_store_place *ret_place, struct zr_error *error)
{
	assert(key != NULL && text != NULL && ret_place != NULL);
	uint8_t own[ZR_CRYPTO_KEY_BYTES];
	uint8_t sealed[MORE_BYTES + ZR_LISTING_PLACE_BYTES];
	char plain[ZR_LISTING_PLACE_BYTES];
	size_t bytes = strlen(text) / 2;
	static const struct zr_crypto_bytes nothing = {"", 0};
	int code = bytes > MORE_BYTES && bytes <= sizeof sealed ? zr_hex_decode(text, sealed, bytes)
								: ZR_E_INVALID;
	if (code == 0 && zr_crypto_derive(key, purpose, own) != 0) {
		return nomem(error);
	}
	if (code == 0) {
		const struct zr_crypto_bytes rest = {sealed + HEAD_BYTES, bytes - HEAD_BYTES};
		code = zr_crypto_unseal(own, sealed, nothing, rest, (uint8_t *)plain);
		explicit_bzero(own, sizeof own);
	}
	if (code == ZR_E_NOMEM) {
		return nomem(error);
	}
	if (code != 0) {
		return zr_error_set(
			error, ZR_E_INVALID, "after must be the \"next\" of the page before");
	}
	read_plain(plain, ret_place);
	return 0;
}
