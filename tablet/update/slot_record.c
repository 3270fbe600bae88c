/*
 * Open, lock, read, change, store: closing the descriptor gives the lock back.
 */
#include "tablet/update/slot_record.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>

#include "lib/base/cleanup.h"
#include "lib/slots/ab_device.h"
#include "lib/slots/uki.h"
#include "tablet/update/whole_io.h"

enum {
	RELEASE_BYTES_MAX = 16, /* ten digits and the end of the line */
};

static int on_trial(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_STATE,
		"The running release is still on trial: the other one is the only way back");
}

static int open_record(const struct zr_slot_place *place, struct zr_ab_device *ret_record,
	int *ret_fd, struct zr_error *error)
{
	char path[PATH_MAX];
	(void)snprintf(path, sizeof path, "%s/zarya-ab", place->folder);
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		return zr_error_set_errno(error, errno, "open the A/B record");
	}
	int code = zr_ab_device_lock(fd, error);
	if (code == 0) {
		code = zr_ab_device_load(ret_record, fd, 0, error);
	}
	if (code == 0) {
		*ret_fd = ZR_TAKE_FD(fd);
	}
	return code;
}

/* What the running kernel image says of itself; left as it is when it says nothing. Its own release
 * is signed, and so is better than the record's, which only keeps the order of things. */
static void ask_image(const struct zr_slot_place *place, struct zr_slot *slot)
{
	char path[PATH_MAX];
	uint8_t head[ZR_UKI_HEAD_BYTES];
	struct zr_uki uki;
	(void)snprintf(path, sizeof path, "%s/uki-%c", place->folder,
		place->running == ZR_SLOT_A ? 'a' : 'b');
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || zr_whole_io_read(fd, 0, head, sizeof head, NULL) != 0 ||
		!zr_uki_read(head, sizeof head, &uki)) {
		return;
	}
	slot->uki_bytes = uki.bytes;
	uint8_t section[1 + RELEASE_BYTES_MAX] = {0};
	/* As if the section were all of an image, behind one byte of head. */
	const struct zr_uki small = {.bytes = sizeof section,
		.release_at = 1,
		.release_length = uki.release_length < RELEASE_BYTES_MAX ? uki.release_length
									 : RELEASE_BYTES_MAX};
	if (uki.release_at != 0 && zr_whole_io_read(fd, uki.release_at, section + 1,
					   small.release_length, NULL) == 0) {
		slot->release = zr_uki_release(section, &small);
	}
}

int zr_slot_record_read(
	const struct zr_slot_place *place, struct zr_slots *ret_slots, struct zr_error *error)
{
	assert(place != NULL && ret_slots != NULL);
	struct zr_ab_device record;
	ZR_CLEANUP_CLOSE int fd = -1;
	int code = open_record(place, &record, &fd, error);
	if (code != 0) {
		return code;
	}
	struct zr_slot *running = &record.slots.slot[place->running];
	if (running->release == 0 || running->uki_bytes == 0) {
		ask_image(place, running);
	}
	*ret_slots = record.slots;
	return 0;
}

int zr_slot_record_check_trial(
	const struct zr_slots *slots, enum zr_slot_index running, struct zr_error *error)
{
	assert(slots != NULL);
	struct zr_slots trial = *slots;
	return zr_slots_prepare_write(&trial, running) ? 0 : on_trial(error);
}

int zr_slot_record_prepare(const struct zr_slot_place *place, struct zr_error *error)
{
	assert(place != NULL);
	struct zr_ab_device record;
	ZR_CLEANUP_CLOSE int fd = -1;
	int code = open_record(place, &record, &fd, error);
	if (code != 0) {
		return code;
	}
	if (!zr_slots_prepare_write(&record.slots, place->running)) {
		return on_trial(error);
	}
	return zr_ab_device_store(&record, error);
}

int zr_slot_record_activate(const struct zr_slot_place *place, uint32_t release, uint32_t uki_bytes,
	struct zr_error *error)
{
	assert(place != NULL);
	struct zr_ab_device record;
	ZR_CLEANUP_CLOSE int fd = -1;
	int code = open_record(place, &record, &fd, error);
	if (code != 0) {
		return code;
	}
	if (!zr_slots_activate(&record.slots, place->running, release, uki_bytes)) {
		return zr_error_set(error, ZR_E_STATE, "The record does not take the new release");
	}
	return zr_ab_device_store(&record, error);
}
