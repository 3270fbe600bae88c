/*
 * What the last verified backup holds and where it stands, for the hub that goes on: a small file
 * in DATA, written when the copy was read through. A hub that is restored has another epoch than
 * the mark: then it says nothing. Neither does one whose backup is gone.
 */
#ifndef ZR_HUB_STORE_BACKUP_MARK_H
#define ZR_HUB_STORE_BACKUP_MARK_H

#include <stdbool.h>
#include <stdint.h>

#include "hub/store/backup_place.h"
#include "lib/base/error.h"
#include "lib/envelope/content.h"

struct zr_backup_mark {
	int64_t end_rank;    /* all arrivals within this rank are in it */
	int64_t record_rank; /* of its last record */
	int64_t time_us;     /* when it was begun */
	uint8_t epoch[ZR_EPOCH_BYTES];
	uint8_t place[ZR_BACKUP_PLACE_BYTES]; /* the folder that it was written to */
	char file[ZR_BACKUP_FILE_PATH_BYTES]; /* from the root; "" in a mark of an earlier hub */
};

/* ZR_E_FULL, ZR_E_IO. */
int zr_backup_mark_write(
	const char *data, const struct zr_backup_mark *mark, struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_NOT_FOUND: there is none; ZR_E_INVALID: it is damaged, which is as good as none. */
int zr_backup_mark_read(
	const char *data, struct zr_backup_mark *ret_mark, struct zr_error *error) ZR_MUST_CHECK;

/* The backup was removed, or moved: its folder is there, and the backup or its segments are not. A
 * disk that is taken out, another folder at that path, or one that may not be looked into, says
 * nothing: then, and where the mark names no file, it is not gone. May wait for a disk that is
 * away, and without end: not for a thread that others wait for. */
bool zr_backup_mark_is_gone(const struct zr_backup_mark *mark);

#endif
