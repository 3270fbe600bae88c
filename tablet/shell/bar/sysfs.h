/* One line of a file under /sys. */
#ifndef ZR_SHELL_SYSFS_H
#define ZR_SHELL_SYSFS_H

#include <stdbool.h>
#include <stddef.h>

/* Reads root/device/attribute without its newline, cut at size. False when it cannot be read; then
 * text is "". */
bool zr_sysfs_read(
	const char *root, const char *device, const char *attribute, char *text, size_t size);

#endif
