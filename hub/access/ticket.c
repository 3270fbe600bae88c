/* "NAME/BEGAN/USED/ID/MAC", the numbers in decimal, the rest in hex; HMAC-SHA256 over all before.
 */
#include "hub/access/ticket.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "hub/pki/keys.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"

#define KEY_FILE  "session.key"
#define MAC_BYTES 32

/* A name, two numbers of up to 20 digits, an id, a MAC, and a slash before each but the first. */
static_assert(ZR_STORE_ID_BYTES + 2 * 21 + 2 * ZR_STORE_SESSION_BYTES + 1 + 2 * MAC_BYTES + 1 <=
		      ZR_SESSION_TEXT_BYTES,
	"a token fits a cookie");

int zr_ticket_load_key(const char *folder, struct zr_ticket_key *ret_key, struct zr_error *error)
{
	assert(folder != NULL && ret_key != NULL);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer file = {0};
	int code = zr_keys_read_file(folder, KEY_FILE, &file, error);
	if (code == ZR_E_NOT_FOUND) {
		code = zr_keys_draw(ret_key->bytes, sizeof ret_key->bytes, error);
		return code == 0 ? zr_keys_write_file(folder, KEY_FILE, ret_key->bytes,
					   sizeof ret_key->bytes, error)
				 : code;
	}
	if (code == 0 && file.bytes != sizeof ret_key->bytes) {
		return zr_error_set(error, ZR_E_INVALID,
			"%s/" KEY_FILE " is damaged; remove it, and everybody logs in again",
			folder);
	}
	if (code == 0) {
		memcpy(ret_key->bytes, file.data, sizeof ret_key->bytes);
	}
	return code;
}

static bool sign(const struct zr_ticket_key *key, const char *text, size_t length,
	uint8_t ret_mac[MAC_BYTES])
{
	assert(length > 0);
	unsigned bytes = MAC_BYTES;
	return HMAC(EVP_sha256(), key->bytes, sizeof key->bytes, (const unsigned char *)text,
		       length, ret_mac, &bytes) != NULL;
}

int zr_ticket_format(const struct zr_ticket_key *key, const struct zr_ticket *ticket,
	char ret_token[ZR_SESSION_TEXT_BYTES + 1], struct zr_error *error)
{
	assert(key != NULL && ticket != NULL && ret_token != NULL);
	assert(ticket->name[0] != '\0' && strchr(ticket->name, '/') == NULL);
	char id[2 * ZR_STORE_SESSION_BYTES + 1];
	uint8_t mac[MAC_BYTES];
	zr_hex_encode(ticket->id, sizeof ticket->id, id);
	int length =
		snprintf(ret_token, ZR_SESSION_TEXT_BYTES + 1, "%s/%" PRId64 "/%" PRId64 "/%s/",
			ticket->name, ticket->began_us, ticket->used_us, id);
	assert(length > 0 && (size_t)length + 2 * sizeof mac <= ZR_SESSION_TEXT_BYTES);
	if (!sign(key, ret_token, (size_t)length, mac)) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a session");
	}
	zr_hex_encode(mac, sizeof mac, ret_token + length);
	return 0;
}

/* What a token says, once its MAC is right: we wrote it. */
static bool read_parts(char *text, struct zr_ticket *ret_session)
{
	char *rest = text;
	const char *name = strsep(&rest, "/");
	const char *began = strsep(&rest, "/");
	const char *used = strsep(&rest, "/");
	const char *id = strsep(&rest, "/");
	if (id == NULL || strlen(name) >= sizeof ret_session->name) {
		return false;
	}
	(void)snprintf(ret_session->name, sizeof ret_session->name, "%s", name);
	ret_session->began_us = strtoll(began, NULL, 10);
	ret_session->used_us = strtoll(used, NULL, 10);
	return zr_hex_decode(id, ret_session->id, sizeof ret_session->id) == 0;
}

bool zr_ticket_parse(const struct zr_ticket_key *key, const char *token, int64_t now_us,
	struct zr_ticket *ret_session)
{
	assert(key != NULL && token != NULL && ret_session != NULL);
	char text[ZR_SESSION_TEXT_BYTES + 1];
	uint8_t told[MAC_BYTES];
	uint8_t mac[MAC_BYTES];
	const char *last = strrchr(token, '/');
	if (last == NULL || strlen(token) > ZR_SESSION_TEXT_BYTES ||
		zr_hex_decode(last + 1, told, sizeof told) != 0) {
		return false;
	}
	size_t length = (size_t)(last + 1 - token);
	if (!sign(key, token, length, mac) || CRYPTO_memcmp(mac, told, sizeof mac) != 0) {
		return false;
	}
	(void)snprintf(text, sizeof text, "%.*s", (int)length, token);
	return read_parts(text, ret_session) &&
	       now_us - ret_session->used_us < ZR_HUB_SESSION_IDLE_S * 1000000LL &&
	       now_us - ret_session->began_us < ZR_HUB_SESSION_LIFE_S * 1000000LL;
}
