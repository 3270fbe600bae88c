/*
 * Copies of the hub's store and the way back. A copy is one consistent picture, taken while the hub
 * goes on; a restored store begins a new life with an epoch of its own, by which tablets know that
 * they must send again what the copy lacks (docs/adr/0121).
 */
#ifndef ZR_HUB_STORE_BACKUP_H
#define ZR_HUB_STORE_BACKUP_H

#include <stdint.h>

#include "lib/base/error.h"

/* Writes DATA/hub.db to file, which must not exist, reads all of it through, and marks in DATA how
 * far it goes (backup_mark.h): what it holds is durable. now_us: the wall clock. ZR_E_EXISTS,
 * ZR_E_NOT_FOUND, ZR_E_FULL; ZR_E_INVALID: the store is damaged; then the copy stays, and is not
 * counted. */
int zr_backup_make(
	const char *data, const char *file, int64_t now_us, struct zr_error *error) ZR_MUST_CHECK;

/* Puts the copy in the place of DATA/hub.db, which stays beside it as hub.db.replaced-N. Nothing is
 * changed when the copy is damaged (ZR_E_INVALID) or a hub works with DATA (ZR_E_BUSY). */
int zr_backup_restore(const char *data, const char *file, struct zr_error *error) ZR_MUST_CHECK;

/* The lock of the one hub that works with DATA; ret_fd holds it until it is closed. ZR_E_BUSY, with
 * the process that has it. */
int zr_backup_lock(const char *data, int *ret_fd, struct zr_error *error) ZR_MUST_CHECK;

#endif
