/*
 * Written beside the old one, flushed, and moved over it.
 */
#include "tablet/update/belief.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>

#include "lib/base/cleanup.h"
#include "tablet/update/whole_io.h"

int zr_belief_load(
	const char *file, const char *chain, struct zr_trust *ret_trust, struct zr_error *error)
{
	assert(file != NULL && chain != NULL);
	assert(ret_trust != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	if (zr_whole_io_read_small(file, ZR_TRUST_BYTES_MAX, &bytes, NULL) == 0) {
		struct zr_crypto_bytes state = {(const uint8_t *)bytes.data, bytes.bytes};
		if (zr_trust_decode(state, ret_trust, NULL) == 0) {
			return 0;
		}
	}
	zr_buffer_clear(&bytes);
	int code = zr_whole_io_read_small(chain, ZR_TRUST_CHAIN_BYTES_MAX, &bytes, error);
	if (code != 0) {
		return code;
	}
	return zr_trust_begin((struct zr_crypto_bytes){(const uint8_t *)bytes.data, bytes.bytes},
		ret_trust, error);
}

int zr_belief_store(const char *file, const struct zr_trust *trust, struct zr_error *error)
{
	assert(file != NULL);
	assert(trust != NULL);
	char fresh[PATH_MAX];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer state = {0};
	int code = zr_trust_encode(trust, &state, error);
	if (code != 0) {
		return code;
	}
	(void)snprintf(fresh, sizeof fresh, "%s.new", file);
	ZR_CLEANUP_CLOSE int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0) {
		return zr_error_set_errno(error, errno, "keep what the tablet believes");
	}
	code = zr_whole_io_append(fd, state.data, state.bytes, error);
	if (code == 0 && (fsync(fd) != 0 || rename(fresh, file) != 0)) {
		code = zr_error_set_errno(error, errno, "keep what the tablet believes");
	}
	return code;
}
