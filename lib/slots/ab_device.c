/* pread, pwrite, fsync and a reading past the cache: what fsync says is believed only when the disk
 * says it, too. */
#include "lib/slots/ab_device.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static off_t place_of(const struct zr_ab_device *device, unsigned copy)
{
	return device->at + (off_t)copy * ZR_AB_RECORD_GAP_BYTES;
}

int zr_ab_device_load(struct zr_ab_device *device, int fd, int64_t at, struct zr_error *error)
{
	assert(device && fd >= 0 && at >= 0);
	memset(device, 0, sizeof *device);
	device->fd = fd;
	device->at = at;
	for (unsigned i = 0; i < ZR_AB_RECORD_COPY_COUNT; i++) {
		uint8_t *sector = device->copies.copy[i];
		ssize_t count = pread(fd, sector, ZR_AB_RECORD_BYTES, place_of(device, i));
		if (count < 0 && errno != EIO) {
			return zr_error_set_errno(error, errno, "read the A/B record");
		}
		if (count != ZR_AB_RECORD_BYTES) {
			memset(sector, 0, ZR_AB_RECORD_BYTES);
		}
	}
	device->newest = zr_ab_record_newest(&device->copies, &device->slots);
	return 0;
}

static int write_copy(const struct zr_ab_device *device, unsigned copy, struct zr_error *error)
{
	const uint8_t *sector = device->copies.copy[copy];
	uint8_t again[ZR_AB_RECORD_BYTES];

	errno = EIO; /* for a write that ends early */
	if (pwrite(device->fd, sector, sizeof again, place_of(device, copy)) !=
			(ssize_t)sizeof again ||
		fsync(device->fd) != 0) {
		return zr_error_set_errno(error, errno, "write the A/B record");
	}
	(void)posix_fadvise(device->fd, place_of(device, copy), sizeof again, POSIX_FADV_DONTNEED);
	if (pread(device->fd, again, sizeof again, place_of(device, copy)) !=
			(ssize_t)sizeof again ||
		memcmp(again, sector, sizeof again) != 0) {
		return zr_error_set(error, ZR_E_IO,
			"copy %u of the A/B record does not read back as written: the disk fails",
			copy);
	}
	return 0;
}

int zr_ab_device_store(struct zr_ab_device *device, struct zr_error *error)
{
	assert(device && device->fd >= 0);
	assert(zr_slots_is_valid(&device->slots));
	unsigned first = zr_ab_record_put(&device->copies, device->newest, &device->slots);
	int code = write_copy(device, first, error);
	if (code == 0) {
		device->newest = (int)first;
		code = write_copy(device, 1 - first, error);
	}
	return code;
}
