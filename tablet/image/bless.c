/*
 * Says in the A/B record that the running slot is good: `zarya-bless SLOT-FILE DEVICE`.
 *
 * systemd starts it when the shell shows its first window, the data partition is mounted and the
 * agent has opened its stores (zarya-bless.path). SLOT-FILE is what /init wrote, DEVICE the
 * partition zarya-ab. Every start of the signed chain must come here: without it the loader takes
 * the other slot after some starts. It does not judge by itself whether the system is good, and
 * never writes another slot's fields.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "lib/base/cleanup.h"
#include "lib/slots/ab_device.h"

/* The slot in the file; ZR_SLOT_NONE when it has none. */
static enum zr_slot_index read_slot(const char *path)
{
	char letter = '\0';
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, &letter, 1) != 1 || (letter != 'a' && letter != 'b')) {
		return ZR_SLOT_NONE;
	}
	return letter == 'a' ? ZR_SLOT_A : ZR_SLOT_B;
}

static int bless(const char *device_path, enum zr_slot_index running, struct zr_error *error)
{
	struct zr_ab_device device;

	assert(running == ZR_SLOT_A || running == ZR_SLOT_B);
	ZR_CLEANUP_CLOSE int fd = open(device_path, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		return zr_error_set_errno(error, errno, "open the A/B record");
	}
	int code = zr_ab_device_load(&device, fd, 0, error);
	if (code != 0) {
		return code;
	}
	if (device.slots.slot[running].priority == 0) {
		return zr_error_set(
			error, ZR_E_INVALID, "the record says that the running slot is empty");
	}
	zr_slots_bless(&device.slots, running);
	return zr_ab_device_store(&device, error);
}

int main(int argc, char **argv)
{
	struct zr_error error = {0};
	if (argc != 3) {
		(void)fprintf(stderr, "usage: zarya-bless SLOT-FILE DEVICE\n");
		return 2;
	}
	enum zr_slot_index running = read_slot(argv[1]);
	if (running == ZR_SLOT_NONE) {
		(void)fprintf(stderr, "zarya-bless: %s names no slot\n", argv[1]);
		return 1;
	}
	if (bless(argv[2], running, &error) != 0) {
		(void)fprintf(stderr, "zarya-bless: %s: %s\n", argv[2], error.message);
		return 1;
	}
	(void)fprintf(stderr, "zarya-bless: slot %c is good\n", 'a' + (int)running);
	return 0;
}
