/* Public keys are no secret: they are copied there by hand, or by whoever sets up both. */
#include "hub/core/office_key.h"

#include <assert.h>

#include "hub/pki/keys.h"
#include "lib/envelope/succession.h"

int zr_office_key_load(const char *folder, const struct zr_party_public *hub,
	struct zr_party_public *ret_office, struct zr_buffer *ret_line, struct zr_error *error)
{
	assert(folder != NULL && hub != NULL && ret_office != NULL && ret_line->bytes == 0);
	int code = zr_keys_read_file(folder, "office.pub", ret_line, error);
	if (code == ZR_E_NOT_FOUND) {
		*ret_office = *hub;
		return 0;
	}
	if (code == 0 && zr_succession_follow(ret_line, NULL, ret_office, NULL) != 0) {
		return zr_error_set(error, ZR_E_INVALID,
			"%s/office.pub is no public key of an office: copy the office.pub that "
			"zarya-office --new-key wrote",
			folder);
	}
	return code;
}
