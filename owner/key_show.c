/* No passphrase is needed: what is shown is public. */
#include "owner/key_show.h"

#include <assert.h>
#include <string.h>

#include "lib/base/hex.h"
#include "owner/key_file.h"

static void show_key(const struct zr_owner_folder *folder, enum zr_owner_place place,
	const uint8_t *public_key, FILE *out)
{
	char text[2 * ZR_CRYPTO_KEY_BYTES + 1];
	zr_hex_encode(public_key, ZR_CRYPTO_KEY_BYTES, text);
	(void)fprintf(out, "  %-8s %s  %s\n", zr_owner_folder_place_name(place), text,
		zr_key_file_is_there(folder, place, public_key) ? "here" : "not here");
}

int zr_key_show(const struct zr_owner_folder *folder, FILE *out, struct zr_error *error)
{
	assert(folder != NULL && out != NULL);
	struct zr_trust trust;
	char owner[2 * ZR_CRYPTO_HASH_BYTES + 1];
	int code = zr_owner_folder_read_chain(folder, NULL, &trust, error);
	if (code != 0) {
		return code;
	}
	zr_hex_encode(trust.owner, sizeof trust.owner, owner);
	(void)fprintf(out, "%s, charter %u%s\n  owner    %s\n", trust.charter.name,
		trust.charter.generation,
		trust.charter.is_development ? " (development: not for the field)" : "", owner);
	for (unsigned place = 0; place < ZR_CHARTER_ROOT_COUNT; place++) {
		show_key(folder, place, trust.charter.roots[place], out);
	}
	for (size_t i = 0; i < trust.charter.release_count; i++) {
		show_key(folder, ZR_OWNER_RELEASE, trust.charter.releases[i], out);
	}
	return 0;
}
