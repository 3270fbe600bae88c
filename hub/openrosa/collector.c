/* One secret of 32 bytes; HMAC-SHA-512 of a name under it is the 64 bytes that a party is made of.
 */
#include "hub/openrosa/collector.h"

#include <assert.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "hub/pki/keys.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"

#define KEY_FILE "openrosa.key"

int zr_collector_load_seed(
	const char *folder, uint8_t ret_seed[ZR_COLLECTOR_SEED_BYTES], struct zr_error *error)
{
	assert(folder != NULL && ret_seed != NULL);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer file = {0};
	int code = zr_keys_read_file(folder, KEY_FILE, &file, error);
	if (code == ZR_E_NOT_FOUND) {
		code = zr_keys_draw(ret_seed, ZR_COLLECTOR_SEED_BYTES, error);
		return code == 0 ? zr_keys_write_file(folder, KEY_FILE, ret_seed,
					   ZR_COLLECTOR_SEED_BYTES, error)
				 : code;
	}
	if (code != 0) {
		return code;
	}
	if (file.bytes != ZR_COLLECTOR_SEED_BYTES) {
		return zr_error_set(error, ZR_E_INVALID,
			"%s/" KEY_FILE
			" is damaged: %zu bytes instead of %d; restore it from a backup",
			folder, file.bytes, ZR_COLLECTOR_SEED_BYTES);
	}
	memcpy(ret_seed, file.data, ZR_COLLECTOR_SEED_BYTES);
	return 0;
}

int zr_collector_derive(const uint8_t seed[ZR_COLLECTOR_SEED_BYTES], const char *name,
	struct zr_party_secret *ret_keys, struct zr_error *error)
{
	assert(seed != NULL && name != NULL && ret_keys != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer message = {0};
	uint8_t random[EVP_MAX_MD_SIZE];
	static_assert(EVP_MAX_MD_SIZE == 2 * ZR_KEY_BYTES, "SHA-512 gives what a party needs");
	int code = zr_buffer_add_format(&message, "zarya-collector-1:%s", name);
	if (code != 0 ||
		HMAC(EVP_sha512(), seed, ZR_COLLECTOR_SEED_BYTES, (const uint8_t *)message.data,
			message.bytes, random, NULL) == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	code = zr_party_init(ret_keys, random, error);
	explicit_bzero(random, sizeof random);
	return code;
}

int zr_collector_open_keys(const uint8_t seed[ZR_COLLECTOR_SEED_BYTES],
	const struct zr_collector *collector, struct zr_party_secret *ret_keys,
	struct zr_error *error)
{
	assert(collector != NULL);
	int code = zr_collector_derive(seed, collector->name, ret_keys, error);
	if (code == 0 && memcmp(ret_keys->public_half.id, collector->device_id,
				 sizeof collector->device_id) != 0) {
		zr_party_finish(ret_keys);
		code = zr_error_set(error, ZR_E_STATE,
			"the keys of the data collectors were lost: restore keys/" KEY_FILE
			" from your copy");
	}
	return code;
}
