/*
 * Makes the data partition's file system on the first boot: `zarya-format DEVICE`.
 *
 * Blank means: the first BLANK_BYTES read as zeros. Anything else is left alone, also a file system
 * that nobody recognises: what an interviewer collected is worth more than a boot without a repair.
 * Then mkfs.ext4 replaces this process. It does not: mount, repair, or erase a used partition.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/cleanup.h"

#define BLANK_BYTES (8 << 20) /* super block, descriptors, and the first inode tables of ext4 */
#define CHUNK_BYTES (64 << 10)

/* 1 blank, 0 used, -1 with errno when the device cannot be read. */
static int is_blank(const char *device)
{
	static unsigned char chunk[CHUNK_BYTES];
	static const unsigned char zeros[CHUNK_BYTES];
	ZR_CLEANUP_CLOSE int fd = open(device, O_RDONLY | O_CLOEXEC);

	for (size_t done = 0; done < BLANK_BYTES; done += sizeof chunk) {
		ssize_t length = fd >= 0 ? read(fd, chunk, sizeof chunk) : -1;
		if (length != (ssize_t)sizeof chunk) {
			return -1;
		}
		if (memcmp(chunk, zeros, sizeof chunk) != 0) {
			return 0;
		}
	}
	return 1;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		(void)fprintf(stderr, "usage: zarya-format DEVICE\n");
		return 2;
	}
	int blank = is_blank(argv[1]);
	if (blank < 0) {
		(void)fprintf(stderr, "zarya-format: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	if (blank == 0) {
		return 0;
	}
	assert(blank == 1);
	(void)execl("/usr/sbin/mkfs.ext4", "mkfs.ext4", "-q", "-L", "zarya-data", "-m", "1", "-E",
		"lazy_itable_init=1,lazy_journal_init=1,nodiscard", argv[1], (char *)NULL);
	(void)fprintf(stderr, "zarya-format: mkfs.ext4: %s\n", strerror(errno));
	return 1;
}
