/* A root behind dm-verity, made by device-mapper's own ioctls: three calls, in place of
 * libcryptsetup and what it brings (ADR 0219). */
#ifndef ZR_IMAGE_VERITY_H
#define ZR_IMAGE_VERITY_H

#include <stddef.h>

#include "tablet/image/verity_line.h"

/* Makes the device over the partitions /dev/<data> and /dev/<tree> and writes its path into
 * ret_device. A block that does not belong to the root hash makes the kernel panic, now and later:
 * a system that reads altered blocks is not one that goes on. 0 or -errno. */
int zr_verity_open(const struct zr_verity *verity, const char *data, const char *tree,
	char *ret_device, size_t size);

#endif
