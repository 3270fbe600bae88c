/*
 * Which root the initramfs mounts: the slot on the kernel's command line and the partition that
 * carries its name. Pure text; init.c does the reading.
 */
#ifndef ZR_IMAGE_SLOT_H
#define ZR_IMAGE_SLOT_H

#include <stdbool.h>
#include <stddef.h>

/* The slot that `zarya.slot=a|b` names in a kernel command line; 'a' when none or another is named.
 */
char zr_slot_parse(const char *command_line);

/* Whether a block device's uevent file (KEY=value lines) is the partition with this label. */
bool zr_slot_is_partition(const char *uevent, const char *label);

#endif
