/*
 * What the last verified backup holds, for the hub that goes on: a small file in DATA, written when
 * the copy was read through. A hub that is restored has another epoch than the mark: then it says
 * nothing.
 */
#ifndef ZR_HUB_STORE_BACKUP_MARK_H
#define ZR_HUB_STORE_BACKUP_MARK_H

#include <stdint.h>

#include "lib/base/error.h"
#include "lib/envelope/content.h"

struct zr_backup_mark {
	int64_t end_rank;    /* all arrivals within this rank are in it */
	int64_t record_rank; /* of its last record */
	int64_t time_us;     /* when it was begun */
	uint8_t epoch[ZR_EPOCH_BYTES];
};

/* ZR_E_FULL, ZR_E_IO. */
int zr_backup_mark_write(
	const char *data, const struct zr_backup_mark *mark, struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_NOT_FOUND: there is none; ZR_E_INVALID: it is damaged, which is as good as none. */
int zr_backup_mark_read(
	const char *data, struct zr_backup_mark *ret_mark, struct zr_error *error) ZR_MUST_CHECK;

#endif
