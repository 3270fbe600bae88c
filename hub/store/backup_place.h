/*
 * The folder that backups are written to, known again by a name of its own (docs/adr/0230): drawn
 * once, and written into it as a small file that stays when backups come and go. A path is no such
 * name, for a service may see another folder there than the person who made the backup; nor is a
 * disk's number, which another start may give to another disk.
 */
#ifndef ZR_HUB_STORE_BACKUP_PLACE_H
#define ZR_HUB_STORE_BACKUP_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"

#define ZR_BACKUP_PLACE_BYTES     16   /* of its name */
#define ZR_BACKUP_FILE_PATH_BYTES 4096 /* Linux' PATH_MAX: of a backup's path with its NUL */

/* The name of the folder that the file is in; drawn now where it has none. ZR_E_FULL, ZR_E_IO … */
int zr_backup_place_claim(const char *file, uint8_t ret_name[ZR_BACKUP_PLACE_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

/* What can be seen where the file's path leads to is the folder of that name. May wait for a disk
 * that is away, and without end. */
bool zr_backup_place_is(const char *file, const uint8_t name[ZR_BACKUP_PLACE_BYTES]);

#endif
