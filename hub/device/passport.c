/* One look into the store. A hub that stands beside this one may have written there a moment ago.
 */
#include "hub/device/passport.h"

#include <assert.h>
#include <string.h>

#include "hub/store/store.h"

static_assert(ZR_CREDENTIAL_KEY_BYTES == ZR_HASH_BYTES, "a key is named by SHA-256");

int zr_passport_check_welcome(const struct zr_device *device, struct zr_error *error)
{
	assert(device != NULL);
	return device->revoked_us == 0 ? 0
				       : zr_error_set(error, ZR_E_REFUSED,
						 "this tablet was taken out of the fleet; enrol it "
						 "with a new code");
}

int zr_passport_check(struct zr_store *store, const struct zr_request *request,
	struct zr_device *ret_device, struct zr_error *error)
{
	assert(store != NULL && request->has_device && ret_device != NULL);
	int code = zr_store_get_device(store, request->device, ret_device, error);
	if (code == ZR_E_NOT_FOUND) {
		return zr_error_set(error, ZR_E_REFUSED,
			"this tablet is not enrolled at this hub; enrol it with a new code");
	}
	if (code == 0) {
		code = zr_passport_check_welcome(ret_device, error);
	}
	if (code == 0 &&
		memcmp(ret_device->certificate_key, request->certificate_key, ZR_HASH_BYTES) != 0) {
		code = zr_error_set(error, ZR_E_CERTIFICATE,
			"this certificate was replaced by a newer one; renew it");
	}
	return code;
}
