/*
 * The A/B record on the running system's disk: read, changed and written durably. The loader does
 * the same by EFI.
 *
 * The descriptor is the partition `zarya-ab` or a disk image in which it begins at a given byte,
 * opened O_RDWR. One writer at a time: the updater is the only program that writes it.
 */
#ifndef ZR_SLOTS_AB_DEVICE_H
#define ZR_SLOTS_AB_DEVICE_H

#include "lib/base/error.h"
#include "lib/slots/ab_record.h"

struct zr_ab_device {
	int fd;     /* borrowed */
	int64_t at; /* byte of fd where the partition begins */
	int newest; /* as zr_ab_record_newest(); -1 says that the record was lost, which the hub
		       should hear of */
	struct zr_ab_copies copies;
	struct zr_slots slots; /* change by zr_slots_*(), then zr_ab_device_store() */
};

/* Reads both copies of a partition that begins at byte at of fd (0 for the partition's own device).
 * A copy that the disk cannot read counts as lost; IO only when fd is no place to read from. */
int zr_ab_device_load(
	struct zr_ab_device *device, int fd, int64_t at, struct zr_error *error) ZR_MUST_CHECK;

/* Writes device->slots: both copies, each flushed, then read back. After an error the disk holds
 * the record before or this one; load it again. IO when a write, a flush or the comparison fails.
 */
int zr_ab_device_store(struct zr_ab_device *device, struct zr_error *error) ZR_MUST_CHECK;

#endif
