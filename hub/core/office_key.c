/* A public key is no secret: it is copied there by hand, or by whoever sets up both. */
#include "hub/core/office_key.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "hub/core/options.h"
#include "lib/base/cleanup.h"

int zr_office_key_load(const char *folder, const struct zr_party_public *hub,
	struct zr_party_public *ret_office, struct zr_error *error)
{
	assert(folder != NULL && hub != NULL && ret_office != NULL);
	char path[ZR_OPTIONS_PATH_BYTES + 32];
	uint8_t both[2 * ZR_KEY_BYTES + 1];
	(void)snprintf(path, sizeof path, "%s/office.pub", folder);
	ZR_CLEANUP_CLOSE int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 && errno == ENOENT) {
		*ret_office = *hub;
		return 0;
	}
	ssize_t bytes = file >= 0 ? read(file, both, sizeof both) : -1;
	if (bytes < 0) {
		return zr_error_set_errno(error, errno, "read the office's public key");
	}
	if (bytes != sizeof both - 1) {
		return zr_error_set(error, ZR_E_INVALID,
			"%s is no public key of an office: copy the office.pub that zarya-office "
			"--new-key wrote",
			path);
	}
	zr_party_public_init(ret_office, both, both + ZR_KEY_BYTES);
	return 0;
}
